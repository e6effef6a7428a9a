import OpenSeadragon from 'openseadragon';
import type { HeldTile } from './held-tiles.ts';

/** The data type under which tiles enter OpenSeadragon's cache. */
export const TILE_DATA_TYPE = 'fovea-tile';

let registered = false;

/** Has OpenSeadragon give back the tiles that leave its cache; it would leave that to the garbage collector. Once per page. */
export function giveBackDroppedTiles(): void {
  if (registered) return;
  registered = true;
  OpenSeadragon.converter.learnDestroy(TILE_DATA_TYPE, (tile: HeldTile) => {
    tile.release();
  });
}
