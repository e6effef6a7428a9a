import type { Level0Point } from './frames.ts';

/**
 * Leaves out corners of a closed outline that lie within a tolerance of the line between those kept (Ramer 1972; Douglas and
 * Peucker 1973), so that no point of the drawn outline is farther than that from the simplified one. Where more corners than
 * `maxCorners` would stay the tolerance is doubled until they do not.
 *
 * @param points corners in order, level-0 px; the last joins the first; borrowed
 * @param tolerance level-0 px, above 0
 * @returns at most `maxCorners` (3 or more) of the given points, in their order
 */
export function simplifyOutline(
  points: readonly Level0Point[],
  tolerance: number,
  maxCorners: number,
): readonly Level0Point[] {
  let kept = points;
  for (let within = tolerance; ; within *= 2) {
    kept = simplifiedOnce(kept, within);
    if (kept.length <= Math.max(3, maxCorners)) return kept;
  }
}

function simplifiedOnce(points: readonly Level0Point[], tolerance: number): readonly Level0Point[] {
  const first = points[0];
  if (points.length <= 3 || !first) return points;
  // A ring is two lines: from the first corner to the one farthest from it, and back.
  let farthest = 0;
  let most = -1;
  for (const [i, point] of points.entries()) {
    const distance = Math.hypot(point.x - first.x, point.y - first.y);
    if (distance > most) [farthest, most] = [i, distance];
  }
  if (farthest === 0) return [first];
  const ring = [...points, first];
  const keeps = new Uint8Array(ring.length);
  keeps[0] = keeps[farthest] = 1;
  // A stack of its own: a long outline would be too deep for recursion.
  const spans: (readonly [number, number])[] = [
    [0, farthest],
    [farthest, ring.length - 1],
  ];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const split = farthestFromLine(ring, from, to, tolerance);
    if (split === null) continue;
    keeps[split] = 1;
    spans.push([from, split], [split, to]);
  }
  return points.filter((_, i) => keeps[i] === 1);
}

/** Index strictly between two others that lies farthest from the segment joining them; null where all lie within the tolerance. */
function farthestFromLine(ring: readonly Level0Point[], from: number, to: number, tolerance: number): number | null {
  const a = ring[from];
  const b = ring[to];
  if (!a || !b) return null;
  let farthest: number | null = null;
  let most = tolerance;
  for (let i = from + 1; i < to; i++) {
    const point = ring[i];
    const distance = point ? distanceToSegment(point, a, b) : 0;
    if (distance > most) [farthest, most] = [i, distance];
  }
  return farthest;
}

/** Distance from a point to the nearest point of the segment between two others, in their own unit. */
export function distanceToSegment(point: Level0Point, a: Level0Point, b: Level0Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / lengthSquared;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}
