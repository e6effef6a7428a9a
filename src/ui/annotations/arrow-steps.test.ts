import { describe, expect, it } from 'vitest';
import { directionOf, stepOnSlide } from './arrow-steps.ts';

const view = { center: { x: 5_000, y: 4_000 }, level0PxPerCssPx: 4, rotationDeg: 0 };
const point = { kind: 'point', at: { x: 0, y: 0 } } as const;
const box = { kind: 'rectangle', rect: { x: 0, y: 0, width: 9, height: 9 } } as const;

describe('a step by an arrow key', () => {
  it('leads over the screen, also in a turned view', () => {
    const right = directionOf('ArrowRight') ?? [0, 0];
    expect(stepOnSlide(view, point, right, 8)).toEqual({ x: 32, y: 0 });
    // A quarter turn clockwise: right on screen is up on the slide.
    const turned = stepOnSlide({ ...view, rotationDeg: 90 }, point, right, 8);
    expect([turned.x, turned.y].map(Math.round)).toEqual([expect.closeTo(0), -32]);
    expect([directionOf('Enter'), directionOf('toString')]).toEqual([null, null]);
  });

  it('moves a box by a whole pixel at least, anything else as finely as can be seen', () => {
    const close = { ...view, level0PxPerCssPx: 0.1 };
    expect(stepOnSlide(close, box, [0, 1], 2)).toEqual({ x: 0, y: expect.closeTo(1) as number });
    expect(stepOnSlide(close, point, [0, 1], 2).y).toBeCloseTo(0.2);
  });
});
