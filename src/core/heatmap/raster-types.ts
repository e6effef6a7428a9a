/**
 * Picture of one map of a run: one colour per patch, nothing where nothing was measured.
 *
 * `grid`: the patches lie on a regular grid; cell `(column, row)` covers level-0
 * `[originX + column·stepX, originX + (column + 1)·stepX) × [originY + row·stepY, …)`, which is within one level-0 pixel of
 * the patch's own rounded rectangle. `cells`: the patches lie anywhere (imported results) and are drawn one by one.
 */
export type HeatmapRaster = GridRaster | CellRaster;

export interface GridRaster {
  readonly kind: 'grid';
  /** Level-0 px. */
  readonly originX: number;
  readonly originY: number;
  /** Level-0 px per cell, not rounded. */
  readonly stepX: number;
  readonly stepY: number;
  readonly columns: number;
  readonly rows: number;
  /** uint8 RGBA `[rows, columns, 4]`, straight alpha: 255 where measured, 0 where not. May be written anew for a later raster of the same grid. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  /** What lies between the patches' middles, for the eye; null = one colour per patch. */
  readonly smooth: SmoothField | null;
}

/** Positions in a colour table, to be interpolated between neighbours. */
export interface SmoothField {
  /** float32 `[rows, columns]`, 0..1 of the table; NaN in cells that are not painted. Written anew like `rgba`. */
  readonly positions: Float32Array<ArrayBuffer>;
  readonly colours: PackedColours;
}

export interface CellRaster {
  readonly kind: 'cells';
  /** float64 `[n, 4]`: x, y, width, height of each patch in level-0 px. */
  readonly rects: Float64Array<ArrayBuffer>;
  /** uint8 RGBA `[n, 4]`, straight alpha: 255 where measured, 0 where not. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** uint32 `[256]`, low values first: four bytes R, G, B, 255 each in the machine's order, as they lie in a picture. */
export type PackedColours = Uint32Array<ArrayBuffer>;
