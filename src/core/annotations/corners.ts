import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';

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

/** The upright box between two level-0 points, in whole pixels; null where nothing is left of it. */
export function rectBetween(a: Level0Point, b: Level0Point): Level0Rect | null {
  const x = Math.round(Math.min(a.x, b.x));
  const y = Math.round(Math.min(a.y, b.y));
  const width = Math.round(Math.max(a.x, b.x)) - x;
  const height = Math.round(Math.max(a.y, b.y)) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The point of the slide nearest to another, to a hundredth of a pixel: finer than any hand, and short in a file. */
export function withinSlide(
  { x, y }: Level0Point,
  { width, height }: { readonly width: number; readonly height: number },
): Level0Point {
  const within = (value: number, length: number) => Math.round(Math.min(Math.max(value, 0), length) * 100) / 100;
  return { x: within(x, width), y: within(y, height) };
}
