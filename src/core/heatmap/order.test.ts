import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { countFrom, percentiles, standingOf } from './order.ts';

const of = (...values: number[]) => standingOf(Float32Array.from(values));
const percentilesOf = (...values: number[]) => Array.from(percentiles(of(...values)));

describe('standing of patches', () => {
  it('orders any numbers as they compare, equal ones as they are listed, and leaves out what is none', () => {
    const floats = fc.float32Array({ maxLength: 300 });
    // Few different ones, so that many are equal.
    const ties = fc.array(fc.constantFrom(0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 1e-40), { maxLength: 300 });
    fc.assert(
      fc.property(fc.oneof(floats, ties), (list) => {
        const values = Float32Array.from(list);
        const expected = Array.from(values.keys())
          .filter((i) => !Number.isNaN(values[i]))
          .sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
        expect(Array.from(standingOf(values).order)).toEqual(expected);
      }),
    );
  });

  it('tells the best and the last place of equals', () => {
    const { best, last, lowestPlace } = of(0, 0.5, NaN, 0, 1, 0.5);
    expect(Array.from(best)).toEqual([4, 2, NaN, 4, 1, 2]);
    expect(Array.from(last)).toEqual([5, 3, NaN, 5, 1, 3]);
    expect(lowestPlace).toBe(4);
  });

  it('counts both zeros as one value', () => {
    expect(Array.from(of(-1, 0, -0, 2).best)).toEqual([4, 2, 2, 1]);
  });

  it('of nothing is nothing', () => {
    expect(of(NaN, NaN)).toMatchObject({ lowestPlace: 0, order: new Uint32Array() });
  });
});

describe('percentiles', () => {
  it('are shares of the other patches that are lower', () => {
    expect(percentilesOf(0.9, 0.1, 0.5)).toEqual([100, 0, 50]);
    expect(percentilesOf(1)).toEqual([100]);
    expect(percentilesOf(2, NaN, 1)).toEqual([100, NaN, 0]);
    expect(percentilesOf(NaN, 7)).toEqual([NaN, 100]);
  });

  it('do not count equals: of 0.9, 0.5, 0.5, 0.1 and 0.1 the middle two have two of four below', () => {
    expect(percentilesOf(0.9, 0.5, 0.5, 0.1, 0.1)).toEqual([100, 50, 50, 0, 0]);
  });
});

describe('what a limit lets through', () => {
  const values = Float32Array.of(0.1, NaN, 0.5, 0.9, 0.5);
  const standing = standingOf(values);

  it('are those from it on', () => {
    expect([0, 0.5, 0.6, 0.9, 1].map((limit) => countFrom(standing, values, limit, false))).toEqual([4, 3, 1, 1, 0]);
  });

  it('by place are those up to it, with all that share it', () => {
    expect([1, 2, 3, 4].map((limit) => countFrom(standing, standing.best, limit, true))).toEqual([1, 3, 3, 4]);
  });
});
