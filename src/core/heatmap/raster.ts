import { COLOUR_TABLE_SIZE } from './colour-maps.ts';
import type { PatchGrid } from './patch-grid.ts';
import type { HeatmapRaster, PackedColours, SmoothField } from './raster-types.ts';

/** `min` takes the first colour, `max` the last; what lies outside takes the end colours. `min` is above `max` where low numbers are the high end (places). */
export interface ColourRange {
  readonly min: number;
  readonly max: number;
}

export interface RasterOptions {
  readonly colours: PackedColours;
  readonly range: ColourRange;
  /** Patches on the low side of this value stay uncoloured; absent = all are coloured. */
  readonly hideBelow?: number;
  /** Whether low numbers are the high end (places); absent = as `range` runs. */
  readonly descending?: boolean;
  /** Also fills in what lies between the middles of neighbours; only on a regular grid. */
  readonly smooth?: boolean;
}

/** Position of a value in a range, 0..1, clamped; NaN stays. A range without width has one value in its middle. */
export function positionIn({ min, max }: ColourRange, value: number): number {
  if (min === max) return value === min ? 0.5 : value < min ? 0 : value > min ? 1 : NaN;
  const position = (value - min) / (max - min);
  return position <= 0 ? 0 : position > 1 ? 1 : position;
}

/**
 * Paints one map: one colour per patch. `values` is float32 `[n]` parallel to the grid's patches; values that are not numbers
 * stay transparent, as do cells without a patch and patches beyond the end of `values` (a partial result).
 *
 * @param reuse a raster of the same grid that is not needed any more: its buffers are written anew, so that a slider makes no garbage
 */
export function buildRaster(
  grid: PatchGrid,
  values: Float32Array,
  options: RasterOptions,
  reuse: HeatmapRaster | null = null,
): HeatmapRaster {
  const cells = grid.kind === 'regular' ? grid.columns * grid.rows : grid.patchCount;
  const rgba = reuse?.rgba.length === cells * 4 ? reuse.rgba : new Uint8ClampedArray(cells * 4);
  const pixels = new Uint32Array(rgba.buffer);
  const { colours, range, hideBelow, descending = range.min > range.max } = options;
  const cellOfPatch = grid.kind === 'regular' ? grid.cellOfPatch : null;
  const n = grid.patchCount;
  const sign = descending ? -1 : 1;
  // As the values are: 0.9 lets through the patch that is shown as 0.9.
  const least = hideBelow === undefined ? -Infinity : sign * Math.fround(hideBelow);
  const isFlat = range.min === range.max;
  const scale = COLOUR_TABLE_SIZE / (range.max - range.min);
  const top = COLOUR_TABLE_SIZE - 1;
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? NaN;
    const cell = cellOfPatch ? (cellOfPatch[i] ?? 0) : i;
    // False too where it is not a number.
    if (!(sign * value >= least)) {
      pixels[cell] = 0;
      continue;
    }
    const at = isFlat ? positionIn(range, value) * COLOUR_TABLE_SIZE : (value - range.min) * scale;
    pixels[cell] = colours[at > 0 ? (at < top ? at | 0 : top) : 0] ?? 0;
  }
  if (grid.kind === 'irregular') return { kind: 'cells', rects: grid.rects, rgba };
  const { originX, originY, stepX, stepY, columns, rows } = grid;
  const smooth = options.smooth ? smoothField(grid.cellOfPatch, values, pixels, options, smoothOf(reuse)) : null;
  return { kind: 'grid', originX, originY, stepX, stepY, columns, rows, rgba, smooth };
}

function smoothOf(raster: HeatmapRaster | null): SmoothField | null {
  return raster?.kind === 'grid' ? raster.smooth : null;
}

/** Positions of what was painted. */
function smoothField(
  cellOfPatch: Int32Array,
  values: Float32Array,
  pixels: Uint32Array,
  { range, colours }: RasterOptions,
  reuse: SmoothField | null,
): SmoothField {
  const positions =
    reuse?.positions.length === pixels.length ? reuse.positions : new Float32Array(pixels.length).fill(NaN);
  for (let i = 0; i < cellOfPatch.length; i++) {
    const cell = cellOfPatch[i] ?? 0;
    positions[cell] = pixels[cell] === 0 ? NaN : positionIn(range, values[i] ?? NaN);
  }
  return { positions, colours };
}
