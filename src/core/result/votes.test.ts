import { describe, expect, it } from 'vitest';
import { votedClass } from './votes.ts';

describe('a vote', () => {
  it('is for its largest component, negative ones too, of equals the first', () => {
    expect(votedClass([0.6, 0.8])).toEqual({ index: 1, strength: 0.8 });
    expect(votedClass([-0.6, -0.8])).toEqual({ index: 0, strength: -0.6 });
    expect(votedClass([0, 0.5, 0.5])).toEqual({ index: 1, strength: 0.5 });
  });
});
