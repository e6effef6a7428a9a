import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { boxesOfPainted, PaintedBoxes } from './painted-boxes.ts';

const grid = (columns: number, rows: number) =>
  Array.from({ length: columns * rows }, (_, i) =>
    level0Rect((i % columns) * 10, Math.floor(i / columns) * 10, 10, 10),
  );

const inOrder = (boxes: readonly Level0Rect[]) => [...boxes].sort((a, b) => a.y - b.y || a.x - b.x);

describe('painted units as boxes', () => {
  it('neighbours in a row are one box, those of another row or height are not', () => {
    const units = [...grid(4, 2), level0Rect(40, 2, 10, 6)];
    expect(inOrder(boxesOfPainted(units, [8, 3, 2, 0, 6, 99]))).toEqual([
      level0Rect(0, 0, 10, 10),
      level0Rect(20, 0, 20, 10),
      level0Rect(40, 2, 10, 6),
      level0Rect(20, 10, 10, 10),
    ]);
    const painted = [1];
    expect(boxesOfPainted(units, painted)).toBe(boxesOfPainted(units, painted));
    expect(boxesOfPainted(grid(1, 2), painted)).toEqual([level0Rect(0, 10, 10, 10)]);
  });

  it('painted bit by bit, and taken away, they are those of one look at all', () => {
    const units = grid(8, 6);
    const some = fc.array(fc.tuple(fc.array(fc.nat(47)), fc.boolean()));
    fc.assert(
      fc.property(some, (steps) => {
        const boxes = new PaintedBoxes(units);
        const painted = new Set<number>();
        for (const [indices, isPainted] of steps) {
          boxes.paint(indices, isPainted);
          boxes.boxes();
          for (const i of indices) if (isPainted) painted.add(i); else painted.delete(i); // prettier-ignore
        }
        expect(inOrder(boxes.boxes())).toEqual(inOrder(boxesOfPainted(units, [...painted])));
      }),
    );
  });

  it('of many units a move of the brush looks at its own rows alone', () => {
    let looks = 0;
    const units = grid(100, 100).map((unit) => ({
      ...unit,
      get y() {
        looks++;
        return unit.y;
      },
    }));
    const boxes = new PaintedBoxes(units);
    boxes.paint(Array.from({ length: 6_000 }, (_, i) => i));
    boxes.boxes();
    looks = 0;
    boxes.paint([7_050, 7_051, 7_150]);
    expect(boxes.boxes()).toHaveLength(62);
    expect(looks).toBeLessThan(500);
  });
});
