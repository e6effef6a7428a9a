import { FoveaError } from '#core/errors/fovea-error.ts';
import type { PartFile } from './model-folder.ts';
import { createSha256 } from './sha256.ts';

export type Fetch = (
  url: string,
  init: { readonly signal: AbortSignal; readonly headers?: Record<string, string>; readonly cache?: RequestCache },
) => Promise<Response>;

/** A file as a manifest lists it. */
export interface ListedFile {
  /** Bundle that it is wanted for, for messages. */
  readonly bundle: string;
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface DownloadOptions {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Resolves after so many ms, rejects on abort; tests give one that does not wait. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Bytes of the file that are there, after every piece; `what` they are being. */
  readonly onBytes: (what: 'loading' | 'verifying', bytes: number) => void;
  /** What the server called the version that the part holds, and keeps such a name beside the part. */
  readonly origin: {
    read(): Promise<string | null>;
    write(validator: string | null): Promise<void>;
  };
}

/** Tries without {@link PROGRESS_BYTES} of progress before giving up; what arrived stays for the next time. */
const MAX_TRIES = 6;
const BACK_OFF_MS = 500;
/** A connection that is cut again and again is gone on with as long as each brings at least this much. */
const PROGRESS_BYTES = 1 << 20;
/** A server that sends nothing for so long is asked again. */
const STALL_MS = 30_000;
/** What is written is put on the disk at least this often. */
const FLUSH_BYTES = 32 << 20;
const HASH_BYTES = 4 << 20;

/**
 * Brings the missing rest of a file into `part` and verifies the whole: size and SHA-256. An interrupted download is gone on with
 * by `Range` and `If-Range`; only a 206 of exactly the bytes asked for is appended, anything else starts the file over. The part is
 * emptied where the content is not the manifest's.
 *
 * @throws FoveaError `model/unreachable` after bounded retries, `model/hash-mismatch`; StorageFullError
 */
export async function downloadPart(
  url: string,
  file: ListedFile,
  part: PartFile,
  options: DownloadOptions,
): Promise<void> {
  if (part.size() > file.bytes) part.truncate(0);
  let fromBefore = part.size() > 0;
  for (;;) {
    const got = await completeOnce(url, file, part, options);
    if (got === file.sha256) return;
    part.truncate(0);
    // What was there may have been of another version of the file: once more, all of it from this one.
    if (!fromBefore) throw new FoveaError('model/hash-mismatch', { ...named(file), expected: file.sha256, got });
    fromBefore = false;
  }
}

/**
 * Reads a file from a stream, into `part` where one is given, and verifies it: size and SHA-256. A stream that breaks off or cannot be
 * unpacked counts as another content.
 *
 * @throws FoveaError `model/hash-mismatch`; StorageFullError
 */
export async function readPart(
  content: ReadableStream<Uint8Array<ArrayBuffer>>,
  file: ListedFile,
  part: PartFile | null,
  options: Pick<DownloadOptions, 'signal' | 'onBytes'>,
): Promise<void> {
  const sink = await hashingSink(file, part, options);
  const reader = content.getReader();
  try {
    for (;;) {
      options.signal.throwIfAborted();
      const chunk = await reader.read().catch((cause: unknown) => {
        throw wrongSize(file, `${sink.bytes()} bytes, then: ${String(cause)}`);
      });
      if (chunk.done) break;
      sink.add(chunk.value);
    }
  } catch (error) {
    // A stream that broke off cannot be cancelled any more, which is as good.
    await reader.cancel().catch(() => undefined);
    throw error;
  }
  if (sink.bytes() !== file.bytes) throw wrongSize(file, `${sink.bytes()} bytes`);
  part?.flush();
  const got = sink.digest();
  if (got !== file.sha256) throw new FoveaError('model/hash-mismatch', { ...named(file), expected: file.sha256, got });
}

/** Fetches what is missing; gives the SHA-256 of the whole. */
async function completeOnce(url: string, file: ListedFile, part: PartFile, options: DownloadOptions): Promise<string> {
  const sink = await hashingSink(file, part, options);
  let best = sink.bytes();
  let failures = 0;
  while (sink.bytes() < file.bytes) {
    try {
      await oneRequest(url, file, sink, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof PassingFailure)) throw error;
      failures = sink.bytes() >= best + PROGRESS_BYTES ? 1 : failures + 1;
      best = Math.max(best, sink.bytes());
      part.flush();
      if (failures >= MAX_TRIES)
        throw new FoveaError('model/unreachable', { url, what: error.message }, { cause: error });
      await options.wait(BACK_OFF_MS * 2 ** (failures - 1), options.signal);
    }
  }
  part.flush();
  return sink.digest();
}

/** A failure that may not happen again. */
class PassingFailure extends Error {}

/** An answer that cannot be appended: the file is to be asked for from its beginning. */
class RangeFailure extends PassingFailure {}

/** Writes and hashes in step; begins with the hash of what the part holds. */
interface HashingSink {
  bytes(): number;
  add(data: Uint8Array<ArrayBuffer>): void;
  startOver(): Promise<void>;
  digest(): string;
}

async function hashingSink(
  file: ListedFile,
  part: PartFile | null,
  { signal, onBytes }: Pick<DownloadOptions, 'signal' | 'onBytes'>,
): Promise<HashingSink> {
  let hash = await createSha256();
  let bytes = 0;
  let flushed = 0;
  const had = part?.size() ?? 0;
  const buffer = new Uint8Array(Math.min(HASH_BYTES, had));
  while (part && bytes < had) {
    signal.throwIfAborted();
    const read = part.read(buffer, bytes);
    if (read === 0) break;
    hash.update(buffer.subarray(0, read));
    bytes += read;
    onBytes('verifying', bytes);
    // The loop reads synchronously: an abort is heard only between two tasks.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return {
    bytes: () => bytes,
    add(data) {
      if (bytes + data.length > file.bytes) throw wrongSize(file, `more than ${file.bytes} bytes`);
      part?.write(data, bytes);
      hash.update(data);
      bytes += data.length;
      if (bytes - flushed >= FLUSH_BYTES) {
        part?.flush();
        flushed = bytes;
      }
      onBytes('loading', bytes);
    },
    async startOver() {
      part?.truncate(0);
      hash = await createSha256();
      bytes = 0;
      flushed = 0;
    },
    digest: () => hash.digest(),
  };
}

/** One request for what is missing. */
async function oneRequest(url: string, file: ListedFile, sink: HashingSink, options: DownloadOptions): Promise<void> {
  const { origin, signal } = options;
  signal.throwIfAborted();
  const stall = stallWatch(signal);
  const from = sink.bytes();
  const validator = from > 0 ? await origin.read() : null;
  try {
    const response = await ask(url, stall.signal, options, {
      ...(from > 0 ? { Range: `bytes=${from}-${file.bytes - 1}` } : {}),
      ...(validator !== null ? { 'If-Range': validator } : {}),
    });
    const length = response.headers.get('Content-Length');
    const isRest = response.status === 206 && isTheRest(response, from, file.bytes, validator);
    if (!isRest) {
      if (response.status !== 200) {
        await response.body?.cancel();
        if (response.status === 206 || response.status === 416) throw new RangeFailure(rangeProblem(response));
        throw new FoveaError('model/unreachable', { url, what: `HTTP ${response.status}` });
      }
      if (length !== null && !response.headers.has('Content-Encoding') && Number(length) !== file.bytes) {
        await response.body?.cancel();
        throw wrongSize(file, `${length} bytes`);
      }
      await sink.startOver();
      await origin.write(validatorOf(response));
    }
    await pour(response, sink, stall);
    if (sink.bytes() === file.bytes) return;
    // Some servers end an answer early without a word; one that never said how long it would be may simply have another file.
    if (isRest || length !== null) throw new PassingFailure(`the answer ended after ${sink.bytes()} bytes`);
    throw wrongSize(file, `${sink.bytes()} bytes`);
  } catch (error) {
    if (error instanceof RangeFailure) {
      await sink.startOver();
      await origin.write(null);
    }
    throw error;
  } finally {
    stall.end();
  }
}

async function ask(
  url: string,
  signal: AbortSignal,
  options: DownloadOptions,
  headers: Record<string, string>,
): Promise<Response> {
  let response: Response;
  try {
    // The file is kept by us: a second copy in the browser's cache would only take room.
    response = await options.fetch(url, { signal, headers, cache: 'no-store' });
  } catch (cause) {
    throw new PassingFailure(String(cause), { cause });
  }
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500) {
    await response.body?.cancel();
    throw new PassingFailure(`HTTP ${status}`);
  }
  return response;
}

async function pour(response: Response, sink: HashingSink, stall: StallWatch): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) throw new PassingFailure('an answer without content');
  try {
    for (;;) {
      let chunk: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;
      try {
        chunk = await reader.read();
      } catch (cause) {
        throw new PassingFailure(String(cause), { cause });
      }
      if (chunk.done) return;
      stall.signal.throwIfAborted();
      stall.heard();
      sink.add(chunk.value);
    }
  } catch (error) {
    // A stream that broke off cannot be cancelled any more, which is as good.
    await reader.cancel().catch(() => undefined);
    throw error;
  }
}

/** True for an answer with exactly the bytes from `from` to the end of a file of `bytes`, of the version named. */
function isTheRest(response: Response, from: number, bytes: number, validator: string | null): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
  if (!range || Number(range[1]) !== from || Number(range[2]) !== bytes - 1 || Number(range[3]) !== bytes) return false;
  if (response.headers.has('Content-Encoding')) return false;
  const now = validatorOf(response);
  return validator === null || now === null || now === validator;
}

function rangeProblem(response: Response): string {
  return `range answered with ${response.status} ${response.headers.get('Content-Range') ?? ''}`;
}

/** What `If-Range` takes: a strong ETag, else the date of the last change. */
function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('ETag');
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('Last-Modified');
}

interface StallWatch {
  readonly signal: AbortSignal;
  heard(): void;
  end(): void;
}

/** Aborts with the caller's signal, or when nothing has come for a while. */
function stallWatch(signal: AbortSignal): StallWatch {
  const controller = new AbortController();
  const onAbort = () => {
    controller.abort(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      controller.abort(new Error(`nothing came for ${STALL_MS / 1000} s`));
    }, STALL_MS);
  };
  heard();
  return {
    signal: controller.signal,
    heard,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

function named({ bundle, path }: ListedFile): { bundle: string; path: string } {
  return { bundle, path };
}

function wrongSize(file: ListedFile, got: string): FoveaError {
  return new FoveaError('model/hash-mismatch', { ...named(file), expected: `${file.bytes} bytes`, got });
}

/** Resolves after so many ms; rejects with the signal's reason as soon as it is aborted. */
export function waitMs(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
