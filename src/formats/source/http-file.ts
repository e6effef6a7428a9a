import { FoveaError } from '#core/errors/fovea-error.ts';
import { isCorsFailure } from './cors-probe.ts';
import { guardedBody, startStallTimer } from './http-body.ts';
import { DEFAULT_HTTP_OPTIONS, retryAfterMs, TryAgain, withRetries, type HttpOptions } from './http-retry.ts';

/**
 * A whole small file by plain GET; null where the server says that there is none (404, 410). Rejects with a `source/…` error
 * otherwise, and with `source/wrong-range` if more than `maxBytes` come.
 */
export async function fetchWholeFile(
  url: URL,
  maxBytes: number,
  signal: AbortSignal,
  options: Partial<HttpOptions> = {},
): Promise<Uint8Array<ArrayBuffer> | null> {
  const settings = { ...DEFAULT_HTTP_OPTIONS, ...options };
  return withRetries(settings, signal, async () => {
    const stall = startStallTimer(settings.stallTimeoutMs, signal);
    try {
      const response = await fetch(url, { cache: 'no-store', signal: stall.signal });
      stall.alive();
      if (response.status === 200) {
        const bytes = await guardedBody(response, maxBytes, stall);
        if (bytes.length <= maxBytes) return bytes;
        throw new FoveaError('source/wrong-range', { url: url.href, asked: `at most ${maxBytes} bytes`, got: 'more' });
      }
      stall.cancel();
      if (response.status === 404 || response.status === 410) return null;
      const error = new FoveaError('source/http-status', { url: url.href, status: response.status });
      if (response.status !== 429 && response.status < 500) throw error;
      throw new TryAgain(error, retryAfterMs(response.headers.get('Retry-After'), Date.now()));
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      if (stall.stalled) {
        throw new FoveaError('source/timeout', { url: url.href, timeoutMs: settings.stallTimeoutMs }, { cause });
      }
      if (cause instanceof FoveaError || cause instanceof TryAgain) throw cause;
      const cors = await isCorsFailure(url, signal);
      throw new FoveaError(cors ? 'source/cors' : 'source/network', { url: url.href }, { cause });
    } finally {
      stall.stop();
    }
  });
}
