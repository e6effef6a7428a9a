import { COLOUR_TABLE_SIZE, type ColourTable } from './colour-maps.ts';
import type { PatchGrid } from './patch-grid.ts';
import type { HeatmapRaster } from './raster-types.ts';

/** Values `min`..`max` span the whole table; what lies outside takes the end colours. */
export interface ColourRange {
  readonly min: number;
  readonly max: number;
}

export interface RasterOptions {
  readonly table: ColourTable;
  readonly range: ColourRange;
  /** High values take the low colours. */
  readonly reversed?: boolean;
  /** Patches below this value stay uncoloured; absent = all are coloured. */
  readonly hideBelow?: number;
}

/**
 * Paints one map: one colour per patch. `values` is float32 `[n]` parallel to the grid's patches; values that are not numbers
 * stay transparent, as do cells without a patch and patches beyond the end of `values` (a partial result).
 * A range without width gives every patch the middle colour.
 */
export function buildRaster(grid: PatchGrid, values: ArrayLike<number>, options: RasterOptions): HeatmapRaster {
  const cells = grid.kind === 'regular' ? grid.columns * grid.rows : grid.patchCount;
  const rgba = new Uint8ClampedArray(cells * 4);
  const { table, range, reversed = false, hideBelow = -Infinity } = options;
  const width = range.max - range.min;
  const scale = width > 0 ? COLOUR_TABLE_SIZE / width : 0;
  const cellOfPatch = grid.kind === 'regular' ? grid.cellOfPatch : null;
  const n = Math.min(grid.patchCount, values.length);
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value) || value < hideBelow) continue;
    let entry = width > 0 ? Math.floor((value - range.min) * scale) : COLOUR_TABLE_SIZE >> 1;
    if (entry < 0) entry = 0;
    else if (entry >= COLOUR_TABLE_SIZE) entry = COLOUR_TABLE_SIZE - 1;
    const colour = (reversed ? COLOUR_TABLE_SIZE - 1 - entry : entry) * 3;
    const at = (cellOfPatch ? (cellOfPatch[i] ?? 0) : i) * 4;
    rgba[at] = table[colour] ?? 0;
    rgba[at + 1] = table[colour + 1] ?? 0;
    rgba[at + 2] = table[colour + 2] ?? 0;
    rgba[at + 3] = 255;
  }
  if (grid.kind === 'irregular') return { kind: 'cells', rects: grid.rects, rgba };
  const { originX, originY, stepX, stepY, columns, rows } = grid;
  return { kind: 'grid', originX, originY, stepX, stepY, columns, rows, rgba };
}
