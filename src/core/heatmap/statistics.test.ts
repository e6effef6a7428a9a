import { describe, expect, it } from 'vitest';
import { histogram, mapStatistics, timesUniform } from './statistics.ts';

describe('statistics of a map', () => {
  it('tells how flat an attention is', () => {
    const n = 500;
    const attention = Float64Array.from({ length: n }, (_, i) => (1 + (i === 7 ? 0.002 : 0)) / n);
    const { max, maxIndex, count } = mapStatistics(attention);
    expect(timesUniform(max, count)).toBeCloseTo(1.002, 12);
    expect(maxIndex).toBe(7);
  });

  it('gives mean and spread', () => {
    expect(mapStatistics([2, 4, 4, 4, 5, 5, 7, 9, NaN])).toMatchObject({
      count: 8,
      min: 2,
      max: 9,
      mean: 5,
      standardDeviation: 2,
      maxIndex: 7,
    });
  });

  it('counts zeros, and what is above 0 and above 1', () => {
    expect(mapStatistics([0, -0, 0.5, 1, 1.5, -2, NaN])).toMatchObject({ zeros: 2, aboveZero: 3, aboveOne: 1 });
  });

  it('has no figures for an empty map', () => {
    expect(mapStatistics([])).toMatchObject({ count: 0, mean: NaN, maxIndex: -1 });
  });
});

describe('histogram', () => {
  it('counts both ends', () => {
    expect(Array.from(histogram([0, 0.49, 0.5, 1, 2, NaN], 2, 0, 1))).toEqual([2, 2]);
    expect(Array.from(histogram([3, 3], 4, 3, 3))).toEqual([2, 0, 0, 0]);
  });

  it('counts downwards from a high end to a low one', () => {
    expect(Array.from(histogram([1, 2, 2, 5, 6], 2, 5, 1))).toEqual([1, 3]);
  });
});
