import { evenOddArea } from './even-odd-area.ts';
import type { Level0Point, Level0Rect, Spacing } from './frames.ts';

/** A closed outline over the slide, level-0 px: rectangles upright, polygons by their corners (the last joins the first). */
export type AreaShape =
  | { readonly kind: 'rectangle'; readonly rect: Level0Rect }
  /** At least three corners; the inside is by the even-odd rule. A freehand outline is a polygon of many corners. */
  | { readonly kind: 'polygon'; readonly points: readonly Level0Point[] };

/** Anything that can be drawn over the slide, level-0 px. */
export type Shape =
  | AreaShape
  | { readonly kind: 'point'; readonly at: Level0Point }
  | { readonly kind: 'line'; readonly from: Level0Point; readonly to: Level0Point };

export function isArea(shape: Shape): shape is AreaShape {
  return shape.kind === 'rectangle' || shape.kind === 'polygon';
}

/** Whether a point lies inside; rectangles are half open, a polygon's inside is by the even-odd rule. */
export function containsPoint(shape: AreaShape, { x, y }: Level0Point): boolean {
  if (shape.kind === 'rectangle') {
    const { rect } = shape;
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
  }
  let isInside = false;
  let before = shape.points.at(-1);
  for (const corner of shape.points) {
    if (before && corner.y > y !== before.y > y) {
      const crossing = corner.x + ((y - corner.y) / (before.y - corner.y)) * (before.x - corner.x);
      if (x < crossing) isInside = !isInside;
    }
    before = corner;
  }
  return isInside;
}

/** Smallest upright box around a shape; of a point or a level line it has no width or height. */
export function boundsOf(shape: Shape): Level0Rect {
  if (shape.kind === 'rectangle') return shape.rect;
  const points = shape.kind === 'polygon' ? shape.points : shape.kind === 'point' ? [shape.at] : [shape.from, shape.to];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Area in µm²; what lies inside by the even-odd rule, as for `containsPoint`. */
export function areaUm2(shape: AreaShape, { xUmPerPx, yUmPerPx }: Spacing): number {
  return areaPx2(shape) * xUmPerPx * yUmPerPx;
}

/** Area in level-0 px², by the same rule. */
export function areaPx2(shape: AreaShape): number {
  return shape.kind === 'rectangle' ? shape.rect.width * shape.rect.height : evenOddArea(shape.points);
}

/** Length of a line, or of the outline of an area, in level-0 px. */
export function lengthPx(shape: Exclude<Shape, { kind: 'point' }>): number {
  return lengthUm(shape, { xUmPerPx: 1, yUmPerPx: 1 });
}

/** Length of a line, or of the outline of an area, in µm. */
export function lengthUm(shape: Exclude<Shape, { kind: 'point' }>, spacing: Spacing): number {
  const distance = (a: Level0Point, b: Level0Point) =>
    Math.hypot((b.x - a.x) * spacing.xUmPerPx, (b.y - a.y) * spacing.yUmPerPx);
  if (shape.kind === 'line') return distance(shape.from, shape.to);
  if (shape.kind === 'rectangle')
    return 2 * (shape.rect.width * spacing.xUmPerPx + shape.rect.height * spacing.yUmPerPx);
  return shape.points.reduce((sum, corner, i) => sum + distance(shape.points.at(i - 1) ?? corner, corner), 0);
}
