import { isSurvival, type Answer, type RunResult } from '#core/result/run-result.ts';

/** How the answer of a run stood at one point of its way. */
export interface SettlingPoint {
  /** Of `planned`, as `RunCoverage` counts. */
  readonly done: number;
  readonly planned: number;
  /** Scores of the classes; the survival at the end of each time bin; of a Cox model its log-risk alone. */
  readonly figures: readonly number[];
}

/**
 * The points of a run with one more, in the order of `done`. Earlier ones that cannot belong to it (another plan, as far or further on) are left
 * out. A complete result adds nothing where no answer came before it: there is nothing to settle from.
 */
export function withPoint(
  points: readonly SettlingPoint[],
  { answer, run }: Pick<RunResult, 'answer' | 'run'>,
): readonly SettlingPoint[] {
  const planned = run.coverage?.planned ?? points.at(-1)?.planned;
  if (planned === undefined) return points;
  const done = run.coverage?.done ?? planned;
  const figures = figuresOf(answer);
  const before = points.filter(
    (point) => point.planned === planned && point.done < done && point.figures.length === figures.length,
  );
  return [...before, { done, planned, figures }];
}

/** The figures that are followed on the way, as in {@link SettlingPoint}. */
function figuresOf(answer: Answer): readonly number[] {
  if (!isSurvival(answer)) return answer.scores;
  return answer.survival.length > 0 ? answer.survival : [answer.risk];
}

/** What changed between the last two points. */
export interface LastChange {
  /** Largest change of a figure. */
  readonly change: number;
  /** Share of the plan that lies between the two, 0..1. */
  readonly over: number;
}

/** Null where there is no point before the last. */
export function lastChangeOf(points: readonly SettlingPoint[]): LastChange | null {
  const [before, last] = points.slice(-2);
  if (!before || !last) return null;
  const change = last.figures.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (before.figures[i] ?? NaN))),
    0,
  );
  return { change, over: (last.done - before.done) / last.planned };
}
