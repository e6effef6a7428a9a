import { describe, expect, it } from 'vitest';
import { ascending, histogram, mapStatistics, percentiles, placeIn, timesUniform } from './statistics.ts';

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

const percentilesOf = (...values: number[]) => {
  const map = Float32Array.from(values);
  return Array.from(percentiles(map, ascending(map)));
};

describe('percentiles', () => {
  it('are shares of the other patches that are lower', () => {
    expect(percentilesOf(0.9, 0.1, 0.5)).toEqual([100, 0, 50]);
    expect(percentilesOf(1)).toEqual([100]);
    expect(percentilesOf(2, NaN, 1)).toEqual([100, NaN, 0]);
  });

  it('do not count equals: of 0.9, 0.5, 0.5, 0.1 and 0.1 the middle two have two of four below', () => {
    expect(percentilesOf(0.9, 0.5, 0.5, 0.1, 0.1)).toEqual([100, 50, 50, 0, 0]);
  });
});

describe('places', () => {
  it('tell the best and the last place of equals, and leave out what is not a number', () => {
    const sorted = ascending(Float32Array.of(0, 0.5, NaN, 0, 1, 0.5));
    expect(Array.from(sorted)).toEqual([0, 0, 0.5, 0.5, 1]);
    expect([0, 0.5, 1].map((value) => placeIn(sorted, value))).toEqual([
      { best: 4, last: 5 },
      { best: 2, last: 3 },
      { best: 1, last: 1 },
    ]);
  });

  it('count negative values, and both zeros as one', () => {
    const sorted = ascending(Float32Array.of(-1, 0, -0, 2));
    expect(placeIn(sorted, -0)).toEqual({ best: 2, last: 3 });
    expect(placeIn(sorted, 0)).toEqual({ best: 2, last: 3 });
  });
});
describe('histogram', () => {
  it('counts both ends', () => {
    expect(Array.from(histogram([0, 0.49, 0.5, 1, 2, NaN], 2, 0, 1))).toEqual([2, 2]);
    expect(Array.from(histogram([3, 3], 4, 3, 3))).toEqual([2, 0, 0, 0]);
  });
});
