import { cellKey } from '#core/pipelines/attention-sampling-map.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';

/** The cells of a sampling-probability map, and which place of which field lies in which. */
export interface SamplingUnits {
  readonly count: number;
  /** uint8 `[rows · columns]` of field i: 1 where the place's cell is kept. */
  keptPlaces(field: number, kept: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** Cells of a map as a result has them. */
export interface SamplingCells {
  readonly count: number;
  /** Level-0 px, rounded. */
  readonly widthPx: number;
}

/**
 * Places along one side of a map's cells: what the run chose for all that was planned, which a run that was stopped did not look over.
 *
 * @throws RangeError where the cells are none of these fields
 */
export function sideOfCells(fields: FieldPlan, { count, widthPx }: SamplingCells): number {
  const { stepX } = fields.grid;
  const about = widthPx / stepX;
  for (let side = Math.max(1, Math.floor(about - 1 / stepX)); side <= Math.ceil(about + 1 / stepX); side++)
    if (Math.max(1, Math.round(stepX * side)) === widthPx && samplingUnits(fields, side).count === count) return side;
  throw new RangeError(`${count} cells of ${widthPx} px are none of these fields`);
}

/** @param side places along one side of a cell, as the map was made with */
export function samplingUnits({ plan, places }: FieldPlan, side: number): SamplingUnits {
  const fieldCount = plan.column.length;
  const startOf = (field: number) => ({
    column: (plan.column[field] ?? 0) * places.columns,
    row: (plan.row[field] ?? 0) * places.rows,
  });
  const cellsAlong = (from: number, count: number) => {
    const first = Math.floor(from / side);
    return Array.from({ length: Math.floor((from + count - 1) / side) - first + 1 }, (_, i) => first + i);
  };
  const keys = new Set<number>();
  for (let field = 0; field < fieldCount; field++) {
    const { column, row } = startOf(field);
    for (const r of cellsAlong(row, places.rows))
      for (const c of cellsAlong(column, places.columns)) keys.add(cellKey(c, r));
  }
  const unitOf = new Map(Array.from(Float64Array.from(keys).sort(), (key, unit) => [key, unit]));
  return {
    count: unitOf.size,
    keptPlaces(field, kept) {
      const { column, row } = startOf(field);
      const answer = new Uint8Array(places.columns * places.rows);
      for (const r of cellsAlong(row, places.rows))
        for (const c of cellsAlong(column, places.columns)) {
          if (kept[unitOf.get(cellKey(c, r)) ?? -1] === 0) continue;
          const [left, right] = [Math.max(0, c * side - column), Math.min(places.columns, (c + 1) * side - column)];
          const [top, bottom] = [Math.max(0, r * side - row), Math.min(places.rows, (r + 1) * side - row)];
          for (let y = top; y < bottom; y++) answer.fill(1, y * places.columns + left, y * places.columns + right);
        }
      return answer;
    },
  };
}
