import { FoveaError } from '#core/errors/fovea-error.ts';
import { RETRY_POLICY, TryAgain, type Retries, type RetryPolicy } from '#core/network/retries.ts';
import { threadRetries } from '#core/network/thread-retries.ts';
import { startStallTimer, type StallTimer } from './stall-timer.ts';

/** How long and how often a server is waited for. */
export interface Patience extends RetryPolicy {
  /** No byte for this long ends a try. */
  readonly stallTimeoutMs: number;
  /** Who tries again and tells what is waited for; one for all that a thread fetches. */
  readonly retries: Retries;
}

/** The patience in full. */
export function patienceOf(given: Partial<Patience> = {}): Patience {
  return { ...RETRY_POLICY, stallTimeoutMs: 20_000, retries: threadRetries, ...given };
}

/** What is left of a request that did not come to its end: an error, or a {@link TryAgain} where another try may help. */
export interface Failures {
  /** Nothing came for as long as was waited. */
  silent(cause: unknown): FoveaError | TryAgain;
  /** The connection could not be made, or broke. */
  broken(cause: unknown): FoveaError | TryAgain;
}

/**
 * Runs `job`, which makes one request with the timer's signal and tells the timer what comes, until it succeeds or another try is of no use.
 *
 * @throws FoveaError of `failures` or of the job; the reason of `signal`
 */
export function patiently<T>(
  host: string,
  patience: Patience,
  signal: AbortSignal,
  failures: Failures,
  job: (stall: StallTimer) => Promise<T>,
): Promise<T> {
  return patience.retries.run(host, patience, signal, async (tell) => {
    const stall = startStallTimer(patience.stallTimeoutMs, signal, tell);
    try {
      return await job(stall);
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      if (stall.stalled) throw failures.silent(cause);
      if (cause instanceof FoveaError || cause instanceof TryAgain) throw cause;
      throw failures.broken(cause);
    } finally {
      stall.stop();
    }
  });
}
