import type { FoveaError } from '#core/errors/fovea-error.ts';

export interface HttpOptions {
  /** No byte for this long ends a request with `source/timeout`. */
  readonly stallTimeoutMs: number;
  /** Tries after the first one, for 429, 5xx and a connection that breaks. */
  readonly maxRetries: number;
  /** First pause; doubles each time. A `Retry-After` of the server wins, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

export const DEFAULT_HTTP_OPTIONS: HttpOptions = {
  stallTimeoutMs: 20_000,
  maxRetries: 3,
  firstPauseMs: 300,
  maxPauseMs: 10_000,
};

/** Pause that `Retry-After` asks for (seconds or a date), ms; null where it does not say. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Thrown inside a try to ask for another one; `error` is what remains when there is none. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';

  constructor(
    readonly error: FoveaError,
    readonly pauseMs: number | null,
  ) {
    super(error.message);
  }
}

/** Runs `attempt` until it settles without {@link TryAgain}, at most `maxRetries` times more, with growing pauses. */
export async function withRetries<T>(options: HttpOptions, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  let pauseMs = options.firstPauseMs;
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (tries >= options.maxRetries) throw error.error;
      await pause(Math.min(error.pauseMs ?? pauseMs, options.maxPauseMs), signal);
      pauseMs *= 2;
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      signal.removeEventListener('abort', aborted);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}
