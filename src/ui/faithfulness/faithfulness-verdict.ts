import type { Faithfulness, FaithfulnessCurve } from '#core/what-if/faithfulness.ts';

/**
 * What the curves say. The map's curve is told from chance where its mean height is one that a further random order would have in less than
 * one case of twenty ({@link chanceBound}), and where it differs by something that matters ({@link LEAST_DIFFERENCE}).
 */
export type Verdict =
  | 'clear'
  | 'onlyDeletion'
  | 'onlyInsertion'
  | 'none'
  | 'reverse'
  /** The full slide's score is so low ({@link LEAST_ROOM}) that leaving out can hardly lower it: nothing is found, and nothing says so of the map. */
  | 'noRoom'
  /** The same, but what the map shows highest brings the score sooner. */
  | 'noRoomRises'
  /** Of a risk, which attention has no sign for: only whether it moves otherwise than at random. */
  | 'riskMoves'
  | 'riskNone';

/** Of a class's score, 0..1: smaller distances between mean heights are no finding, however little the random orders differ. */
export const LEAST_DIFFERENCE = 0.01;

/**
 * Of a class's score: a full slide's that is lower has hardly any room to fall. Of a slide with next to nothing of what it looks for a model
 * does not answer 0 but some hundredths (the carcinoma model 0.076 for CMU-1-Small-Region); and where random orders lower a score evenly to 0,
 * the best order, which does so at once, lies only half of it under their mean height.
 */
export const LEAST_ROOM = 10 * LEAST_DIFFERENCE;

/**
 * Two-sided 95 % points of Student's t for 1, 2, … degrees of freedom (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, column
 * 0.975).
 */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;

/**
 * How far from their mean, in their standard deviations (n − 1), one more order drawn like n random ones lies in 5 % of cases: the prediction
 * interval of one normal observation, t · √(1 + 1/n) with n − 1 degrees of freedom. Beyond 31 orders that of 31 is used, which is a little
 * wider. Infinite for fewer than two, which have no spread.
 */
export function chanceBound(orders: number): number {
  const t = orders < 2 ? Infinity : T_975[Math.min(orders - 1, T_975.length) - 1];
  return (t ?? Infinity) * Math.sqrt(1 + 1 / Math.max(1, orders));
}

/** Relative; answers are computed in float32. */
const ROUNDING = 1e-5;

export function verdictOf({ deletion, insertion, classIndex }: Faithfulness): Verdict {
  // A risk has no scale of its own: for it only chance decides.
  const least = classIndex === null ? 0 : LEAST_DIFFERENCE;
  const falls = -side(deletion, least);
  const rises = side(insertion, least);
  if (classIndex === null) return falls !== 0 || rises !== 0 ? 'riskMoves' : 'riskNone';
  // What is found is found, however little room there is.
  if (falls > 0) return rises > 0 ? 'clear' : 'onlyDeletion';
  const isLow = !hasRoom(deletion.values[0] ?? NaN);
  if (rises > 0) return isLow ? 'noRoomRises' : 'onlyInsertion';
  if (falls < 0 || rises < 0) return 'reverse';
  return isLow ? 'noRoom' : 'none';
}

/** Whether a class's score of the full slide can fall by as much as would tell something ({@link LEAST_ROOM}). */
export function hasRoom(score: number): boolean {
  return score >= LEAST_ROOM;
}

/** 1 where the curve in the map's order runs above the random ones, −1 below, 0 where it is not told from them. */
function side({ random, area: { map, randomMean, randomSd } }: FaithfulnessCurve, least: number): 1 | 0 | -1 {
  const distance = map - randomMean;
  // No spread at all (every order says the same) is chance as well, as far as the difference is one of rounding.
  const bound = randomSd > 0 ? chanceBound(random.length) * randomSd : ROUNDING * Math.abs(randomMean);
  if (random.length < 2 || !(Math.abs(distance) > bound) || Math.abs(distance) < least) return 0;
  return distance > 0 ? 1 : -1;
}
