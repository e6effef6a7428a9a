import type { Faithfulness, FaithfulnessCurve } from '#core/what-if/faithfulness.ts';

/** What the curves say, with "told from chance" as beyond two standard deviations of the random orders' areas. */
export type Verdict =
  | 'clear'
  | 'onlyDeletion'
  | 'onlyInsertion'
  | 'none'
  | 'reverse'
  /** Of a risk, which attention has no sign for: only whether it moves otherwise than at random. */
  | 'riskMoves'
  | 'riskNone';

const TOLD_FROM_CHANCE_SD = 2;

export function verdictOf({ deletion, insertion, classIndex }: Faithfulness): Verdict {
  const falls = -side(deletion);
  const rises = side(insertion);
  if (classIndex === null) return falls !== 0 || rises !== 0 ? 'riskMoves' : 'riskNone';
  if (falls > 0) return rises > 0 ? 'clear' : 'onlyDeletion';
  if (rises > 0) return 'onlyInsertion';
  return falls < 0 || rises < 0 ? 'reverse' : 'none';
}

/** 1 where the curve in the map's order runs above the random ones, −1 below, 0 where it is not told from them. */
function side({ area: { map, randomMean, randomSd } }: FaithfulnessCurve): 1 | 0 | -1 {
  const distance = map - randomMean;
  if (!(Math.abs(distance) > TOLD_FROM_CHANCE_SD * randomSd)) return 0;
  return distance > 0 ? 1 : -1;
}
