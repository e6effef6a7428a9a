import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Level0Point } from './frames.ts';
import { distanceToSegment, simplifyOutline } from './simplify.ts';

function circle(count: number, radius: number): Level0Point[] {
  return Array.from({ length: count }, (_, i) => ({
    x: radius * Math.cos((2 * Math.PI * i) / count),
    y: radius * Math.sin((2 * Math.PI * i) / count),
  }));
}

function distanceToOutline(point: Level0Point, outline: readonly Level0Point[]): number {
  return Math.min(...outline.map((corner, i) => distanceToSegment(point, outline.at(i - 1) ?? corner, corner)));
}

describe('a simplified outline', () => {
  it('of a finely drawn square is its four corners', () => {
    const side = [0, 25, 50, 75];
    const square = [
      ...side.map((d) => ({ x: d, y: 0 })),
      ...side.map((d) => ({ x: 100, y: d })),
      ...side.map((d) => ({ x: 100 - d, y: 100 })),
      ...side.map((d) => ({ x: 0, y: 100 - d })),
    ];
    expect(simplifyOutline(square, 1, 100)).toEqual([
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 100 },
      { x: 0, y: 100 },
    ]);
  });

  it('has far fewer corners, and what was drawn is never farther from it than the tolerance', () => {
    const drawn = circle(5000, 1000);
    const simple = simplifyOutline(drawn, 2, 1000);
    expect(simple.length).toBeLessThan(80);
    expect(simple.length).toBeGreaterThan(30);
    expect(Math.max(...drawn.map((point) => distanceToOutline(point, simple)))).toBeLessThanOrEqual(2);
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: fc.integer({ min: 0, max: 500 }), y: fc.integer({ min: 0, max: 500 }) }), {
          minLength: 4,
          maxLength: 60,
        }),
        fc.double({ min: 0.5, max: 40, noNaN: true }),
        (points, tolerance) => {
          const kept = simplifyOutline(points, tolerance, 1000);
          for (const point of points) expect(distanceToOutline(point, kept)).toBeLessThanOrEqual(tolerance + 1e-9);
        },
      ),
    );
  });

  it('keeps to its greatest number of corners', () => {
    const simple = simplifyOutline(circle(5000, 1000), 0.001, 40);
    expect(simple.length).toBeLessThanOrEqual(40);
    expect(simple.length).toBeGreaterThan(15);
  });

  it('keeps a triangle, and a point that was drawn many times is one', () => {
    const triangle = circle(3, 10);
    expect(simplifyOutline(triangle, 100, 10)).toEqual(triangle);
    expect(simplifyOutline(Array(9).fill({ x: 4, y: 4 }), 1, 10)).toEqual([{ x: 4, y: 4 }]);
  });
});

it('the distance to a segment ends at its ends', () => {
  const [a, b] = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ];
  expect(distanceToSegment({ x: 5, y: 3 }, a, b)).toBe(3);
  expect(distanceToSegment({ x: 13, y: 4 }, a, b)).toBe(5);
  expect(distanceToSegment({ x: 3, y: 4 }, a, a)).toBe(5);
});
