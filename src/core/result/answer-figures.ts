import { isSurvival } from './run-result.ts';
import type { Answer } from './run-result.ts';

/** The figures of an answer that are followed and compared: scores of the classes; the survival at the end of each time bin; of a Cox model its log-risk alone. */
export function answerFigures(answer: Answer): readonly number[] {
  if (!isSurvival(answer)) return answer.scores;
  return answer.survival.length > 0 ? answer.survival : [answer.risk];
}

/** Largest |after − before| of two lists of the same figures; NaN where `after` is shorter. */
export function largestChange(before: readonly number[], after: readonly number[]): number {
  return before.reduce((most, value, i) => Math.max(most, Math.abs((after[i] ?? NaN) - value)), 0);
}
