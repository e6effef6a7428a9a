import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import { containsPoint } from '#core/geometry/shapes.ts';
import type { AreaShape } from '#core/geometry/shapes.ts';
import { samplingStream } from '#core/pipelines/attention-sampling-random.ts';
import { markedUnits } from './marked-units.ts';

/** The plain rule: each middle against each corner. */
const plainly = (shape: AreaShape, units: readonly Level0Rect[]) =>
  [...units.entries()]
    .filter(([, { x, y, width, height }]) => containsPoint(shape, { x: x + width / 2, y: y + height / 2 }))
    .map(([i]) => i);

const grid = Array.from({ length: 600 }, (_, i) => level0Rect((i % 30) * 10, Math.floor(i / 30) * 10, 10, 10));
const random = samplingStream(7, 0, 0);
/** Boxes anywhere, of any size, some in one row: no grid. */
const scattered = Array.from({ length: 300 }, (_, i) =>
  level0Rect(random() * 300, i % 3 === 0 ? 40 : random() * 200, 1 + random() * 20, i % 3 === 0 ? 6 : 1 + random() * 20),
);

describe('units that an outline marks', () => {
  it.each([
    ['on a grid', grid],
    ['anywhere', scattered],
  ])('are those of the plain rule, %s: also where it crosses itself, or has corners on middles', (_, units) => {
    for (let round = 0; round < 60; round++) {
      const corners = 3 + Math.floor(random() * 40);
      const points = Array.from({ length: corners }, (): Level0Point => {
        const at = { x: random() * 340 - 20, y: random() * 240 - 20 };
        // Every third outline has its corners in the middles of the grid, so that rows go through corners and level edges.
        return round % 3 === 0 ? { x: Math.floor(at.x / 10) * 10 + 5, y: Math.floor(at.y / 10) * 10 + 5 } : at;
      });
      const polygon = { kind: 'polygon', points } as const;
      expect([...markedUnits(polygon, units)]).toEqual(plainly(polygon, units));
      const rect = level0Rect(random() * 200, random() * 100, 5 + random() * 100, 5 + random() * 100);
      const rectangle = { kind: 'rectangle', rect } as const;
      expect([...markedUnits(rectangle, units)]).toEqual(plainly(rectangle, units));
    }
  });

  it('are worked out once for a shape and a list of units', () => {
    const shape = { kind: 'rectangle', rect: level0Rect(0, 0, 25, 25) } as const;
    expect(markedUnits(shape, grid)).toBe(markedUnits(shape, grid));
    expect([...markedUnits(shape, grid.slice(1))]).toEqual([0, 29, 30]);
    expect([...markedUnits(shape, grid)]).toEqual([0, 1, 30, 31]);
  });

  it('of many corners look at few of them: each corner is read a few times, however many the units', () => {
    let reads = 0;
    const points = Array.from({ length: 4000 }, (_, i): Level0Point => {
      const angle = (i / 4000) * 2 * Math.PI;
      const [x, y] = [150 + 140 * Math.cos(angle), 100 + 90 * Math.sin(angle)];
      return {
        get x() {
          reads++;
          return x;
        },
        get y() {
          reads++;
          return y;
        },
      };
    });
    const units = Array.from({ length: 20_000 }, (_, i) =>
      level0Rect((i % 200) * 1.5, Math.floor(i / 200) * 2, 1.5, 2),
    );
    expect(markedUnits({ kind: 'polygon', points }, units).length).toBeGreaterThan(10_000);
    expect(reads).toBeLessThan(20 * points.length);
  });
});
