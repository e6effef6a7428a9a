import type { AreaShape } from '#core/geometry/shapes.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { Answer, RunResult } from './run-result.ts';

/** An outline, or patches painted one by one: indices into the `whatIfUnits` of the result. */
export type MarkedShape = AreaShape | { readonly kind: 'patches'; readonly indices: readonly number[] };

/** What is asked of one part of the slide. */
export interface WhatIfRegion {
  readonly id: string;
  /** `exclude`: as if it were not there. `keep`: nothing but this and other kept regions. */
  readonly effect: 'exclude' | 'keep';
  readonly shape: MarkedShape;
}

/** A question: what would the answer be without, or with only, these parts of the slide? */
export interface WhatIfSet {
  readonly regions: readonly WhatIfRegion[];
  /** Leaves out the patches of highest value on a map of the full result, of those that the regions keep. */
  readonly withoutTop: { readonly map: MapId; readonly count: number } | null;
}

export const NOTHING_ASKED: WhatIfSet = { regions: [], withoutTop: null };

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
