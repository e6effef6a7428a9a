import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import { isPassingStatus, RETRY_POLICY, TryAgain, type Retries } from '#core/network/retries.ts';
import { statusFailure } from '#core/network/status-failure.ts';
import { threadRetries } from '#core/network/thread-retries.ts';
import { threadNetwork } from '#network/thread-network.ts';
import type { ReadInit } from '#network/network-gate.ts';

/** What is at most held as pieces in this page's memory; each full fold becomes a Blob, which the browser may keep on disk. */
export const FOLD_BYTES = 16 * 2 ** 20;

/** Room taken to be there where the browser does not tell. */
const ROOM_UNKNOWN_BYTES = 2 ** 30;

/** What the platform gives; tests give less. */
export interface FetchBlobPlatform {
  readonly fetch: (purpose: 'slide' | 'result', url: string, init: ReadInit) => Promise<Response>;
  readonly estimate: () => Promise<StorageEstimate>;
  readonly blobOf: (parts: BlobPart[]) => Blob;
  readonly retries: Retries;
}

const BROWSER: FetchBlobPlatform = {
  fetch: (purpose, url, init) => threadNetwork.fetch(purpose, url, init),
  estimate: () => navigator.storage.estimate(),
  blobOf: (parts) => new Blob(parts),
  retries: threadRetries,
};

/**
 * GET of a whole file. The page's own memory never holds more than {@link FOLD_BYTES} and one piece of it.
 *
 * @throws FoveaError `source/bad-url`, `source/network`, `source/http-status`, `network/…`, or `source/no-room` as soon as it is known not to fit
 */
export async function fetchBlob(
  url: string,
  onProgress: (doneBytes: number, totalBytes: number | null) => void,
  signal: AbortSignal,
  purpose: 'slide' | 'result',
  platform: FetchBlobPlatform = BROWSER,
): Promise<Blob> {
  const { username = '', password = '' } = URL.parse(url) ?? {};
  // The browser refuses these, with an error that repeats them.
  if (username !== '' || password !== '') throw new FoveaError('source/bad-url', { url });
  const response = await platform.retries.run(URL.parse(url)?.host ?? url, RETRY_POLICY, signal, async () => {
    try {
      const answer = await platform.fetch(purpose, url, { signal });
      if (isPassingStatus(answer.status)) {
        await answer.body?.cancel();
        throw statusFailure(url, answer);
      }
      return answer;
    } catch (cause) {
      signal.throwIfAborted();
      if (isFoveaError(cause) || cause instanceof TryAgain) throw cause;
      throw new FoveaError('source/network', { url }, { cause });
    }
  });
  if (!response.ok || !response.body) throw new FoveaError('source/http-status', { url, status: response.status });
  const length = response.headers.get('Content-Length');
  const totalBytes = length !== null && /^\d+$/.test(length) ? Number(length) : null;
  const roomBytes = await roomFor(platform);
  const noRoom = () => new FoveaError('source/no-room', { url, bytes: totalBytes, roomBytes });
  if (totalBytes !== null && totalBytes > roomBytes) {
    await response.body.cancel();
    throw noRoom();
  }
  const folded: Blob[] = [];
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let partsBytes = 0;
  let doneBytes = 0;
  try {
    for await (const part of response.body) {
      doneBytes += part.byteLength;
      if (doneBytes > roomBytes) throw noRoom();
      parts.push(part);
      partsBytes += part.byteLength;
      if (partsBytes >= FOLD_BYTES) {
        folded.push(platform.blobOf(parts));
        parts = [];
        partsBytes = 0;
      }
      onProgress(doneBytes, totalBytes);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof FoveaError) throw cause;
    throw new FoveaError('source/network', { url }, { cause });
  }
  return platform.blobOf([...folded, ...parts]);
}

async function roomFor({ estimate }: FetchBlobPlatform): Promise<number> {
  try {
    const { quota, usage } = await estimate();
    return quota === undefined ? ROOM_UNKNOWN_BYTES : Math.max(0, quota - (usage ?? 0));
  } catch {
    // Not on an insecure page, nor in some private windows.
    return ROOM_UNKNOWN_BYTES;
  }
}
