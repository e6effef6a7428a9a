import { vi } from 'vitest';
import { bundleCommands } from '#commands/bundle-commands.ts';
import { modelFileCommands } from '#commands/model-file-commands.ts';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { modelsLoaded } from '#state/models-store.ts';
import type { DownloadsClient, TransferProgress } from '#workers/downloads/contract.ts';
import type { InferenceClient } from '#workers/inference/contract.ts';
import { fakeContext, fakeManifest } from './fake-services.ts';

export const file = (digit: string, bytes: number) => ({ path: `${digit}.onnx`, sha256: digit.repeat(64), bytes });
export const shipped = fakeManifest({ id: 'shipped', files: [file('a', 50), file('b', 10)] });
export const phantom = { path: 'phantom-01.tif', sha256: 'c'.repeat(64), bytes: 30 };
export const busy = (url: string, askedMs: number) =>
  new FoveaError('model/unreachable', { url, what: 'HTTP 503', isPassing: true, status: 503, askedMs });
export const lost = (url: string) => new FoveaError('model/unreachable', { url, what: 'network', isPassing: true });

export type FileCall = (url: string, tell: (progress: TransferProgress) => void, signal: AbortSignal) => Promise<void>;

/** A transfer that brings nothing, and ends when it is aborted. */
export const untilAborted: FileCall = (_url, _tell, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

/** Nothing but the time until the next try is so long. */
const LONG_MS = 60_000;

/** Commands over one shipped model and the phantom; `reply` decides what becomes of each file that is asked for. */
export function modelFilesWorld(
  change: {
    reply?: FileCall;
    manifestText?: () => Promise<string>;
    savesData?: boolean;
    kept?: Record<string, string>;
    /** Whether another tab uses models. */
    isInUse?: () => boolean;
    inference?: Partial<InferenceClient>;
    /** Whether what comes is added as it really is; else all of it is taken at once. */
    isTried?: boolean;
    /** What a note waits for before it is written. */
    noted?: (text: string) => Promise<unknown>;
  } = {},
) {
  const disk: Record<string, number> = {};
  const notes = new Map(Object.entries(change.kept ?? {}));
  const asked: string[] = [];
  const named: string[] = [];
  const added: unknown[] = [];
  /** Downloads whose archive was deleted, the note not. */
  const dropped: string[] = [];
  /** Downloads that another tab is at, and that this one is at. */
  const going = new Set<string>();
  const held = new Set<string>();
  /** Archives that somebody does not let go of. */
  const locked = new Set<string>();
  const awake = new Set<() => void>();
  /** What ends each long pause, and how long it is. */
  const pauses: { readonly ms: number; readonly end: () => void }[] = [];
  let nowMs = 0;
  let quietMs = 0;
  const fetchFile: FileCall = change.reply ?? (() => Promise.resolve());
  const client: DownloadsClient = {
    file: async ({ file: wanted, url }, onProgress, signal) => {
      asked.push(url);
      signal.throwIfAborted();
      await fetchFile(url, onProgress, signal);
      disk[wanted.sha256] = wanted.bytes;
    },
    archive: async ({ url }, onProgress, signal) => {
      asked.push(url);
      await fetchFile(url, onProgress, signal);
    },
    manifestText: (url) => {
      asked.push(url);
      return change.manifestText?.() ?? Promise.reject(lost(url));
    },
    note: async (id, note) => {
      await change.noted?.(note);
      notes.set(id, note);
    },
    kept: () => Promise.resolve([...notes].map(([id, note]) => ({ id, note, archiveBytes: 7 }))),
    alone: async (id, job) => {
      if (going.has(id) || held.has(id)) return false;
      held.add(id);
      try {
        await job();
        return true;
      } finally {
        // A browser takes its time to give a lock back.
        await new Promise((resolve) => setTimeout(resolve));
        held.delete(id);
      }
    },
    going: () => Promise.resolve(going),
    archiveOf: () => Promise.resolve(new File(['zip'], 'id')),
    dropArchive: (id) => {
      if (!locked.has(id)) dropped.push(id);
      return Promise.resolve(!locked.has(id));
    },
    drop: (id) => {
      if (!locked.has(id)) notes.delete(id);
      return Promise.resolve(!locked.has(id));
    },
  };
  const context = fakeContext({
    inference: {
      modelFileBytes: () => Promise.resolve({ ...disk }),
      removeModelFiles: (hashes) => {
        if (change.isInUse?.()) return Promise.resolve(false);
        for (const hash of hashes) Reflect.deleteProperty(disk, hash);
        return Promise.resolve(true);
      },
      ...change.inference,
    },
    context: {
      downloads: () => Promise.resolve(client),
      keepStorage: () => Promise.resolve(true),
      now: () => nowMs,
      onAwake: (listener) => {
        awake.add(listener);
        return () => awake.delete(listener);
      },
      network: {
        name: (address) => void named.push(address),
        followRedirects: () => undefined,
        unname: () => undefined,
        setCredential: () => null,
        forgetCredential: () => undefined,
      },
      surroundings: {
        savesData: () => change.savesData ?? false,
        isStorageKept: () => Promise.resolve(true),
        wait: (ms, signal) => {
          if (signal?.aborted) return Promise.reject(signal.reason as Error);
          if (ms >= LONG_MS)
            return new Promise((resolve, reject) => {
              pauses.push({ ms, end: resolve });
              signal?.addEventListener('abort', () => {
                reject(signal.reason as Error);
              });
            });
          quietMs += ms;
          return new Promise((resolve) => setTimeout(resolve));
        },
      },
    },
  });
  const { models, modelFiles } = context.stores;
  models.setState((state) =>
    modelsLoaded(state, [{ baseUrl: 'https://fovea.test/app/models/shipped/', manifest: shipped }], []),
  );
  modelFiles.setState({ phantom: [phantom] });
  const addBundle = vi.fn((source: unknown) => {
    added.push(source);
    models.setState({ adding: { kind: 'added', modelId: 'mine' } });
    return Promise.resolve({ kind: 'listed' } as const);
  });
  const bundles = bundleCommands(context);
  const commands = modelFileCommands(context, change.isTried ? bundles : { addBundle });
  const only = () => modelFiles.getState().downloads[0];
  return {
    context,
    commands,
    /** As a drop reaches them. */
    bundles,
    disk,
    notes,
    asked,
    named,
    added,
    dropped,
    modelFiles,
    only,
    quietMs: () => quietMs,
    pauses,
    going,
    locked,
    /** The network is back, or the window is looked at again. */
    wake: (afterMs = 0) => {
      nowMs += afterMs;
      for (const listener of [...awake]) listener();
    },
  };
}

/** In order as a manifest, with two contents: of 40 and of 60 bytes. */
export const mine = fakeManifest({ id: 'mine', name: 'Mine' });
mine.files = mine.files.map(({ path }, i) => ({ ...(i % 2 === 0 ? file('d', 40) : file('e', 60)), path }));
export const FOLDER = 'https://models.test/mine/model.json';
