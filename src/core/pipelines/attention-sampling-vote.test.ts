import { describe, expect, it } from 'vitest';
import { scoresOf, spreadOf, weightsOf } from './attention-sampling-vote.ts';

const votes = [
  [1, 0, 0],
  [0, 0.6, 0.8],
  [0, 0, 1],
];

describe('votes', () => {
  it('are weighted by the probability of their place, each time it was drawn', () => {
    const attention = Float64Array.of(0.1, 0, 0.3, 0.6);
    const weights = weightsOf({ places: [3, 0, 2], times: [2, 1, 1] }, attention);
    const wanted = [1.2 / 1.6, 0.1 / 1.6, 0.3 / 1.6];
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(wanted[i] ?? NaN, 12);
    // As if each draw stood by itself.
    const apart = scoresOf(
      [0.6, 0.6, 0.1, 0.3].map((a) => a / 1.6),
      [votes[0], votes[0], votes[1], votes[2]] as number[][],
      3,
    );
    const together = scoresOf(weights, votes, 3);
    for (const [i, score] of together.entries()) expect(score).toBeCloseTo(apart[i] ?? NaN, 12);
  });

  it('come to softmax(sharpness · mean)', () => {
    const scores = scoresOf([0.5, 0.25, 0.25], votes, 3);
    const powers = [0.5, 0.15, 0.45].map((value) => Math.exp(3 * value));
    const total = powers.reduce((a, b) => a + b);
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo((powers[i] ?? NaN) / total, 12);
    expect(scoresOf([1], [[1, 0]], 100)[1]).toBeGreaterThan(0);
  });
});

describe('spreadOf', () => {
  it('is mean and sample standard deviation, 0 of a single draw', () => {
    const { mean, sd } = spreadOf([
      [0.2, 0.8],
      [0.4, 0.6],
      [0.9, 0.1],
    ]);
    expect(mean[0]).toBeCloseTo(0.5, 12);
    expect(sd[0]).toBeCloseTo(Math.sqrt((0.09 + 0.01 + 0.16) / 2), 12);
    expect(spreadOf([[0.3, 0.7]])).toEqual({ mean: [0.3, 0.7], sd: [0, 0] });
  });
});
