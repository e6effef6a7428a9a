import { describe, expect, it } from 'vitest';
import type { Shape } from '#core/geometry/shapes.ts';
import { cornersOfShape, moveCorner, removeCorner, withinSlide } from './corners.ts';

const rectangle: Shape = { kind: 'rectangle', rect: { x: 10, y: 20, width: 30, height: 40 } };
const line: Shape = { kind: 'line', from: { x: 0, y: 0 }, to: { x: 5, y: 5 } };
const outline: Shape = {
  kind: 'polygon',
  points: [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
    { x: 0, y: 10 },
  ],
};

describe('corners', () => {
  it('of a rectangle: the opposite one stays, also when one is led past the other', () => {
    expect(cornersOfShape(rectangle)[2]).toEqual({ x: 40, y: 60 });
    expect(moveCorner(rectangle, 2, { x: 50.4, y: 30 })).toEqual({
      kind: 'rectangle',
      rect: { x: 10, y: 20, width: 40, height: 10 },
    });
    expect(moveCorner(rectangle, 1, { x: 0, y: 70 })).toEqual({
      kind: 'rectangle',
      rect: { x: 0, y: 60, width: 10, height: 10 },
    });
    expect(moveCorner(rectangle, 0, { x: 40, y: 0 })).toBe(rectangle);
  });

  it('of the others move alone; a line does not shrink to nothing, a point goes where it is led', () => {
    expect(moveCorner(line, 1, { x: 9, y: 0 })).toEqual({ ...line, to: { x: 9, y: 0 } });
    expect(moveCorner(line, 0, { x: 5, y: 5 })).toBe(line);
    expect(moveCorner({ kind: 'point', at: { x: 1, y: 1 } }, 0, { x: 2, y: 3 })).toEqual({
      kind: 'point',
      at: { x: 2, y: 3 },
    });
    expect(cornersOfShape(moveCorner(outline, 3, { x: -5, y: 12 }))).toEqual([
      ...outline.points.slice(0, 3),
      { x: -5, y: 12 },
    ]);
    expect(moveCorner(outline, 4, { x: 1, y: 1 })).toBe(outline);
  });

  it('are taken out of an outline until three are left', () => {
    const triangle = removeCorner(outline, 1);
    expect(cornersOfShape(triangle)).toHaveLength(3);
    expect(removeCorner(triangle, 0)).toBe(triangle);
    expect(removeCorner(rectangle, 0)).toBe(rectangle);
  });

  it('stay on the slide', () => {
    expect(withinSlide({ x: -3, y: 200.123_4 }, { width: 100, height: 400 })).toEqual({ x: 0, y: 200.12 });
    expect(withinSlide({ x: 101, y: 500 }, { width: 100, height: 400 })).toEqual({ x: 100, y: 400 });
  });
});
