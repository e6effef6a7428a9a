import { describe, expect, it } from 'vitest';
import { scoreOfVote, votedClass } from './votes.ts';

describe('a vote', () => {
  it('is for its largest component, negative ones too, of equals the first', () => {
    expect(votedClass([0.6, 0.8])).toBe(1);
    expect(votedClass([-0.6, -0.8])).toBe(0);
    expect(votedClass([0, 0.5, 0.5])).toBe(1);
  });

  it('alone would give the score of the softmax', () => {
    expect(scoreOfVote([0.6, 0.8], 3)).toBeCloseTo(Math.exp(2.4) / (Math.exp(1.8) + Math.exp(2.4)), 12);
    expect(scoreOfVote([-0.16, -0.98], 3)).toBeCloseTo(1 / (1 + Math.exp(-3 * 0.82)), 12);
    expect(scoreOfVote([0.5, 0.5, 0.5, 0.5], 3)).toBeCloseTo(0.25, 12);
  });
});
