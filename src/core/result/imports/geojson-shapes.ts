import type { BadGeometry } from '#core/errors/problems.ts';
import { level0Point, type Level0Point, type Level0Rect } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import { ANNOTATION_LIMITS } from '#core/annotations/annotation.ts';
import type { LeftOut } from './imported-maps.ts';

/** Shapes of one GeoJSON geometry, level-0 px; `problem` where it breaks the format, `leftOut` where Fovea has no shape for it. */
export type GeometryRead =
  { readonly shapes: readonly Shape[] } | { readonly leftOut: LeftOut } | { readonly problem: BadGeometry };

/**
 * Reads a geometry as QuPath writes them: Point, MultiPoint, LineString of two points, Polygon, MultiPolygon and collections of those. A polygon
 * of four corners with upright sides is a rectangle. Areas with holes and longer lines are left out: no shape of ours says them, and without
 * its hole an area would be another one.
 */
export function shapesOfGeometry(geometry: unknown, depth = 0): GeometryRead {
  if (!isRecord(geometry)) return { leftOut: 'no-shape' };
  const { type, coordinates } = geometry;
  switch (type) {
    case 'Point':
      return pointsOf([coordinates]);
    case 'MultiPoint':
      return pointsOf(coordinates);
    case 'LineString':
      return lineOf(coordinates);
    case 'Polygon':
      return polygonsOf([coordinates]);
    case 'MultiPolygon':
      return polygonsOf(coordinates);
    case 'GeometryCollection':
      if (depth > 0 || !Array.isArray(geometry['geometries'])) return { problem: 'collection' };
      return together(geometry['geometries'].map((one) => shapesOfGeometry(one, depth + 1)));
    case 'MultiLineString':
      return { leftOut: 'polyline' };
    default:
      return { problem: 'type' };
  }
}

/** The rectangle that a closed ring of points draws, corners in either direction; null for any other ring. */
export function rectangleOf(ring: readonly Level0Point[]): Level0Rect | null {
  const [first, second, third, fourth] = ring;
  if (ring.length !== 4 || !first || !second || !third || !fourth) return null;
  const isUpright =
    (first.x === second.x && second.y === third.y && third.x === fourth.x && fourth.y === first.y) ||
    (first.y === second.y && second.x === third.x && third.y === fourth.y && fourth.x === first.x);
  const [x, y] = [Math.min(first.x, third.x), Math.min(first.y, third.y)];
  const [width, height] = [Math.abs(third.x - first.x), Math.abs(third.y - first.y)];
  return isUpright && width > 0 && height > 0 ? { x, y, width, height } : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointsOf(list: unknown): GeometryRead {
  const points = positions(list);
  return points ? { shapes: points.map((at) => ({ kind: 'point', at })) } : { problem: 'coordinates' };
}

function lineOf(list: unknown): GeometryRead {
  const points = positions(list);
  const [from, to] = points ?? [];
  if (!points || !from || !to) return { problem: 'coordinates' };
  return points.length > 2 ? { leftOut: 'polyline' } : { shapes: [{ kind: 'line', from, to }] };
}

function polygonsOf(list: unknown): GeometryRead {
  if (!Array.isArray(list)) return { problem: 'coordinates' };
  return together(list.map(polygonOf));
}

function polygonOf(rings: unknown): GeometryRead {
  if (!Array.isArray(rings) || rings.length === 0) return { problem: 'coordinates' };
  if (rings.length > 1) return { leftOut: 'holes' };
  const closed = positions(rings[0]);
  if (!closed) return { problem: 'coordinates' };
  const [first, last] = [closed[0], closed.at(-1)];
  const points = first && last && first.x === last.x && first.y === last.y ? closed.slice(0, -1) : closed;
  if (points.length < 3) return { problem: 'polygon' };
  if (points.length > ANNOTATION_LIMITS.corners) return { leftOut: 'too-many-corners' };
  const rect = rectangleOf(points);
  return { shapes: [rect ? { kind: 'rectangle', rect } : { kind: 'polygon', points }] };
}

/** All of them, or the first thing that is wrong or cannot be kept: half an object would be another object. */
function together(reads: readonly GeometryRead[]): GeometryRead {
  const bad = reads.find((read) => 'problem' in read) ?? reads.find((read) => 'leftOut' in read);
  return bad ?? { shapes: reads.flatMap((read) => ('shapes' in read ? read.shapes : [])) };
}

/** Points of a list of `[x, y]` (a third number, a height, is dropped); null where one is not that. */
function positions(list: unknown): Level0Point[] | null {
  if (!Array.isArray(list)) return null;
  const points: Level0Point[] = [];
  for (const position of list as unknown[]) {
    if (!Array.isArray(position)) return null;
    const [x, y] = position as unknown[];
    if (!isCoordinate(x) || !isCoordinate(y)) return null;
    points.push(level0Point(x, y));
  }
  return points;
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= ANNOTATION_LIMITS.coordinate;
}
