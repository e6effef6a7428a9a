import { describe, expect, it } from 'vitest';
import type { Shape } from '#core/geometry/shapes.ts';
import { ANNOTATION_LIMITS } from './annotation.ts';
import { addCorner, cornersOfShape, moveCorner, moveShape, removeCorner, withinSlide } from './corners.ts';

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

  it('are added to an outline after any of them, by themselves in the middle of the edge', () => {
    expect(cornersOfShape(addCorner(outline, 1))[2]).toEqual({ x: 10, y: 5 });
    expect(cornersOfShape(addCorner(outline, 3)).slice(3)).toEqual([
      { x: 0, y: 10 },
      { x: 0, y: 5 },
    ]);
    expect(cornersOfShape(addCorner(outline, 0, { x: 4, y: -3 })).slice(0, 3)).toEqual([
      { x: 0, y: 0 },
      { x: 4, y: -3 },
      { x: 10, y: 0 },
    ]);
    expect([addCorner(outline, 4), addCorner(rectangle, 0), addCorner(line, 0)]).toEqual([outline, rectangle, line]);
    const full: Shape = { kind: 'polygon', points: new Array(ANNOTATION_LIMITS.corners).fill({ x: 1, y: 1 }) };
    expect(addCorner(full, 0)).toBe(full);
  });

  it('move together, no further than to the edge of the slide', () => {
    const slide = { width: 100, height: 70 };
    expect(moveShape(rectangle, { x: 5.7, y: -3.2 }, slide)).toEqual({
      kind: 'rectangle',
      rect: { x: 16, y: 17, width: 30, height: 40 },
    });
    expect(moveShape(rectangle, { x: 500, y: 500 }, slide)).toMatchObject({ rect: { x: 70, y: 30 } });
    expect(cornersOfShape(moveShape(outline, { x: 1.234, y: -8 }, slide))).toEqual(
      cornersOfShape(outline).map(({ x, y }) => ({ x: x + 1.23, y })),
    );
    expect(moveShape(line, { x: 2, y: 3 }, slide)).toEqual({ kind: 'line', from: { x: 2, y: 3 }, to: { x: 7, y: 8 } });
    expect(moveShape({ kind: 'point', at: { x: 99, y: 1 } }, { x: 9, y: 9 }, slide)).toMatchObject({ at: { x: 100, y: 10 } }); // prettier-ignore
    expect(moveShape(rectangle, { x: 0.4, y: 0 }, slide)).toBe(rectangle);
    // What a file has beyond the edge may stay there, and come back.
    const beyond: Shape = { kind: 'line', from: { x: -9, y: 10 }, to: { x: 120, y: 20 } };
    expect(moveShape(beyond, { x: -5, y: 4 }, slide)).toMatchObject({ from: { x: -9, y: 14 } });
    expect(moveShape({ ...line, from: { x: -9, y: 0 } }, { x: 4, y: 0 }, slide)).toMatchObject({
      from: { x: -5, y: 0 },
    });
  });

  it('stay on the slide', () => {
    expect(withinSlide({ x: -3, y: 200.123_4 }, { width: 100, height: 400 })).toEqual({ x: 0, y: 200.12 });
    expect(withinSlide({ x: 101, y: 500 }, { width: 100, height: 400 })).toEqual({ x: 100, y: 400 });
  });
});
