import { RETRY_POLICY, type Retries, type RetryPolicy } from '#core/network/retries.ts';
import { threadRetries } from '#core/network/thread-retries.ts';

export interface HttpOptions extends RetryPolicy {
  /** No byte for this long ends a try. */
  readonly stallTimeoutMs: number;
  /** Who tries again and tells what is waited for; one for all sources of a thread. */
  readonly retries: Retries;
}

/** The options in full. */
export function httpOptions(given: Partial<HttpOptions> = {}): HttpOptions {
  return { ...RETRY_POLICY, stallTimeoutMs: 20_000, retries: threadRetries, ...given };
}
