import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseDownloadNote } from '#core/model/download-note.ts';
import { MANIFEST_LIMITS } from '#core/model/manifest-limits.ts';
import type { BundleStore } from '../inference/bundle-store.ts';
import { fetchRest, type Fetch, type FetchOptions, type Sink } from '../inference/http-part.ts';
import { isStorageFull, type ModelFolder } from '../inference/model-folder.ts';
import type { CallContext, CallHandlers } from '../shared/calls.ts';
import { downloadArchive } from './archive-download.ts';
import type { DownloadCalls } from './calls.ts';
import type { TransferProgress } from './contract.ts';

export interface DownloadsServiceDependencies {
  readonly fetch: Fetch;
  readonly retries: FetchOptions['retries'];
  readonly stallMs?: number | undefined;
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
  const { fetch, retries, stallMs, store, openArchives, writeNote, now } = dependencies;
  const asking = { fetch, retries, ...(stallMs === undefined ? {} : { stallMs }) };

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
        ...asking,
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

    manifestText: async ({ url }, { signal }) => ({
      value: await manifestText(url, { ...asking, signal }),
    }),

    async note({ id, note }) {
      try {
        await writeNote(id, note);
      } catch (cause) {
        if (!isStorageFull(cause)) throw cause;
        const about = parseDownloadNote(note);
        const bundle = about?.manifest?.name ?? about?.url ?? id;
        throw new FoveaError('model/no-room', { bundle, bytes: note.length, roomBytes: 0 }, { cause });
      }
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

/** Thrown by the sink when more has come than any model.json has. */
class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/** As a file of unknown size, in memory; what is longer than any model.json is cut off, which no reader of one takes. */
async function manifestText(
  url: string,
  options: Pick<FetchOptions, 'fetch' | 'retries' | 'stallMs' | 'signal'>,
): Promise<string> {
  let text = '';
  let bytes = 0;
  let decoder = new TextDecoder();
  const sink: Sink = {
    bytes: () => bytes,
    add(data) {
      bytes += data.length;
      text += decoder.decode(data, { stream: true });
      if (text.length > MANIFEST_LIMITS.jsonBytes) throw new TooMuch(`${bytes} bytes and no end`);
    },
    startOver() {
      [text, bytes, decoder] = ['', 0, new TextDecoder()];
      return Promise.resolve();
    },
    flush: () => undefined,
  };
  // Without a name for its version a part is not gone on with: a text so short is asked for anew.
  const origin = { read: () => Promise.resolve(null), write: () => Promise.resolve() };
  try {
    await fetchRest({ url, bytes: null, isVerified: false }, sink, { ...options, origin });
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
  }
  return text + decoder.decode();
}
