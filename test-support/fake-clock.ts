import { SYSTEM_CLOCK, type Clock } from '#core/network/clock.ts';
import { createRetries, type Retries } from '#core/network/retries.ts';

export interface FakeClock extends Clock {
  /** Lets time go by: what is due is called in its order, and what it leads to may run in between. */
  readonly pass: (ms: number) => Promise<void>;
  /** The machine sleeps for so long: the clocks go on, no timer does; then all that is due is called at once. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds until each timer that waits. */
  readonly waiting: () => number[];
}

/** A clock that stands still but for what a test says. `random` is 0. */
export function fakeClock(startEpochMs = 1_000_000): FakeClock {
  let nowMs = 0;
  const timers = new Set<{ atMs: number; job: () => void }>();
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  async function callDue(): Promise<void> {
    await turn();
    for (;;) {
      const [next] = [...timers].filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
      if (!next) return;
      timers.delete(next);
      next.job();
      await turn();
    }
  }

  return {
    nowMs: () => nowMs,
    epochMs: () => startEpochMs + nowMs,
    random: () => 0,
    after(ms, job) {
      const timer = { atMs: nowMs + ms, job };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const endMs = nowMs + ms;
      await callDue();
      for (;;) {
        const nextMs = Math.min(...Array.from(timers, ({ atMs }) => atMs));
        if (nextMs > endMs) break;
        nowMs = Math.max(nowMs, nextMs);
        await callDue();
      }
      nowMs = endMs;
    },
    async sleep(ms) {
      nowMs += ms;
      await callDue();
    },
    waiting: () => Array.from(timers, ({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
  };
}

/** Tries again without waiting, and writes down how long it would have waited, ms, less what chance adds. */
export function hurriedRetries(waits: number[] = []): Retries {
  return createRetries({
    ...SYSTEM_CLOCK,
    random: () => 0,
    after: (ms, job) => {
      waits.push(ms);
      return SYSTEM_CLOCK.after(0, job);
    },
  });
}
