import { FoveaError } from '#core/errors/fovea-error.ts';
import { MANIFEST_LIMITS } from '#core/model/manifest-limits.ts';
import type { BundleStore } from '../inference/bundle-store.ts';
import type { Fetch, FetchOptions } from '../inference/http-part.ts';
import type { ModelFolder } from '../inference/model-folder.ts';
import type { CallContext, CallHandlers } from '../shared/calls.ts';
import { downloadArchive } from './archive-download.ts';
import type { DownloadCalls } from './calls.ts';
import type { TransferProgress } from './contract.ts';

export interface DownloadsServiceDependencies {
  readonly fetch: Fetch;
  readonly retries: FetchOptions['retries'];
  readonly store: Pick<BundleStore, 'keep'>;
  /** Rejects where the browser keeps no files. */
  readonly openArchives: () => Promise<ModelFolder>;
  readonly writeNote: (id: string, note: string) => Promise<void>;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Progress is told no oftener than this, but for what is told once. */
const PROGRESS_MS = 100;

/** The downloads worker's calls. Each goes its own way: what two of them want of the same file takes turns in the folder. */
export function createDownloadsService(dependencies: DownloadsServiceDependencies): CallHandlers<DownloadCalls> {
  const { fetch, retries, store, openArchives, writeNote, now } = dependencies;

  return {
    async file({ file, url }, context) {
      const tell = teller(context, now);
      const keeping = store.keep(file, {
        url,
        signal: context.signal,
        onBytes: (what, doneBytes) => {
          tell.bytes(what, doneBytes, file.bytes);
        },
        onRetry: tell.retry,
        onStartOver: tell.startOver,
      });
      await keeping.finally(tell.end);
      return { value: null };
    },

    async archive(request, context) {
      const tell = teller(context, now);
      const folder = await openArchives().catch((cause: unknown) => {
        throw new FoveaError('model/no-room', { bundle: request.name, bytes: 0, roomBytes: 0 }, { cause });
      });
      const loading = downloadArchive(request, folder, {
        fetch,
        retries,
        signal: context.signal,
        onBytes: (doneBytes, totalBytes) => {
          tell.bytes('loading', doneBytes, totalBytes);
        },
        onRetry: tell.retry,
        onStartOver: tell.startOver,
      });
      await loading.finally(tell.end);
      return { value: null };
    },

    manifestText: async ({ url }, { signal }) => ({ value: await manifestText(url, fetch, signal) }),

    async note({ id, note }) {
      await writeNote(id, note);
      return { value: null };
    },
  };
}

function teller({ progress }: CallContext, now: () => number) {
  let last: TransferProgress = { what: 'loading', doneBytes: 0, totalBytes: null, startedOver: false };
  let toldAt = -Infinity;
  let later: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    if (later !== null) clearTimeout(later);
    later = null;
    toldAt = now();
    progress(last);
  };
  const tell = (change: Partial<TransferProgress>, isRare: boolean) => {
    last = { ...last, ...change };
    if (isRare || now() - toldAt >= PROGRESS_MS) flush();
    // What came before a silence is told in it.
    else later ??= setTimeout(flush, PROGRESS_MS);
  };
  return {
    end: () => {
      if (later !== null) clearTimeout(later);
    },
    bytes: (what: TransferProgress['what'], doneBytes: number, totalBytes: number | null) => {
      tell({ what, doneBytes, totalBytes }, doneBytes === totalBytes);
    },
    retry: () => {
      tell({ what: 'retrying' }, true);
    },
    startOver: () => {
      tell({ startedOver: true }, true);
    },
  };
}

async function manifestText(url: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const unreachable = (what: string, isPassing: boolean, cause?: unknown) =>
    new FoveaError('model/unreachable', { url, what, isPassing }, { cause });
  let response: Response;
  try {
    response = await fetch(url, { signal, cache: 'no-store' });
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof FoveaError ? cause : unreachable(String(cause), true, cause);
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw unreachable(`HTTP ${response.status}`, response.status >= 500 || response.status === 429);
  }
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MANIFEST_LIMITS.jsonBytes) break;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(String(cause), true, cause);
  }
  return text + decoder.decode();
}
