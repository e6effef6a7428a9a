import { answerFigures, comparableBefore, largestChange } from '#core/result/answer-figures.ts';
import type { RunResult } from '#core/result/run-result.ts';

/** How the answer of a run stood at one point of its way. */
export interface SettlingPoint {
  /** Of `planned`, as `RunCoverage` counts. */
  readonly done: number;
  readonly planned: number;
  /** `answerFigures` of the answer. */
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
  const figures = answerFigures(answer);
  const before = points.filter(
    (point) => point.planned === planned && point.done < done && point.figures.length === figures.length,
  );
  return [...before, { done, planned, figures }];
}

/** What changed between the last point and the newest before it that lies about a tenth of the plan or more behind. */
export interface LastChange {
  /** Largest change of a figure. */
  readonly change: number;
  /** Share of the plan that lies between the two, 0..1. */
  readonly over: number;
}

/** Null where there is no such point. */
export function lastChangeOf(points: readonly SettlingPoint[]): LastChange | null {
  const last = points.at(-1);
  const before = last && comparableBefore(points, last);
  if (!before) return null;
  const change = largestChange(before.figures, last.figures);
  return { change, over: (last.done - before.done) / last.planned };
}
