import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import { unitRows, unitsInBox } from './unit-rows.ts';

/** One stretch of a stroke, level-0 px. */
export interface StrokeSegment {
  readonly from: Level0Point;
  readonly at: Level0Point;
}

/**
 * Units under one stretch of a stroke: those whose middle is no further from it than half the brush, and those that it passes
 * through, however thin the brush. Only units in the box around the stretch are looked at.
 *
 * @param widthPx of the stroke, level-0 px: up to the size of a unit it paints those that it passes through alone
 * @returns indices into `units`, ascending
 */
export function unitsUnderStroke(units: readonly Level0Rect[], { from, at }: StrokeSegment, widthPx: number): number[] {
  const found: number[] = [];
  const rows = unitRows(units);
  const { width, height } = rows.largest;
  // A unit that is passed through has its middle no further off than half of it; a pixel more, for rounding loses none at the edge.
  const [across, down] = [Math.max(width, widthPx) + 2, Math.max(height, widthPx) + 2];
  const box = {
    x: Math.min(from.x, at.x) - across / 2,
    y: Math.min(from.y, at.y) - down / 2,
    width: Math.abs(at.x - from.x) + across,
    height: Math.abs(at.y - from.y) + down,
  };
  for (const i of unitsInBox(rows, box, true)) {
    const unit = units[i];
    if (!unit) continue;
    const middle = { x: unit.x + unit.width / 2, y: unit.y + unit.height / 2 };
    const reach = (widthPx - Math.min(unit.width, unit.height)) / 2;
    if (distanceTo(middle, from, at) <= reach || crosses(unit, from, at)) found.push(i);
  }
  return found.sort((a, b) => a - b);
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
