import { distanceToSegment } from '#core/geometry/simplify.ts';
import { containsPoint } from '#core/geometry/shapes.ts';
import type { Level0Point } from '#core/geometry/frames.ts';
import { toLevel0, transformOfFrame, type ViewFrame } from '../view-frame.ts';
import type { DrawnShape } from '../viewer-types.ts';
import { cornersOf, type BoxedShape } from './shape-path.ts';

const REACH_CSS_PX = 6;
/** A point is a ring of its own size. */
const POINT_REACH_CSS_PX = 10;
/** Inside an area larger than this on screen a click is meant for the slide. */
const SMALL_CSS_PX = 32;

/**
 * Index of the shape whose outline, point or small area lies under a position; null where there is none. Of several the nearest, of
 * equally near ones the last drawn.
 *
 * @param reaches how many times as far as a mouse does; a finger covers more
 */
export function shapeAt(
  shapes: readonly BoxedShape[],
  frame: ViewFrame,
  cssX: number,
  cssY: number,
  reaches = 1,
): number | null {
  const at = toLevel0(transformOfFrame(frame), cssX, cssY);
  const scale = frame.level0PxPerCssPx;
  let nearest: number | null = null;
  let least = Infinity;
  for (const { index, drawn, box } of shapes) {
    const { shape } = drawn;
    const reach = (shape.kind === 'point' ? POINT_REACH_CSS_PX : REACH_CSS_PX) * scale * reaches;
    const { x, y, width, height } = box;
    if (at.x < x - reach || at.y < y - reach || at.x > x + width + reach || at.y > y + height + reach) continue;
    const distance = distanceTo(shape, at, Math.max(width, height) / scale <= SMALL_CSS_PX);
    if (distance > reach || distance > least) continue;
    [nearest, least] = [index, distance];
  }
  return nearest;
}

function distanceTo(shape: DrawnShape['shape'], at: Level0Point, isSmall: boolean): number {
  switch (shape.kind) {
    case 'point':
      return Math.hypot(at.x - shape.at.x, at.y - shape.at.y);
    case 'line':
      return distanceToSegment(at, shape.from, shape.to);
    case 'rectangle':
      return isSmall && containsPoint(shape, at) ? 0 : distanceToOutline(cornersOf(shape.rect), at);
    case 'polygon':
      return isSmall && containsPoint(shape, at) ? 0 : distanceToOutline(shape.points, at);
    case 'rects':
      return shape.rects.some((rect) => containsPoint({ kind: 'rectangle', rect }, at)) ? 0 : Infinity;
  }
}

function distanceToOutline(corners: readonly Level0Point[], at: Level0Point): number {
  let least = Infinity;
  let before = corners.at(-1);
  for (const corner of corners) {
    if (before) least = Math.min(least, distanceToSegment(at, before, corner));
    before = corner;
  }
  return least;
}
