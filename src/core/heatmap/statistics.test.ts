import { describe, expect, it } from 'vitest';
import { histogram, mapStatistics, percentiles, places, timesUniform } from './statistics.ts';

describe('statistics of a map', () => {
  it('tells how flat an attention is', () => {
    const n = 500;
    const attention = Float64Array.from({ length: n }, (_, i) => (1 + (i === 7 ? 0.002 : 0)) / n);
    const { max, maxIndex, count } = mapStatistics(attention);
    expect(timesUniform(max, count)).toBeCloseTo(1.002, 12);
    expect(maxIndex).toBe(7);
  });

  it('gives mean and spread', () => {
    expect(mapStatistics([2, 4, 4, 4, 5, 5, 7, 9, NaN])).toEqual({
      count: 8,
      min: 2,
      max: 9,
      mean: 5,
      standardDeviation: 2,
      maxIndex: 7,
    });
  });

  it('has no figures for an empty map', () => {
    expect(mapStatistics([])).toMatchObject({ count: 0, mean: NaN, maxIndex: -1 });
  });
});

describe('percentiles', () => {
  it('are shares of the other patches that are lower', () => {
    expect(Array.from(percentiles([1, 3, 2]))).toEqual([100, 0, 50]);
    expect(Array.from(percentiles([1]))).toEqual([100]);
    expect(Array.from(percentiles([1, NaN, 2]))).toEqual([100, NaN, 0]);
  });

  it('do not count equals: of 0.9, 0.5, 0.5, 0.1 and 0.1 the middle two have two of four below', () => {
    expect(Array.from(percentiles([1, 3, 3, 5, 5]))).toEqual([100, 50, 50, 0, 0]);
  });
});

describe('histogram', () => {
  it('counts both ends', () => {
    expect(Array.from(histogram([0, 0.49, 0.5, 1, 2, NaN], 2, 0, 1))).toEqual([2, 2]);
    expect(Array.from(histogram([3, 3], 4, 3, 3))).toEqual([2, 0, 0, 0]);
  });
});

describe('places', () => {
  it('tell the best and the last place of equals, and leave out what is not a number', () => {
    const { best, last } = places(Float32Array.of(0, 0.5, NaN, 0, 1, 0.5));
    expect(Array.from(best)).toEqual([4, 2, NaN, 4, 1, 2]);
    expect(Array.from(last)).toEqual([5, 3, NaN, 5, 1, 3]);
  });

  it('count negative values and both zeros', () => {
    expect(Array.from(places(Float32Array.of(-1, 0, -0, 2)).best)).toEqual([4, 2, 2, 1]);
  });
});
