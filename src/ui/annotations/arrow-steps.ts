import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import { toLevel0, transformOfFrame } from '#viewer/view-frame.ts';
import type { ViewState } from '#viewer/viewer-types.ts';

/** How far an arrow key leads over the screen, CSS px. */
export const STEP_CSS_PX = { near: 2, middling: 8, far: 20 } as const;

/** Right and down, each −1, 0 or 1. */
export type Direction = readonly [number, number];

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key leads; null for other keys. */
export function directionOf(key: string): Direction | null {
  return Object.hasOwn(ARROWS, key) ? (ARROWS[key] ?? null) : null;
}

/**
 * A step over the screen as one on the slide, level-0 px: in a turned view right is right. Of a rectangle, which is of whole pixels, never too
 * short to move it.
 */
export function stepOnSlide(
  view: Pick<ViewState, 'center' | 'level0PxPerCssPx' | 'rotationDeg'>,
  { kind }: Shape,
  [dx, dy]: Direction,
  cssPx: number,
): Level0Point {
  // The size of the view does not matter for a step.
  const transform = transformOfFrame({ ...view, widthCssPx: 0, heightCssPx: 0 });
  const [from, to] = [toLevel0(transform, 0, 0), toLevel0(transform, dx * cssPx, dy * cssPx)];
  const step = { x: to.x - from.x, y: to.y - from.y };
  const longer = Math.max(Math.abs(step.x), Math.abs(step.y));
  const factor = kind === 'rectangle' && longer > 0 ? Math.max(1, 1 / longer) : 1;
  return { x: step.x * factor, y: step.y * factor };
}
