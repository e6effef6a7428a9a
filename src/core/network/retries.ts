import { SYSTEM_CLOCK, type AbortLike, type Clock } from './clock.ts';
import { troublesByHost, type Trouble, type TroubleReason, type TroubleSource } from './trouble.ts';

export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number;
  /** Of a server that sends nothing: each takes as long as it is waited for. */
  readonly silentTries: number;
  /** First pause; doubles each time up to `maxPauseMs`, of which a random half is waited at least. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** A server that asks for a longer pause (`Retry-After`) is not asked again: the request fails at once. */
  readonly mostRetryAfterMs: number;
}

/** About 15 s of pauses in all: longer than a proxy that restarts, shorter than a user's patience. */
export const RETRY_POLICY: RetryPolicy = {
  tries: 6,
  silentTries: 3,
  firstPauseMs: 500,
  maxPauseMs: 10_000,
  mostRetryAfterMs: 60_000,
};

/** What was queued behind requests that were given up is not made to wait in its turn: it gets one try. */
const GIVEN_UP_MS = 5_000;

/** Thrown inside a try to ask for another one; `error` is what remains when there is none. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';

  constructor(
    readonly error: Error,
    readonly why: TroubleReason,
    /** Pause that the server asked for. */
    readonly askedMs: number | null = null,
    /** This try brought what the next goes on from: tries and pauses begin anew, with this one as the first. */
    readonly isAnew = false,
  ) {
    super(error.message);
  }
}

/** True for answers that another try may not get: the server is busy, or has a passing problem of its own. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Pause that `Retry-After` asks for (seconds or a date), ms; null where it does not say. */
export function retryAfterMs(header: string | null, nowEpochMs: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowEpochMs);
}

/** An attempt says that nothing has come for a while, and how it is dropped for another one; null: something has come again. */
export type TellSilence = (drop: (() => void) | null) => void;

export interface Retries extends TroubleSource {
  /**
   * Runs `attempt` until it settles without {@link TryAgain}, at most `policy.tries` times.
   */
  run<T>(host: string, policy: RetryPolicy, signal: AbortLike, attempt: (tell: TellSilence) => Promise<T>): Promise<T>;
}

/** One request that is in trouble. */
interface Entry {
  trouble: Trouble;
  isGivenUp: boolean;
  /** The server asked for the pause. */
  isAsked: boolean;
  /** Ends the pause, or drops a try that gets nothing; does nothing while one is under way. */
  go: () => void;
}

/** Tries again in one thread what fails in passing, and tells what is waited for. */
export function createRetries(clock: Clock = SYSTEM_CLOCK): Retries {
  const entries = new Set<Entry>();
  const listeners = new Set<(troubles: readonly Trouble[]) => void>();
  /** By host: when its requests were given up. */
  const givenUpAtMs = new Map<string, number>();
  let isTold = true;

  /** Once for all changes of one turn. */
  function tell(): void {
    if (!isTold) return;
    isTold = false;
    void Promise.resolve().then(() => {
      isTold = true;
      const list = troublesByHost(Array.from(entries, ({ trouble }) => trouble));
      for (const listener of [...listeners]) listener(list);
    });
  }

  /** Until the time has come, or somebody says now or never. */
  function pause(ms: number, signal: AbortLike, entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        callOff();
        signal.removeEventListener('abort', abort);
        entry.go = () => undefined;
        settle();
      };
      const abort = () => {
        end(() => {
          const { reason } = signal;
          reject(reason instanceof Error ? reason : new Error('aborted', { cause: reason }));
        });
      };
      const callOff = clock.after(ms, () => {
        end(resolve);
      });
      entry.go = () => {
        end(resolve);
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
    });
  }

  return {
    async run(host, policy, signal, attempt) {
      const about = { host, requests: 1 } as const;
      const own: { entry: Entry | null } = { entry: null };
      const put = (trouble: Trouble): Entry => {
        own.entry ??= { trouble, isGivenUp: false, isAsked: false, go: () => undefined };
        own.entry.trouble = trouble;
        entries.add(own.entry);
        tell();
        return own.entry;
      };
      const silence =
        (tryNumber: number): TellSilence =>
        (drop) => {
          if (drop) {
            const tries = Math.min(policy.tries, policy.silentTries);
            put({ ...about, why: { kind: 'silent' }, tryNumber, tries, atMs: null }).go = drop;
          } else if (own.entry) {
            own.entry.go = () => undefined;
            if (tryNumber === 1 && entries.delete(own.entry)) tell();
          }
        };
      try {
        for (let made = 1, growing = policy.firstPauseMs; ; made++, growing *= 2) {
          signal.throwIfAborted();
          try {
            return await attempt(silence(made));
          } catch (reason) {
            if (!(reason instanceof TryAgain)) throw reason;
            const { askedMs: asked, why } = reason;
            if (reason.isAnew) [made, growing] = [1, policy.firstPauseMs];
            const tries = why.kind === 'silent' ? Math.min(policy.tries, policy.silentTries) : policy.tries;
            const isOver = made >= tries || (asked ?? 0) > policy.mostRetryAfterMs;
            const isLeft = clock.nowMs() - (givenUpAtMs.get(host) ?? -Infinity) < GIVEN_UP_MS;
            if (isOver || isLeft || own.entry?.isGivenUp) throw reason.error;
            const ms =
              asked === null
                ? Math.min(growing, policy.maxPauseMs) * (0.5 + clock.random() / 2)
                : asked * (1 + clock.random() / 10);
            const trouble = { ...about, why, tryNumber: made + 1, tries };
            const one = put({ ...trouble, atMs: clock.epochMs() + ms });
            one.isAsked = asked !== null;
            await pause(ms, signal, one);
            if (one.isGivenUp) throw reason.error;
            put({ ...trouble, atMs: null });
          }
        }
      } finally {
        if (own.entry && entries.delete(own.entry)) tell();
      }
    },
    onTroubles(listener) {
      listeners.add(listener);
      if (entries.size > 0) tell();
      return () => listeners.delete(listener);
    },
    endWaiting(how) {
      if (how !== 'give-up') givenUpAtMs.clear();
      for (const entry of [...entries]) {
        if (how === 'give-up') {
          entry.isGivenUp = true;
          givenUpAtMs.set(entry.trouble.host, clock.nowMs());
        }
        if (how !== 'awake' || !entry.isAsked) entry.go();
      }
    },
  };
}
