import OpenSeadragon from 'openseadragon';

/** The data type under which tiles enter OpenSeadragon's cache. */
export const TILE_DATA_TYPE = 'imageBitmap';

/** Called with every tile picture that leaves OpenSeadragon's cache. */
export type BitmapClosed = (bitmap: ImageBitmap) => void;

const listeners = new Set<BitmapClosed>();
let registered = false;

/** Has OpenSeadragon close pictures that leave its cache; it would leave that to the garbage collector. Once per page. */
export function closeDroppedBitmaps(): void {
  if (registered) return;
  registered = true;
  OpenSeadragon.converter.learnDestroy(TILE_DATA_TYPE, (bitmap: ImageBitmap) => {
    bitmap.close();
    for (const listener of listeners) listener(bitmap);
  });
}

/** Calls `listener` until the returned function is called. */
export function onBitmapClosed(listener: BitmapClosed): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
