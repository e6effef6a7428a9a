import { describe, expect, it } from 'vitest';
import { answerFigures, largestChange } from './answer-figures.ts';

describe('the change between two answers', () => {
  const survival = (shares: readonly number[], risk: number) => ({
    bins: shares.map(String),
    unit: 'months',
    hazards: shares,
    survival: shares,
    risk,
    reference: null,
  });

  it('is that of the survival, or of the log-risk where there is none', () => {
    expect(largestChange(answerFigures(survival([0.9, 0.5], 1)), answerFigures(survival([0.85, 0.7], 3)))).toBeCloseTo(
      0.2,
      12,
    );
    expect(largestChange(answerFigures(survival([], -1)), answerFigures(survival([], 0.5)))).toBe(1.5);
  });
});
