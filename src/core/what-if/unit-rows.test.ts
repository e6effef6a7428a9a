import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { unitRows, unitsInBox } from './unit-rows.ts';

/** Two rows of three, the second one first and each from right to left. */
const units = [30, 20, 10, 30, 20, 10].map((x, i) => level0Rect(x, i < 3 ? 20 : 10, 10, 10));

describe('units in rows', () => {
  it('by the middles, row by row and from left to right', () => {
    const { ys, starts, order, xs, largest } = unitRows(units);
    expect([[...ys], [...starts], [...order], [...xs]]).toEqual([
      [15, 25],
      [0, 3, 6],
      [5, 4, 3, 2, 1, 0],
      [15, 25, 35, 15, 25, 35],
    ]);
    expect(largest).toEqual({ width: 10, height: 10 });
    expect(unitRows(units)).toBe(unitRows(units));
    expect(unitRows([]).ys).toHaveLength(0);
  });

  it('in a box: half open, or with its edges', () => {
    const box = level0Rect(15, 15, 10, 10);
    expect(unitsInBox(unitRows(units), box)).toEqual([5]);
    expect(unitsInBox(unitRows(units), box, true)).toEqual([5, 4, 2, 1]);
    expect(unitsInBox(unitRows([]), box)).toEqual([]);
  });
});
