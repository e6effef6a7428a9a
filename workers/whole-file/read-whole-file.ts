import { FoveaError } from '#core/errors/fovea-error.ts';
import { TryAgain } from '#core/network/retries.ts';
import { statusFailure } from '#core/network/status-failure.ts';
import type { TroubleReason } from '#core/network/trouble.ts';
import { threadNetwork } from '#network/thread-network.ts';
import type { ReadInit } from '#network/network-gate.ts';
import { patienceOf, patiently, type Patience } from '#network/patience.ts';
import { piecesOf } from '../shared/stream-pieces.ts';

/** What is at most held as pieces in this thread's memory; each full fold becomes a Blob, which the browser may keep on disk. */
export const FOLD_BYTES = 16 * 2 ** 20;

/** What broke off is asked for from its beginning, as servers that are read whole give no parts: unasked no more than this, though. */
const AGAIN_BYTES = 64 * 2 ** 20;

/** Room taken to be there where the browser does not tell. */
const ROOM_UNKNOWN_BYTES = 2 ** 30;

/** What the platform gives; tests give less. */
export interface WholeFilePlatform {
  readonly fetch: (purpose: 'slide' | 'result', url: string, init: ReadInit) => Promise<Response>;
  readonly estimate: () => Promise<StorageEstimate>;
  readonly blobOf: (parts: BlobPart[]) => Blob;
  readonly patience?: Partial<Patience>;
}

const BROWSER: WholeFilePlatform = {
  fetch: (purpose, url, init) => threadNetwork.fetch(purpose, url, init),
  estimate: () => navigator.storage.estimate(),
  blobOf: (parts) => new Blob(parts),
};

/**
 * GET of a whole file. This thread's own memory never holds more than {@link FOLD_BYTES} and one piece of it.
 *
 * @throws FoveaError `source/bad-url`, `source/network`, `source/timeout`, `source/http-status`, `network/…`, or `source/no-room` as soon as it is known not to fit
 */
export async function readWholeFile(
  url: string,
  onProgress: (doneBytes: number, totalBytes: number | null) => void,
  signal: AbortSignal,
  purpose: 'slide' | 'result',
  platform: WholeFilePlatform = BROWSER,
): Promise<Blob> {
  const { username = '', password = '' } = URL.parse(url) ?? {};
  // The browser refuses these, with an error that repeats them.
  if (username !== '' || password !== '') throw new FoveaError('source/bad-url', { url });
  const patience = patienceOf(platform.patience);
  let hasAnswered = false;
  let doneBytes = 0;
  const orAgain = (error: FoveaError, why: TroubleReason) =>
    doneBytes > AGAIN_BYTES || (!hasAnswered && why.kind === 'broken') ? error : new TryAgain(error, why);
  return patiently(
    URL.parse(url)?.host ?? url,
    patience,
    signal,
    {
      silent: (cause) =>
        orAgain(new FoveaError('source/timeout', { url, timeoutMs: patience.stallTimeoutMs }, { cause }), {
          kind: 'silent',
        }),
      broken: (cause) => orAgain(new FoveaError('source/network', { url }, { cause }), { kind: 'broken' }),
    },
    async (stall) => {
      doneBytes = 0;
      const response = await platform.fetch(purpose, url, { signal: stall.signal });
      stall.alive(0);
      hasAnswered = true;
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw statusFailure(url, response);
      }
      const length = response.headers.get('Content-Length');
      const totalBytes = length !== null && /^\d+$/.test(length) ? Number(length) : null;
      const roomBytes = await roomFor(platform);
      const noRoom = () => new FoveaError('source/no-room', { url, bytes: totalBytes, roomBytes });
      if (totalBytes !== null && totalBytes > roomBytes) {
        await response.body.cancel();
        throw noRoom();
      }
      const folded = foldedParts(platform);
      for await (const part of piecesOf(response.body)) {
        stall.alive(part.byteLength);
        doneBytes += part.byteLength;
        if (doneBytes > roomBytes) throw noRoom();
        folded.add(part);
        onProgress(doneBytes, totalBytes);
      }
      return folded.whole();
    },
  );
}

/** Parts of a file as they come, put together fold by fold. */
function foldedParts({ blobOf }: WholeFilePlatform) {
  const folded: Blob[] = [];
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let partsBytes = 0;
  return {
    add(part: Uint8Array<ArrayBuffer>): void {
      parts.push(part);
      partsBytes += part.byteLength;
      if (partsBytes < FOLD_BYTES) return;
      folded.push(blobOf(parts));
      parts = [];
      partsBytes = 0;
    },
    whole: (): Blob => blobOf([...folded, ...parts]),
  };
}

async function roomFor({ estimate }: WholeFilePlatform): Promise<number> {
  try {
    const { quota, usage } = await estimate();
    return quota === undefined ? ROOM_UNKNOWN_BYTES : Math.max(0, quota - (usage ?? 0));
  } catch {
    // Not on an insecure page, nor in some private windows.
    return ROOM_UNKNOWN_BYTES;
  }
}
