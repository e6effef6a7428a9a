import type { Level0Rect } from '#core/geometry/frames.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { fitAxis } from './fit-axis.ts';
import { lastRectAt, rectLookup, type RectLookup } from './rect-lookup.ts';

/**
 * Where a run's patches lie, arranged for drawing and for looking up. `regular`: cells of one grid, within one level-0 pixel of
 * every patch's rectangle. `irregular`: anything else (imported results with overlaps, gaps or odd sizes).
 */
export type PatchGrid = RegularGrid | IrregularGrid;

export interface RegularGrid {
  readonly kind: 'regular';
  readonly patchCount: number;
  /** Level-0 px of the top left corner of cell (0, 0). */
  readonly originX: number;
  readonly originY: number;
  /** Level-0 px per cell, not rounded. */
  readonly stepX: number;
  readonly stepY: number;
  readonly columns: number;
  readonly rows: number;
  /** int32 `[n]`: row · columns + column of each patch. */
  readonly cellOfPatch: Int32Array<ArrayBuffer>;
  /** int32 `[rows · columns]`: the patch in each cell, −1 where there is none. */
  readonly patchOfCell: Int32Array<ArrayBuffer>;
}

export interface IrregularGrid {
  readonly kind: 'irregular';
  readonly patchCount: number;
  /** float64 `[n, 4]`: x, y, width, height in level-0 px. */
  readonly rects: Float64Array<ArrayBuffer>;
  /** Of `rects`. */
  readonly lookup: RectLookup;
}

/**
 * Cells beyond these are not worth a raster, or no canvas holds them (a few small patches strewn over a huge slide, as a file of anyone may say):
 * such patches are irregular. A slide of 200,000 × 200,000 px in patches of 100 px has 2,000 × 2,000 cells.
 */
const MAX_CELLS = { along: 16_384, whatever: 1_000_000, perPatch: 64, inAll: 16_000_000 } as const;

/** Grid of a plan: exact, no guessing. */
export function gridOfPlan(plan: PatchPlan): RegularGrid {
  const vertical = { origin: 0, step: plan.stepYPx ?? plan.stepPx };
  return regularGrid({ origin: 0, step: plan.stepPx }, vertical, plan.column, plan.row);
}

/**
 * Grid of a list of rectangles (a result's `patches`): the step is found from the corners. Regular only if all sizes agree
 * within a pixel, no two patches share a cell, and both corners of every cell are within one level-0 pixel of its patch.
 */
export function gridOfRects(rects: readonly Level0Rect[]): PatchGrid {
  const n = rects.length;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  let widthMin = Infinity;
  let widthMax = 0;
  let heightMin = Infinity;
  let heightMax = 0;
  rects.forEach((rect, i) => {
    x[i] = rect.x;
    y[i] = rect.y;
    widthMin = Math.min(widthMin, rect.width);
    widthMax = Math.max(widthMax, rect.width);
    heightMin = Math.min(heightMin, rect.height);
    heightMax = Math.max(heightMax, rect.height);
  });
  if (n > 0 && widthMin > 0 && heightMin > 0 && widthMax - widthMin <= 1 && heightMax - heightMin <= 1) {
    const columns = fitAxis(x, widthMin, widthMax);
    const rows = columns && fitAxis(y, heightMin, heightMax);
    if (columns && rows) {
      const isRaster = isWorthRaster(span(columns.index), span(rows.index), n);
      const grid = isRaster ? regularGrid(columns, rows, columns.index, rows.index) : null;
      if (grid && noneShared(grid)) return grid;
    }
  }
  const flat = new Float64Array(n * 4);
  rects.forEach((rect, i) => {
    flat[i * 4] = rect.x;
    flat[i * 4 + 1] = rect.y;
    flat[i * 4 + 2] = rect.width;
    flat[i * 4 + 3] = rect.height;
  });
  return { kind: 'irregular', patchCount: n, rects: flat, lookup: rectLookup(flat) };
}

/** Index of the patch under a level-0 point, null where nothing was measured. Of overlapping patches: the last in the list. */
export function patchAt(grid: PatchGrid, x: number, y: number): number | null {
  if (grid.kind === 'regular') {
    const column = Math.floor((x - grid.originX) / grid.stepX);
    const row = Math.floor((y - grid.originY) / grid.stepY);
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) return null;
    const patch = grid.patchOfCell[row * grid.columns + column] ?? -1;
    return patch < 0 ? null : patch;
  }
  return lastRectAt(grid.lookup, x, y);
}

interface AxisGrid {
  readonly origin: number;
  readonly step: number;
}

/** Builds the grid over the cells in use: cell (0, 0) is the first column and row that hold a patch. */
function regularGrid(
  horizontal: AxisGrid,
  vertical: AxisGrid,
  column: Int32Array<ArrayBuffer>,
  row: Int32Array<ArrayBuffer>,
): RegularGrid {
  const n = column.length;
  const [firstColumn, lastColumn] = extent(column);
  const [firstRow, lastRow] = extent(row);
  const columns = lastColumn - firstColumn + 1;
  const rows = lastRow - firstRow + 1;
  const cellOfPatch = new Int32Array(n);
  const patchOfCell = new Int32Array(columns * rows).fill(-1);
  for (let i = 0; i < n; i++) {
    const cell = ((row[i] ?? 0) - firstRow) * columns + (column[i] ?? 0) - firstColumn;
    cellOfPatch[i] = cell;
    patchOfCell[cell] = i;
  }
  return {
    kind: 'regular',
    patchCount: n,
    originX: horizontal.origin + firstColumn * horizontal.step,
    originY: vertical.origin + firstRow * vertical.step,
    stepX: horizontal.step,
    stepY: vertical.step,
    columns,
    rows,
    cellOfPatch,
    patchOfCell,
  };
}

function isWorthRaster(columns: number, rows: number, patchCount: number): boolean {
  const { along, whatever, perPatch, inAll } = MAX_CELLS;
  const most = Math.min(inAll, Math.max(whatever, perPatch * patchCount));
  return columns <= along && rows <= along && columns * rows <= most;
}

function noneShared(grid: RegularGrid): boolean {
  const { cellOfPatch, patchOfCell } = grid;
  for (let i = 0; i < cellOfPatch.length; i++) if (patchOfCell[cellOfPatch[i] ?? 0] !== i) return false;
  return true;
}

function span(values: Int32Array<ArrayBuffer>): number {
  const [first, last] = extent(values);
  return last - first + 1;
}

function extent(values: Int32Array<ArrayBuffer>): readonly [number, number] {
  let first = Infinity;
  let last = -Infinity;
  for (const value of values) {
    if (value < first) first = value;
    if (value > last) last = value;
  }
  return values.length === 0 ? [0, -1] : [first, last];
}
