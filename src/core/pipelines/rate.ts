/** Rate and time left of something countable, over a sliding window so that a slow start does not colour the rest. */
export interface Rate {
  /** Reports that `done` of the whole are done at `nowMs`. */
  add(done: number, nowMs: number): void;
  /** Items per second over the window; null until there is enough to tell. */
  perSecond(): number | null;
  secondsLeft(total: number): number | null;
}

const WINDOW_MS = 8000;
/** Less than this is told by chance. */
const ENOUGH_MS = 1000;
/**
 * A gap this long, and this many times as long as any other in the window, is no work: the machine slept, or the page was frozen. It is taken out, or
 * the time left would be told in days.
 */
const PAUSE_MS = 60_000;
const PAUSE_FACTOR = 20;

export function createRate(): Rate {
  const marks: { done: number; ms: number }[] = [];
  let pausedMs = 0;
  const perSecond = (): number | null => {
    const first = marks[0];
    const last = marks.at(-1);
    if (!first || !last || last.ms - first.ms < ENOUGH_MS || last.done <= first.done) return null;
    return ((last.done - first.done) * 1000) / (last.ms - first.ms);
  };
  return {
    add(done, nowMs) {
      const gaps = marks.slice(1).map((mark, i) => mark.ms - (marks[i]?.ms ?? mark.ms));
      const longest = Math.max(0, ...gaps);
      const last = marks.at(-1);
      const gap = last ? nowMs - pausedMs - last.ms : 0;
      if (longest > 0 && gap > Math.max(PAUSE_MS, PAUSE_FACTOR * longest)) pausedMs += gap - longest;
      const ms = nowMs - pausedMs;
      marks.push({ done, ms });
      // One mark from before the window stays, so that the window is always spanned.
      while ((marks[1]?.ms ?? ms) < ms - WINDOW_MS) marks.shift();
    },
    perSecond,
    secondsLeft(total) {
      const rate = perSecond();
      const last = marks.at(-1);
      return rate === null || !last ? null : Math.max(0, total - last.done) / rate;
    },
  };
}
