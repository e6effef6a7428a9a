import type { Level0Rect } from '#core/geometry/frames.ts';
import { gridOfList } from '#core/heatmap/grid-of-list.ts';
import { patchAt } from '#core/heatmap/patch-grid.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { float32Digits } from './result-file.ts';
import type { RunResult } from './run-result.ts';

/** A result as one table, however many grids its maps are on. */
export interface PatchTable {
  /** The finest patches that any map has, level-0 px: one row each. */
  readonly patches: readonly Level0Rect[];
  readonly columns: readonly {
    readonly id: MapId;
    /**
     * Of row i: the map's own value, or, where the map is coarser, that of the patch in which row i has its middle; null outside all of them, and
     * where the map has none there.
     */
    readonly value: (row: number) => number | null;
    /** The same as the shortest text that reads back as the same float32 ({@link float32Digits}), empty for null. Made once for each value. */
    readonly digits: (row: number) => string;
  }[];
}

/** Whether the maps of a result are on different patches, so that values of the coarser ones are repeated in its table. */
export function hasSeveralGrids(result: Pick<RunResult, 'patches' | 'maps'>): boolean {
  return new Set(result.maps.map((map) => map.patches ?? result.patches)).size > 1;
}

/**
 * The table that programs with one value per patch and map can read. Values of a coarser map stand in every row inside its patch: they must not
 * be summed over the rows.
 */
export function patchTable(result: Pick<RunResult, 'patches' | 'maps'>): PatchTable {
  const patchesOf = (map: RunResult['maps'][number]) => map.patches ?? result.patches;
  const finest = result.maps
    .map(patchesOf)
    .reduce((a, b) => (b.length > a.length ? b : a), result.maps[0] ? [] : result.patches);
  const rowsOf = new Map<readonly Level0Rect[], Int32Array>();
  return {
    patches: finest,
    columns: result.maps.map((map) => {
      const own = patchesOf(map);
      let index = own === finest ? null : rowsOf.get(own);
      if (index === undefined) rowsOf.set(own, (index = indexOfMiddles(finest, own)));
      const valueAt = (row: number) => map.values[index ? (index[row] ?? -1) : row] ?? NaN;
      // A coarse value stands in many rows, and not every reader wants text.
      let texts: string[] | null = null;
      return {
        id: map.id,
        value: (row) => {
          const value = valueAt(row);
          return Number.isFinite(value) ? value : null;
        },
        digits: (row) => {
          texts ??= Array.from(map.values, digitsOf);
          return texts[index ? (index[row] ?? -1) : row] ?? '';
        },
      };
    }),
  };
}

function digitsOf(value: number): string {
  return Number.isFinite(value) ? String(float32Digits(value)) : '';
}

/** For each of the fine patches the coarse one in which its middle lies, −1 for none. */
function indexOfMiddles(fine: readonly Level0Rect[], coarse: readonly Level0Rect[]): Int32Array {
  const grid = gridOfList(coarse);
  return Int32Array.from(fine, ({ x, y, width, height }) => patchAt(grid, x + width / 2, y + height / 2) ?? -1);
}
