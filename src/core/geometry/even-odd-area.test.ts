import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenOddArea } from './even-odd-area.ts';
import type { Level0Point } from './frames.ts';
import { containsPoint } from './shapes.ts';

const corners = (...xy: readonly (readonly [number, number])[]): Level0Point[] => xy.map(([x, y]) => ({ x, y }));

/** Corners of a regular polygon joined with the `step`-th next, on a circle of 1. */
function star(count: number, step: number): Level0Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i * step) / count;
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}

/** Outline drawn by hand: `turns` times around, wobbling, so that it crosses itself where it goes around more than once. */
function byHand(count: number, turns: number): Level0Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * turns * i) / count;
    const radius = 4_000 + 900 * Math.sin(angle * 3.1) + 60 * Math.sin(i / 9) + (turns > 1 ? 500 * Math.sin(angle / turns) : 0); // prettier-ignore
    return { x: 5_000 + radius * Math.cos(angle), y: 5_000 + radius * Math.sin(angle) };
  });
}

function counted(points: readonly Level0Point[], perPx: number, size: number): number {
  let inside = 0;
  for (let y = 0.5 / perPx; y < size; y += 1 / perPx)
    for (let x = 0.5 / perPx; x < size; x += 1 / perPx) if (containsPoint({ kind: 'polygon', points }, { x, y })) inside++; // prettier-ignore
  return inside / perPx ** 2;
}

describe('the area by the even-odd rule', () => {
  it('of a bow tie is that of both its halves, wherever it is crossed', () => {
    expect(evenOddArea(corners([0, 0], [10, 0], [0, 10], [10, 10]))).toBeCloseTo(50, 9);
    expect(evenOddArea(corners([0, 0], [10, 10], [10, 0], [0, 10]))).toBeCloseTo(50, 9);
    expect(evenOddArea(corners([0, 0], [0, 4], [12, 0], [12, 2]))).toBeCloseTo(4 * 4 + 2 * 4 - 4 * 4 + 4 * 2 + 4, 9);
    // Crossed in a corner, which no two edges cross in.
    expect(evenOddArea(corners([0, 0], [10, 0], [5, 5], [10, 10], [0, 10], [5, 5]))).toBeCloseTo(50, 9);
  });

  it('of a pentagram is that of its points without its middle', () => {
    // Of the corners' circle: the pentagon has 5/2 sin 72°; the middle is smaller by the square of (3 − √5) / 2.
    const pentagon = 2.5 * Math.sin((2 * Math.PI) / 5);
    const middle = pentagon * ((3 - Math.sqrt(5)) / 2) ** 2;
    const whole = 5 * Math.sin(Math.PI / 5) * (Math.cos(Math.PI / 5) - Math.sin(Math.PI / 5) * Math.tan(Math.PI / 5));
    expect(evenOddArea(star(5, 2))).toBeCloseTo(whole - middle, 9);
    expect(evenOddArea(star(5, 1))).toBeCloseTo(pentagon, 9);
  });

  it('of an outline gone round twice is none, of a spike none either, of a slit round an island that of the ring', () => {
    const square = corners([0, 0], [10, 0], [10, 10], [0, 10]);
    expect(evenOddArea([...square, ...square])).toBeCloseTo(0, 9);
    expect(evenOddArea(corners([0, 0], [10, 0], [30, 0], [10, 0], [10, 10], [0, 10]))).toBeCloseTo(100, 9);
    expect(evenOddArea(corners([0, 0], [10, 0], [10, 10], [0, 10], [0, 0], [3, 3], [3, 6], [6, 6], [6, 3], [3, 3]))).toBeCloseTo(91, 9); // prettier-ignore
    expect(evenOddArea(corners([3, 3], [3, 3], [9, 9], [9, 9]))).toBe(0);
  });

  it('of any outline is what lies inside, counted', () => {
    const whole = fc.integer({ min: 0, max: 12 });
    const outline = fc.array(fc.record({ x: whole, y: whole }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(outline, (points) => {
        // A pixel that an edge passes through may count or not.
        expect(Math.abs(evenOddArea(points) - counted(points, 8, 12))).toBeLessThan(1.5);
      }),
      { numRuns: 60 },
    );
  });

  it('of an outline that does not cross itself is that of the shoelace formula, moved and turned round as well', () => {
    const points = byHand(10_000, 1);
    let twice = 0;
    for (const [i, { x, y }] of points.entries()) {
      const before = points.at(i - 1) ?? { x, y };
      twice += before.x * y - x * before.y;
    }
    expect(evenOddArea(points)).toBe(Math.abs(twice) / 2);
    expect(evenOddArea(points.toReversed())).toBeCloseTo(Math.abs(twice) / 2, 3);
  });

  it('of 10,000 corners by hand that cross hundreds of times is exact, and near for any mess', () => {
    const points = byHand(10_000, 12);
    const exact = evenOddArea(points);
    expect(Math.abs(exact / counted(points, 0.004, 11_000) - 1)).toBeLessThan(0.06);
    // Cut into strips the other way it is the same.
    expect(evenOddArea(points.map(({ x, y }) => ({ x: -y, y: x }))) / exact).toBeCloseTo(1, 9);
    // Gone round twice nothing is inside, and nobody waits for it.
    expect(evenOddArea(Array.from({ length: 2 }, () => star(1_499, 601)).flat())).toBeLessThan(0.02);
  });
});
