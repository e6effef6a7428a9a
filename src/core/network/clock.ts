/** Time and timers, injected so that tests need not wait. */
export interface Clock {
  /** Milliseconds of a clock that is never set; only differences mean anything. */
  readonly nowMs: () => number;
  /** Epoch milliseconds, the same in every thread of this machine. */
  readonly epochMs: () => number;
  /** Calls `job` after so many ms; returns what calls it off. */
  readonly after: (ms: number, job: () => void) => () => void;
  /** 0 ≤ … < 1 */
  readonly random: () => number;
}

/** In the page, in every worker and under Node, but not in the core's own library of types. */
interface Timers {
  readonly setTimeout: (job: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  readonly performance: { readonly now: () => number };
}

/** The platform's own. Its timers are looked up when they are used: tests put others in their place. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => timers().performance.now(),
  epochMs: () => Date.now(),
  after: (ms, job) => {
    const { setTimeout, clearTimeout } = timers();
    const timer = setTimeout(job, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};

function timers(): Timers {
  return globalThis as unknown as Timers;
}

/** What of an `AbortSignal` the core needs to wait. */
export interface AbortLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
