import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import type { AreaShape } from '#core/geometry/shapes.ts';
import type { MarkedShape } from '#core/result/questions.ts';
import { firstNotBelow, unitRows, unitsInBox } from './unit-rows.ts';
import type { UnitRows } from './unit-rows.ts';

const known = new WeakMap<MarkedShape, { readonly of: readonly Level0Rect[]; readonly indices: Uint32Array }>();

/**
 * Units that a mark is about: inside an outline by their middles, or painted. Worked out once for the shape and the list of units, so that
 * a question of many marks costs no more for each change than the mark that changed.
 *
 * @returns indices into `units`: of an outline ascending, of what was painted in its order; not to be changed
 */
export function markedUnits(shape: MarkedShape, units: readonly Level0Rect[]): Uint32Array {
  const before = known.get(shape);
  if (before?.of === units) return before.indices;
  const indices =
    shape.kind === 'patches'
      ? Uint32Array.from(shape.indices.filter((i) => i >= 0 && i < units.length))
      : Uint32Array.from(unitsInside(shape, unitRows(units))).sort();
  known.set(shape, { of: units, indices });
  return indices;
}

/** Units whose middle lies inside, by the rule of `containsPoint`; corners are looked at only in the rows that their edges cross. */
function unitsInside(shape: AreaShape, rows: UnitRows): readonly number[] {
  return shape.kind === 'rectangle' ? unitsInBox(rows, shape.rect) : unitsInPolygon(shape.points, rows);
}

/** An edge and the rows that it crosses, `from` to before `to`. */
interface CrossingEdge {
  readonly corner: Level0Point;
  readonly before: Level0Point;
  readonly from: number;
  readonly to: number;
}

/**
 * Scan lines: of each row the edges that cross it, each of which turns over the units to its left. Even-odd, as `containsPoint`, with its very
 * arithmetic, so that the two agree to the last bit.
 */
function unitsInPolygon(points: readonly Level0Point[], rows: UnitRows): number[] {
  const { ys, starts, order, xs } = rows;
  const edges = edgesByRow(points, ys);
  const found: number[] = [];
  let crossing: CrossingEdge[] = [];
  let next = 0;
  for (let row = edges[0]?.from ?? ys.length; row < ys.length; row++) {
    crossing = crossing.filter(({ to }) => to > row);
    for (let edge = edges[next]; edge && edge.from <= row; edge = edges[++next]) crossing.push(edge);
    if (crossing.length === 0) {
      row = (edges[next]?.from ?? ys.length) - 1;
      continue;
    }
    const [start, end, y] = [starts[row] ?? 0, starts[row + 1] ?? 0, ys[row] ?? NaN];
    const turns = new Uint8Array(end - start + 1);
    for (const { corner, before } of crossing) {
      const x = corner.x + ((y - corner.y) / (before.y - corner.y)) * (before.x - corner.x);
      const left = firstNotBelow(xs, x, start, end) - start;
      turns[left] = (turns[left] ?? 0) ^ 1;
    }
    for (let at = end - 1, inside = turns[end - start] ?? 0; at >= start; at--) {
      if (inside === 1) found.push(order[at] ?? 0);
      inside ^= turns[at - start] ?? 0;
    }
  }
  return found;
}

/** The edges that cross any row, by the first row that they cross. */
function edgesByRow(points: readonly Level0Point[], ys: Float64Array): CrossingEdge[] {
  const edges: CrossingEdge[] = [];
  let before = points.at(-1);
  for (const corner of points) {
    if (before && corner.y !== before.y) {
      const from = firstNotBelow(ys, Math.min(corner.y, before.y));
      const to = firstNotBelow(ys, Math.max(corner.y, before.y), from);
      if (from < to) edges.push({ corner, before, from, to });
    }
    before = corner;
  }
  return edges.sort((a, b) => a.from - b.from);
}
