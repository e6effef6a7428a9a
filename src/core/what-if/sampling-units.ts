import { cellKey } from '#core/pipelines/attention-sampling-map.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';

/** The cells of a sampling-probability map, and which place of which field lies in which. */
export interface SamplingUnits {
  readonly count: number;
  /** uint8 `[rows · columns]` of field i: 1 where the place's cell is kept. */
  keptPlaces(field: number, kept: Uint8Array): Uint8Array<ArrayBuffer>;
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
