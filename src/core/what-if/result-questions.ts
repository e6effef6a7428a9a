import { answerFigures } from '#core/result/answer-figures.ts';
import { isSurvival } from '#core/result/run-result.ts';
import type { Answer, RunResult } from '#core/result/run-result.ts';
import type { WhatIfSet } from './what-if-set.ts';

/** What a model said to a question, without its maps: those are worked out again when they are wanted. */
export interface QuestionAnswer {
  readonly answer: Answer;
  /** Units that the question kept. */
  readonly keptCount: number;
}

/** A question with its answer, where it has been given. */
export interface AskedQuestion {
  readonly set: WhatIfSet;
  readonly answer: QuestionAnswer | null;
}

export interface NamedQuestion extends AskedQuestion {
  /** Tells it from the others of the result. */
  readonly name: string;
}

/** The questions that are kept with a result. */
export interface ResultQuestions {
  /** The one that was being asked; null where none was. */
  readonly current: AskedQuestion | null;
  readonly named: readonly NamedQuestion[];
}

/** A result with what was asked of it: what a result file holds. */
export interface QuestionedResult extends RunResult {
  readonly questions?: ResultQuestions;
}

/**
 * Limits on the questions of one result, which may come from anyone's file: `corners` of one outline, `allCorners` of all outlines of one
 * question.
 */
export const QUESTION_LIMITS = {
  regions: 200,
  corners: 20_000,
  allCorners: 50_000,
  painted: 1_000_000,
  named: 50,
  name: 100,
} as const;

/** Corners of all polygons of a question. */
export function cornersOf({ regions }: Pick<WhatIfSet, 'regions'>): number {
  return regions.reduce((sum, { shape }) => sum + (shape.kind === 'polygon' ? shape.points.length : 0), 0);
}

/**
 * How far the figures of an answer (`answerFigures`) lie from those of the full slide. Null where the two are not answers to the same.
 */
export function answerDifference(full: Answer, now: Answer): number[] | null {
  const [before, after] = [answerFigures(full), answerFigures(now)];
  if (isSurvival(full) !== isSurvival(now) || before.length !== after.length) return null;
  return after.map((value, i) => value - (before[i] ?? NaN));
}
