import { FoveaError } from '#core/errors/fovea-error.ts';
import { WrongSizeError, fetchRest } from './http-part.ts';
import type { FetchOptions, Sink } from './http-part.ts';
import type { PartFile } from './model-folder.ts';
import { createSha256 } from './sha256.ts';

export type { Fetch } from './http-part.ts';

/** A file as a manifest lists it. */
export interface ListedFile {
  /** Bundle that it is wanted for, for messages. */
  readonly bundle: string;
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface DownloadOptions extends FetchOptions {
  /** Bytes of the file that are there, after every piece; `what` they are being. */
  readonly onBytes: (what: 'loading' | 'verifying', bytes: number) => void;
}

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
    options.onStartOver?.();
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
  try {
    await fetchRest({ url, bytes: file.bytes, isVerified: true }, sink, options);
  } catch (error) {
    throw error instanceof WrongSizeError ? wrongSize(file, error.message) : error;
  }
  return sink.digest();
}

/** Writes and hashes in step; begins with the hash of what the part holds. */
interface HashingSink extends Sink {
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
    flush: () => part?.flush(),
    digest: () => hash.digest(),
  };
}

function named({ bundle, path }: ListedFile): { bundle: string; path: string } {
  return { bundle, path };
}

function wrongSize(file: ListedFile, got: string): FoveaError {
  return new FoveaError('model/hash-mismatch', { ...named(file), expected: `${file.bytes} bytes`, got });
}
