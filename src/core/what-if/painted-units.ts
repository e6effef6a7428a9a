import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';

/** One stretch of a stroke, level-0 px. */
export interface StrokeSegment {
  readonly from: Level0Point;
  readonly at: Level0Point;
}

/**
 * Units under one stretch of a stroke: those whose middle is no further from it than half the brush, and those that it passes
 * through, however thin the brush.
 *
 * @param brush width of the stroke in units: 1 paints one by one. A unit's size is that of its shorter side.
 * @returns indices into `units`, ascending
 */
export function unitsUnderStroke(units: readonly Level0Rect[], { from, at }: StrokeSegment, brush: number): number[] {
  const found: number[] = [];
  for (const [i, unit] of units.entries()) {
    const middle = { x: unit.x + unit.width / 2, y: unit.y + unit.height / 2 };
    // One unit wide means: those passed through. Each further unit of width reaches half a unit further to either side.
    const reach = ((brush - 1) / 2) * Math.min(unit.width, unit.height);
    if (distanceTo(middle, from, at) <= reach || crosses(unit, from, at)) found.push(i);
  }
  return found;
}

/** Distance of a point from a stretch between two points. */
function distanceTo(point: Level0Point, from: Level0Point, to: Level0Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along = squared > 0 ? ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
}

/** Whether a stretch has a point in the half-open box (Liang and Barsky's clipping). */
function crosses({ x, y, width, height }: Level0Rect, from: Level0Point, to: Level0Point): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const isInside = ({ x: px, y: py }: Level0Point) => px >= x && py >= y && px < x + width && py < y + height;
  if (isInside(from) || isInside(to)) return true;
  let [enter, leave] = [0, 1];
  const edges = [
    [-dx, from.x - x],
    [dx, x + width - from.x],
    [-dy, from.y - y],
    [dy, y + height - from.y],
  ] as const;
  for (const [toward, room] of edges) {
    if (toward === 0) {
      if (room <= 0) return false;
    } else if (toward < 0) enter = Math.max(enter, room / toward);
    else leave = Math.min(leave, room / toward);
  }
  return enter < leave;
}
