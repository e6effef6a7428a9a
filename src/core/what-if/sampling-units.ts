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
    if (Math.max(1, Math.round(stepX * side)) === widthPx && cellKeys(fields, side, count)?.size === count) return side;
  throw new RangeError(`${count} cells of ${widthPx} px are none of these fields`);
}

/**
 * @param side places along one side of a cell, as the map was made with
 * @param most cells that there may be
 * @throws RangeError where there are more
 */
export function samplingUnits(fields: FieldPlan, side: number, most: number): SamplingUnits {
  const { places } = fields;
  const keys = cellKeys(fields, side, most);
  if (!keys) throw new RangeError(`more than ${most} cells of ${side} × ${side} places`);
  const unitOf = new Map(Array.from(Float64Array.from(keys).sort(), (key, unit) => [key, unit]));
  return {
    count: unitOf.size,
    keptPlaces(field, kept) {
      const { column, row } = firstPlace(fields, field);
      const answer = new Uint8Array(places.columns * places.rows);
      for (const r of cellsAlong(row, places.rows, side))
        for (const c of cellsAlong(column, places.columns, side)) {
          if (kept[unitOf.get(cellKey(c, r)) ?? -1] === 0) continue;
          const [left, right] = [Math.max(0, c * side - column), Math.min(places.columns, (c + 1) * side - column)];
          const [top, bottom] = [Math.max(0, r * side - row), Math.min(places.rows, (r + 1) * side - row)];
          for (let y = top; y < bottom; y++) answer.fill(1, y * places.columns + left, y * places.columns + right);
        }
      return answer;
    },
  };
}

/**
 * The cells that fields reach into, as {@link cellKey}s; null as soon as they are more than `most`, before more are looked at: a file that
 * anyone may have written can name cells so small that no memory holds as many as the fields have. Fields lie beside each other, so the work goes
 * with the fields and the cells.
 */
function cellKeys(fields: FieldPlan, side: number, most: number): Set<number> | null {
  const { plan, places } = fields;
  const keys = new Set<number>();
  for (let field = 0; field < plan.column.length; field++) {
    const { column, row } = firstPlace(fields, field);
    for (const r of cellsAlong(row, places.rows, side))
      for (const c of cellsAlong(column, places.columns, side)) {
        keys.add(cellKey(c, r));
        if (keys.size > most) return null;
      }
  }
  return keys;
}

/** Place of the common grid that a field begins at. */
function firstPlace({ plan, places }: FieldPlan, field: number) {
  return { column: (plan.column[field] ?? 0) * places.columns, row: (plan.row[field] ?? 0) * places.rows };
}

/** The cells that `count` places from `from` on reach into, one after the other. */
function* cellsAlong(from: number, count: number, side: number): Generator<number> {
  const last = Math.floor((from + count - 1) / side);
  for (let cell = Math.floor(from / side); cell <= last; cell++) yield cell;
}
