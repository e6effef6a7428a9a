import { FoveaError } from '#core/errors/fovea-error.ts';
import { TryAgain } from '#core/network/retries.ts';
import { statusFailure } from '#core/network/status-failure.ts';
import type { Failures, Patience } from '#network/patience.ts';
import { patiently } from '#network/patience.ts';
import { guardedBody } from '#network/stall-timer.ts';
import { threadNetwork } from '#network/thread-network.ts';

/** What is known of a server whose files are fetched one by one. */
export interface KnownServer {
  /** It has let this page read from it: what fails later is no missing CORS header. */
  hasAnswered: boolean;
}

/**
 * A whole small file by plain GET; null where the server says that there is none (404, 410). Rejects with a `source/…` error
 * otherwise, and with `source/wrong-range` if more than `maxBytes` come.
 */
export async function fetchWholeFile(
  url: URL,
  maxBytes: number,
  signal: AbortSignal,
  patience: Patience,
  server: KnownServer = { hasAnswered: false },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { href, host } = url;
  return patiently(host, patience, signal, failuresAt(url, patience, server), async (stall) => {
    const response = await threadNetwork.fetch('slide', url, { cache: 'no-store', signal: stall.signal });
    stall.alive(0);
    server.hasAnswered = true;
    if (response.status === 200) {
      const bytes = await guardedBody(response, maxBytes, stall);
      if (bytes.length <= maxBytes) return bytes;
      throw new FoveaError('source/wrong-range', { url: href, asked: `at most ${maxBytes} bytes`, got: 'more' });
    }
    stall.cancel();
    if (response.status === 404 || response.status === 410) return null;
    throw statusFailure(href, response);
  });
}

/**
 * What is said of a server that failed. One that has answered before is not missing its CORS header: it is asked again. Of one that
 * never has the user is told at once, as the address may be wrong or the server not let this page read: to a script the two look the same.
 */
export function failuresAt({ href }: URL, { stallTimeoutMs }: Patience, server: KnownServer): Failures {
  return {
    silent: (cause) => {
      const error = new FoveaError('source/timeout', { url: href, timeoutMs: stallTimeoutMs }, { cause });
      return new TryAgain(error, { kind: 'silent' });
    },
    broken: (cause) => {
      const error = new FoveaError('source/network', { url: href }, { cause });
      return server.hasAnswered ? new TryAgain(error, { kind: 'broken' }) : error;
    },
  };
}
