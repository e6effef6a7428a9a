import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaPx2, areaUm2, boundsOf, containsPoint, lengthUm, type AreaShape } from './shapes.ts';

const square: AreaShape = {
  kind: 'polygon',
  points: [
    { x: 10, y: 20 },
    { x: 40, y: 20 },
    { x: 40, y: 60 },
    { x: 10, y: 60 },
  ],
};
const spacing = { xUmPerPx: 0.5, yUmPerPx: 0.25 };
const coordinate = fc.integer({ min: -100, max: 100 });

describe('shapes', () => {
  it('a polygon of four upright corners holds what its rectangle holds', () => {
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        fc.integer({ min: 1, max: 50 }),
        coordinate,
        coordinate,
        (x, y, size, px, py) => {
          const rect = { x, y, width: size, height: size + 3 };
          const right = x + rect.width;
          const bottom = y + rect.height;
          const points = [
            { x, y },
            { x: right, y },
            { x: right, y: bottom },
            { x, y: bottom },
          ];
          // Off the edges, where half-open and even-odd rules may differ.
          const point = { x: px + 0.5, y: py + 0.5 };
          expect(containsPoint({ kind: 'polygon', points }, point)).toBe(
            containsPoint({ kind: 'rectangle', rect }, point),
          );
        },
      ),
    );
  });

  it('an hourglass has two insides, a notch is outside', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 0, y: 10 },
      { x: 10, y: 10 },
    ];
    const inside = (x: number, y: number) => containsPoint({ kind: 'polygon', points }, { x, y });
    expect([inside(5, 1), inside(5, 9), inside(1, 5), inside(9, 5)]).toEqual([true, true, false, false]);
    expect(areaUm2({ kind: 'polygon', points }, spacing)).toBeCloseTo(50 * 0.5 * 0.25, 9);
  });

  it('are measured in µm along each axis', () => {
    expect(areaPx2(square)).toBe(1200);
    expect(areaUm2(square, spacing)).toBeCloseTo(150, 9);
    expect(lengthUm(square, spacing)).toBeCloseTo(50, 9);
    expect(lengthUm({ kind: 'rectangle', rect: boundsOf(square) }, spacing)).toBeCloseTo(50, 9);
    expect(lengthUm({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 6, y: 16 } }, spacing)).toBeCloseTo(5, 9);
  });

  it('have a box around them', () => {
    expect(boundsOf(square)).toEqual({ x: 10, y: 20, width: 30, height: 40 });
    expect(boundsOf({ kind: 'point', at: { x: 3, y: 4 } })).toEqual({ x: 3, y: 4, width: 0, height: 0 });
  });
});
