import { FoveaError } from '../errors/fovea-error.ts';
import { isPassingStatus, retryAfterMs, TryAgain } from './retries.ts';

/** What of a `Response` tells why it is no answer. */
interface StatusOnly {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** What a server asks for beyond a day is no time to come back at. */
const MOST_TOLD_SECONDS = 86_400;

/** An answer that is none: to be asked for again where that may help. */
export function statusFailure(url: string, { status, headers }: StatusOnly): FoveaError | TryAgain {
  const askedMs = retryAfterMs(headers.get('Retry-After'), Date.now());
  const error = new FoveaError('source/http-status', {
    url,
    status,
    ...(askedMs === null ? {} : { retryAfterSeconds: Math.min(MOST_TOLD_SECONDS, Math.ceil(askedMs / 1000)) }),
  });
  return isPassingStatus(status) ? new TryAgain(error, { kind: 'status', status }, askedMs) : error;
}
