import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';

/** Cells beyond this are pooled: more would cost a result file and the screen without being seen. */
export const MAX_MAP_CELLS = 200_000;

/** More than any grid of places has. */
const MOST_COLUMNS = 2 ** 26;

/** Where places lie: place (column, row) covers `stepX × stepY` level-0 px from (originX + column · stepX, originY + row · stepY). */
export interface PlaceGrid {
  readonly originX: number;
  readonly originY: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** The sampling probability of any number of images whose places lie on one grid. */
export interface ProbabilityMap {
  /** Adds an image's probabilities (row by row, sum 1), its first place being place (column, row) of the grid. Copies. */
  add(image: {
    readonly attention: Float64Array;
    readonly columns: number;
    readonly rows: number;
    readonly column: number;
    readonly row: number;
  }): void;
  /**
   * float32 values with sum 1 and the cells that they belong to, row by row. A cell's value is the mean probability of its places over the sum of
   * all cells' means: over several images each has the same share, and a cell cut by an image's edge is not darker for being cut.
   */
  finish(): { readonly values: Float32Array<ArrayBuffer>; readonly patches: readonly Level0Rect[] };
}

/** Places along one side of a cell: 1, or as many as bring `places` below {@link MAX_MAP_CELLS} and a cell to a whole level-0 px. */
export function pooledSide(places: number, grid: Pick<PlaceGrid, 'stepX' | 'stepY'>): number {
  return Math.max(Math.ceil(Math.sqrt(places / MAX_MAP_CELLS)), Math.ceil(1 / Math.min(grid.stepX, grid.stepY)));
}

/** A cell of the map as one number, by which cells sort row by row. */
export function cellKey(column: number, row: number): number {
  return row * MOST_COLUMNS + column;
}

/** @param side places along one side of a cell, from {@link pooledSide} */
export function probabilityMap(grid: PlaceGrid, side: number): ProbabilityMap {
  const cells = new Map<number, { column: number; row: number; sum: number; count: number }>();
  return {
    add({ attention, columns, rows, column, row }) {
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++) {
          const at = { column: Math.floor((column + c) / side), row: Math.floor((row + r) / side) };
          const key = cellKey(at.column, at.row);
          let cell = cells.get(key);
          if (!cell) cells.set(key, (cell = { ...at, sum: 0, count: 0 }));
          cell.sum += attention[r * columns + c] ?? NaN;
          cell.count++;
        }
    },
    finish() {
      const sorted = [...cells.values()].sort((a, b) => a.row - b.row || a.column - b.column);
      const total = sorted.reduce((sum, cell) => sum + cell.sum / cell.count, 0);
      const width = Math.max(1, Math.round(grid.stepX * side));
      const height = Math.max(1, Math.round(grid.stepY * side));
      return {
        values: Float32Array.from(sorted, (cell) => cell.sum / cell.count / total),
        patches: sorted.map((cell) =>
          level0Rect(
            Math.round(grid.originX + cell.column * side * grid.stepX),
            Math.round(grid.originY + cell.row * side * grid.stepY),
            width,
            height,
          ),
        ),
      };
    },
  };
}
