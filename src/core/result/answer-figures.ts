import { isSurvival } from './run-result.ts';
import type { Answer } from './run-result.ts';

/** The figures of an answer that are followed and compared: scores of the classes; the survival at the end of each time bin; of a Cox model its log-risk alone. */
export function answerFigures(answer: Answer): readonly number[] {
  if (!isSurvival(answer)) return answer.scores;
  return answer.survival.length > 0 ? answer.survival : [answer.risk];
}

/** Whether two answers are to the same: the same classes, or the same time bins. */
export function isSameQuestion(one: Answer, other: Answer): boolean {
  const names = (answer: Answer) => (isSurvival(answer) ? answer.bins : answer.classes);
  return (
    isSurvival(one) === isSurvival(other) &&
    names(one).length === names(other).length &&
    names(one).every((name, i) => name === names(other)[i])
  );
}

/** How far the figures of an answer ({@link answerFigures}) lie from those of another, `now − before`. Null where the two are not answers to the same. */
export function answerDifference(before: Answer, now: Answer): number[] | null {
  const from = answerFigures(before);
  return isSameQuestion(before, now) ? answerFigures(now).map((value, i) => value - (from[i] ?? NaN)) : null;
}

/**
 * Of a plan, this share lies at least between two answers whose difference tells how far a run has settled: about a tenth, since answers come after
 * whole batches. Answers that rest on almost the same are almost the same whether the run has settled or not.
 */
const LEAST_APART = 0.075;

/** The newest of earlier answers, in the order of `done`, that the one at `done` may be compared with. */
export function comparableBefore<T extends { readonly done: number }>(
  earlier: readonly T[],
  { done, planned }: { readonly done: number; readonly planned: number },
): T | undefined {
  return earlier.findLast((one) => done - one.done >= LEAST_APART * planned);
}

/** Largest |after − before| of two lists of the same figures; NaN where `after` is shorter. */
export function largestChange(before: readonly number[], after: readonly number[]): number {
  return before.reduce((most, value, i) => Math.max(most, Math.abs((after[i] ?? NaN) - value)), 0);
}
