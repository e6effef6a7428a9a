import type { Level0Rect } from '#core/geometry/frames.ts';
import { gridOfRects, type PatchGrid } from './patch-grid.ts';

const grids = new WeakMap<readonly Level0Rect[], PatchGrid>();

/** The grid of a list of patches ({@link gridOfRects}); found once per list, which must not change. */
export function gridOfList(patches: readonly Level0Rect[]): PatchGrid {
  let known = grids.get(patches);
  if (!known) grids.set(patches, (known = gridOfRects(patches)));
  return known;
}

/** Takes a grid that was found elsewhere, of the very rectangles of this list: a worker's, so that the page has nothing left to do. */
export function rememberGrid(patches: readonly Level0Rect[], grid: PatchGrid): void {
  grids.set(patches, grid);
}
