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
 * After a gap longer than the window, and this many times as long as any other in it, what came before is forgotten and the rate is measured anew: the
 * machine slept, or the page was frozen. As work, the gap would tell the time left in days; and what was done behind it arrives in no time.
 */
const PAUSE_FACTOR = 5;
/** A second gap within this time of work is how the work goes: a server that makes one wait, batches that follow after kept ones. */
const SELDOM_MS = 60_000;

export function createRate(): Rate {
  const marks: { done: number; ms: number }[] = [];
  /** End of the last gap that was no work. */
  let awakeMs = -Infinity;
  const span = () => (marks.at(-1)?.ms ?? 0) - (marks[0]?.ms ?? 0);
  const perSecond = (): number | null => {
    const first = marks[0];
    const last = marks.at(-1);
    if (!first || !last || span() < ENOUGH_MS || last.done <= first.done) return null;
    return ((last.done - first.done) * 1000) / span();
  };
  const isPause = (fromMs: number, toMs: number): boolean => {
    const gaps = marks.slice(1).map((mark, i) => mark.ms - (marks[i]?.ms ?? mark.ms));
    const least = Math.max(WINDOW_MS, PAUSE_FACTOR * Math.max(0, ...gaps));
    return span() >= ENOUGH_MS && fromMs - awakeMs > SELDOM_MS && toMs - fromMs > least;
  };
  return {
    add(done, ms) {
      if (isPause(marks.at(-1)?.ms ?? ms, ms)) {
        marks.length = 0;
        awakeMs = ms;
      }
      marks.push({ done, ms });
      // One mark from before the window stays, so that the window is always spanned; of a moment after a pause only the last.
      const fromMs = Math.max(ms - WINDOW_MS, awakeMs + ENOUGH_MS);
      while ((marks[1]?.ms ?? Infinity) < fromMs) marks.shift();
    },
    perSecond,
    secondsLeft(total) {
      const rate = perSecond();
      const last = marks.at(-1);
      return rate === null || !last ? null : Math.max(0, total - last.done) / rate;
    },
  };
}
