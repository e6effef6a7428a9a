import { FoveaError } from '#core/errors/fovea-error.ts';
import { TryAgain } from '#core/network/retries.ts';
import { statusFailure } from '#core/network/status-failure.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { guardedBody, startStallTimer } from './http-body.ts';
import type { HttpOptions } from './http-retry.ts';

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
  options: HttpOptions,
  server: KnownServer = { hasAnswered: false },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { href, host } = url;
  return options.retries.run(host, options, signal, async (tell) => {
    const stall = startStallTimer(options.stallTimeoutMs, signal, tell);
    try {
      const response = await threadNetwork.fetch('slide', url, { cache: 'no-store', signal: stall.signal });
      stall.alive();
      server.hasAnswered = true;
      if (response.status === 200) {
        const bytes = await guardedBody(response, maxBytes, stall);
        if (bytes.length <= maxBytes) return bytes;
        throw new FoveaError('source/wrong-range', { url: href, asked: `at most ${maxBytes} bytes`, got: 'more' });
      }
      stall.cancel();
      if (response.status === 404 || response.status === 410) return null;
      throw statusFailure(href, response);
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      if (stall.stalled) throw stalled(url, options.stallTimeoutMs, cause);
      if (cause instanceof FoveaError || cause instanceof TryAgain) throw cause;
      throw networkFailure(url, server.hasAnswered, cause);
    } finally {
      stall.stop();
    }
  });
}

/** Nothing came for `timeoutMs`. */
export function stalled(url: URL, timeoutMs: number, cause: unknown): TryAgain {
  return new TryAgain(new FoveaError('source/timeout', { url: url.href, timeoutMs }, { cause }), { kind: 'silent' });
}

/**
 * A connection that could not be made, or broke. A server that has answered before is not missing its CORS header: it is asked again. Of one that
 * never has the user is told at once, as the address may be wrong or the server not let this page read: to a script the two look the same.
 */
export function networkFailure(url: URL, hasAnswered: boolean, cause: unknown): FoveaError | TryAgain {
  const error = new FoveaError('source/network', { url: url.href }, { cause });
  return hasAnswered ? new TryAgain(error, { kind: 'broken' }) : error;
}
