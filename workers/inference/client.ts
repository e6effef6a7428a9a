import { isFoveaError, type ErrorCode } from '#core/errors/fovea-error.ts';
import { waitOrLeave } from '#core/wait-or-leave.ts';
import { receivedResult } from '../shared/sent-patches.ts';
import type { NetworkOfPage } from '../shared/network-link.ts';
import { isAbortError } from '../shared/wire-error.ts';
import { linkWorker, type WorkerLink } from '../shared/worker-link.ts';
import type { SlideClient } from '../slide/contract.ts';
import type { RecoveringSlideClient } from '../slide/recovering-client.ts';
import type { InferenceCalls, VerdictKey, WorkerProgress } from './calls.ts';
import type { AddBundleProgress, InferenceClient } from './contract.ts';
import {
  forgetBundle,
  keptManifests,
  keptText,
  modelFileBytes,
  removeModelFiles,
  tidyModelFiles,
} from './kept-bundles.ts';
import { createAsking, wasLostBefore } from './what-if-client.ts';
import type { SubjectHolder } from './what-if-client.ts';

export interface InferenceClientDependencies {
  /** Where the worker gets pixels from: every worker that is started asks for a port of its own. */
  readonly slides: Pick<SlideClient, 'openPort'> & Partial<Pick<RecoveringSlideClient, 'onCrash'>>;
  /** What the user lets all kept features take together; absent: the worker's own limit. */
  readonly featureLimitBytes?: () => number;
  /** What the page lets its workers reach; without it, the application's own host only. */
  readonly network?: NetworkOfPage;
  /** Starts the worker; tests give another. */
  readonly startWorker?: () => Worker;
}

/** After an abort the worker gets this long to tell the slide worker to stop, then it is ended. */
const GRACE_MS = 300;

/** WASM memory never shrinks, so a worker that nobody needs is ended after a while. */
const IDLE_MS = 60_000;
/** One that was asked a question is kept for who thinks about the next: what they share is bounded (decision 0405) and long in the making. */
const IDLE_AFTER_QUESTION_MS = 10 * 60_000;

interface Live extends SubjectHolder {
  readonly link: WorkerLink<InferenceCalls>;
  readonly connected: Promise<unknown>;
  calls: number;
}

/**
 * The page's client of the inference worker. Starts the worker on the first call; ends it after a cancelled run, after a failure that
 * may have left its memory or its GPU in disorder, and when idle. The next call starts a fresh one.
 */
export function createInferenceClient(
  dependencies: InferenceClientDependencies,
): InferenceClient & { dispose(): void } {
  const { slides, featureLimitBytes, startWorker = startInferenceWorker } = dependencies;
  const verified = new Set<VerdictKey>();
  let current: Live | null = null;
  let idle: ReturnType<typeof setTimeout> | undefined;
  /** Runs, checks and additions in progress; questions wait for them. */
  const using = new Set<Promise<unknown>>();
  let isDisposed = false;

  function live(): Live {
    if (current && !current.link.crashed) return current;
    const link = linkWorker<InferenceCalls>(startWorker(), 'inference', dependencies.network);
    const connected = slides.openPort().then((port) => link.call('connect', { port }, { transfer: [port] }));
    // Whoever needs the connection awaits it and meets its failure there.
    connected.catch(() => undefined);
    current = { link, connected, calls: 0 };
    return current;
  }

  /** The worker is not used again; what it still does may end in an orderly way. */
  function retire(
    one: Live,
    graceMs: number,
    reason: Error = new DOMException('the inference worker was ended', 'AbortError'),
  ): void {
    if (current === one) current = null;
    const end = () => {
      one.link.terminate(reason);
    };
    if (graceMs > 0) setTimeout(end, graceMs);
    else end();
  }

  // Its port leads nowhere now, and the port does not tell that its other end was terminated: what waits would wait for good.
  const forgetCrashes = slides.onCrash?.((error) => {
    if (current) retire(current, 0, error);
  });

  /**
   * @param endOnAbort whether the worker is not to be used again after an abort
   * @param triesLeft how often a fresh worker may be asked where the end of this one was nobody's failure
   */
  async function call<T>(
    signal: AbortSignal | undefined,
    job: (one: Live) => Promise<T>,
    { endOnAbort = false, triesLeft = 1 } = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    clearTimeout(idle);
    const one = live();
    one.calls++;
    try {
      return await job(one);
    } catch (error) {
      if (signal?.aborted) {
        if (endOnAbort) retire(one, GRACE_MS);
        throw signal.reason;
      }
      if (isFoveaError(error) && leavesDisorder(error.code)) retire(one, 0);
      // Its GPU was lost while it was idle, or it was ended for another call's sake.
      const isNobodys = wasLostBefore(error) || (one.link.crashed && isAbortError(error));
      if (!isNobodys || isDisposed || triesLeft === 0) throw error;
    } finally {
      one.calls--;
      if (current === one && one.calls === 0) {
        const end = () => {
          retire(one, 0);
        };
        idle = setTimeout(end, one.subject ? IDLE_AFTER_QUESTION_MS : IDLE_MS);
      }
    }
    return call(signal, job, { endOnAbort, triesLeft: triesLeft - 1 });
  }

  /** One use of the machine: a run, a check, an addition. */
  async function use<T>(signal: AbortSignal | undefined, job: (one: Live) => Promise<T>): Promise<T> {
    const running = call(signal, job, { endOnAbort: true });
    using.add(running);
    try {
      return await running;
    } finally {
      using.delete(running);
    }
  }

  const asking = createAsking({ call: (signal, job) => call(signal, job, { triesLeft: 0 }), using, verified });

  return {
    backEnds: () => call(undefined, ({ link }) => link.call('backEnds', null)),
    plan: (request, signal) =>
      call(signal, async ({ link, connected }) => {
        await waitOrLeave(connected, signal);
        return link.call('plan', request, { signal });
      }),
    run: (request, onProgress, signal, stop) =>
      use(signal, async ({ link, connected }) => {
        await waitOrLeave(connected, signal);
        const running = link.call(
          'run',
          {
            run: request,
            verified: [...verified],
            ...(featureLimitBytes ? { featureLimitBytes: featureLimitBytes() } : {}),
          },
          {
            signal,
            onProgress(value) {
              const progress = value as WorkerProgress;
              if (progress.stage === 'verified') verified.add(progress.key);
              else if (signal?.aborted) return;
              else if (progress.stage === 'partial')
                onProgress({ ...progress, result: receivedResult(progress.result) });
              else onProgress(progress);
            },
          },
        );
        // A worker that cannot be told has crashed, which the run itself says.
        const tell = () => void link.call('stopRun', null).catch(() => undefined);
        if (stop?.aborted) tell();
        stop?.addEventListener('abort', tell);
        try {
          return receivedResult(await running);
        } finally {
          stop?.removeEventListener('abort', tell);
        }
      }),
    features: (request, signal) => call(signal, ({ link }) => link.call('features', request, { signal })),
    storedFeatures: async () => (await import('./kept-features.ts')).storedFeatureBytes(privateFolder),
    keptFeatures: async () => (await import('./kept-features.ts')).keptBySlide(privateFolder),
    forgetFeatures: async (fingerprint) =>
      (await import('./kept-features.ts')).forgetStoredFeatures(privateFolder, fingerprint ?? null),
    trimFeatures: async (limitBytes) =>
      (await import('./kept-features.ts')).trimStoredFeatures(privateFolder, limitBytes),
    ...asking,
    check: (request, signal) =>
      use(signal, ({ link }) =>
        link.call('check', request, {
          signal,
          onProgress: (value) => {
            const progress = value as WorkerProgress;
            if (progress.stage === 'verified') verified.add(progress.key);
          },
        }),
      ),
    inspectBundle: (source, signal) => call(signal, ({ link }) => link.call('inspectBundle', { source }, { signal })),
    addBundle: (request, onProgress, signal) =>
      use(signal, ({ link }) =>
        link.call('addBundle', request, {
          signal,
          onProgress: (value) => {
            if (!signal?.aborted) onProgress(value as AddBundleProgress);
          },
        }),
      ),
    addedBundles: () => keptManifests(privateFolder),
    removeBundle: (id) => forgetBundle(privateFolder, id),
    tidyModelFiles: (listed) => tidyModelFiles(privateFolder, listed, filesOfOtherBuilds),
    removeModelFiles: async (sha256s) => {
      // What it remembers of files would lead nowhere.
      if (current?.calls === 0) retire(current, 0);
      return removeModelFiles(privateFolder, new Set(sha256s));
    },
    modelFileBytes: () => modelFileBytes(privateFolder),
    keptText: (sha256, maxBytes) => keptText(privateFolder, sha256, maxBytes),
    dispose() {
      isDisposed = true;
      forgetCrashes?.();
      clearTimeout(idle);
      if (current) retire(current, 0);
    },
  };
}

const DISORDER: readonly ErrorCode[] = [
  'run/gpu-lost',
  'run/out-of-memory',
  'memory/full',
  'run/back-end-failed',
  // Met over the port to the slide worker: it is dead, or leads to one that lost its slides. The next worker gets a new one.
  'worker/crashed',
  'slide/not-open',
];

function leavesDisorder(code: ErrorCode): boolean {
  return DISORDER.includes(code);
}

function privateFolder(): Promise<FileSystemDirectoryHandle> {
  return navigator.storage.getDirectory();
}

/** None where the browser keeps no programs: an insecure page, which keeps no models either. */
async function filesOfOtherBuilds(): Promise<ReadonlySet<string>> {
  if (!('caches' in globalThis)) return new Set();
  const { filesShippedByShells } = await import('../offline/models-of-shells.ts');
  return filesShippedByShells(caches, location.origin);
}

function startInferenceWorker(): Worker {
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-inference' });
}
