import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import { boundsOf, type Shape } from '#core/geometry/shapes.ts';
import { ANNOTATION_LIMITS } from './annotation.ts';

/** The points of a shape that can be moved, in order, level-0 px; of a rectangle clockwise from its top left. */
export function cornersOfShape(shape: Shape): readonly Level0Point[] {
  switch (shape.kind) {
    case 'point':
      return [shape.at];
    case 'line':
      return [shape.from, shape.to];
    case 'polygon':
      return shape.points;
    case 'rectangle': {
      const { x, y, width, height } = shape.rect;
      return [
        { x, y },
        { x: x + width, y },
        { x: x + width, y: y + height },
        { x, y: y + height },
      ];
    }
  }
}

/**
 * The shape with one corner elsewhere; of a rectangle the opposite corner stays. The same shape where the corner is none of it, or where
 * nothing of the shape would be left.
 */
export function moveCorner(shape: Shape, corner: number, to: Level0Point): Shape {
  const corners = cornersOfShape(shape);
  if (!corners[corner]) return shape;
  switch (shape.kind) {
    case 'point':
      return { kind: 'point', at: to };
    case 'line': {
      const [from, end] = corner === 0 ? [to, shape.to] : [shape.from, to];
      return from.x === end.x && from.y === end.y ? shape : { kind: 'line', from, to: end };
    }
    case 'rectangle': {
      const opposite = corners[(corner + 2) % 4];
      const rect = opposite ? rectBetween(opposite, to) : null;
      return rect ? { kind: 'rectangle', rect } : shape;
    }
    case 'polygon':
      return { kind: 'polygon', points: shape.points.map((point, i) => (i === corner ? to : point)) };
  }
}

/** An outline without one of its corners; the same shape where three are all it has. */
export function removeCorner(shape: Shape, corner: number): Shape {
  if (shape.kind !== 'polygon' || shape.points.length <= 3 || !shape.points[corner]) return shape;
  return { kind: 'polygon', points: shape.points.filter((_, i) => i !== corner) };
}

/**
 * An outline with one corner more, which follows another; by itself in the middle of the edge there. The same shape where it is no outline, has no
 * such corner, or as many as it can have.
 */
export function addCorner(shape: Shape, after: number, at?: Level0Point): Shape {
  if (shape.kind !== 'polygon' || shape.points.length >= ANNOTATION_LIMITS.corners) return shape;
  const { points } = shape;
  const [from, to] = [points[after], points[(after + 1) % points.length]];
  if (!from || !to) return shape;
  const added = at ?? { x: hundredth((from.x + to.x) / 2), y: hundredth((from.y + to.y) / 2) };
  return { kind: 'polygon', points: points.toSpliced(after + 1, 0, added) };
}

/**
 * The shape elsewhere as a whole, by whole pixels where it is a rectangle. It goes no further than the slide's edge; what lies beyond that already
 * may stay there. The same shape where it does not move at all.
 */
export function moveShape(shape: Shape, by: Level0Point, slide: Size): Shape {
  const { x, y, width, height } = boundsOf(shape);
  const step = shape.kind === 'rectangle' ? Math.round : hundredth;
  const dx = step(Math.max(Math.min(0, -x), Math.min(by.x, Math.max(0, slide.width - x - width))));
  const dy = step(Math.max(Math.min(0, -y), Math.min(by.y, Math.max(0, slide.height - y - height))));
  if (dx === 0 && dy === 0) return shape;
  const moved = (point: Level0Point) => ({ x: hundredth(point.x + dx), y: hundredth(point.y + dy) });
  switch (shape.kind) {
    case 'point':
      return { kind: 'point', at: moved(shape.at) };
    case 'line':
      return { kind: 'line', from: moved(shape.from), to: moved(shape.to) };
    case 'rectangle':
      return { kind: 'rectangle', rect: { ...shape.rect, ...moved(shape.rect) } };
    case 'polygon':
      return { kind: 'polygon', points: shape.points.map(moved) };
  }
}

/** The upright box between two level-0 points, in whole pixels; null where nothing is left of it. */
export function rectBetween(a: Level0Point, b: Level0Point): Level0Rect | null {
  const x = Math.round(Math.min(a.x, b.x));
  const y = Math.round(Math.min(a.y, b.y));
  const width = Math.round(Math.max(a.x, b.x)) - x;
  const height = Math.round(Math.max(a.y, b.y)) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The point of the slide nearest to another, to a hundredth of a pixel: finer than any hand, and short in a file. */
export function withinSlide({ x, y }: Level0Point, { width, height }: Size): Level0Point {
  return { x: hundredth(Math.min(Math.max(x, 0), width)), y: hundredth(Math.min(Math.max(y, 0), height)) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
