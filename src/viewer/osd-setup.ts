import OpenSeadragon from 'openseadragon';
import type { SlideDescription } from '#core/slide/description.ts';
import { minPixelRatioOf } from './pyramid.ts';
import { SlideCanvasDrawer } from './slide-canvas-drawer.ts';
import { TILE_GIVEN_UP } from './slide-tile-source.ts';
import { giveBackDroppedTiles } from './tile-bitmaps.ts';

/** Movements last this long: quick enough not to wait for, long enough to follow with the eye. */
const ANIMATION_SECONDS = 0.25;
/** Decoded tiles kept by all viewers together, as RGBA in memory. */
const TILE_CACHE_BYTES = 192 * 2 ** 20;
const MIN_CACHED_TILES = 64;
/** The loader keeps its own queue; OpenSeadragon may ask for all it wants in one frame. */
const TILES_PER_FRAME = 256;
/**
 * The slide worker has timeouts of its own, which name the cause; a tile that timed out here would stay away for good. The longest that a timer
 * takes: the ten minutes in which a laptop sleeps are nobody's failure.
 */
const TILE_TIMEOUT_MS = 2 ** 31 - 1;
/** Largest size of a level-0 pixel, CSS px. */
const MAX_ZOOM_PIXEL_RATIO = 12;

let quiet = false;

/** Tiles that merely left the view are no errors. The logger is the library's own, made to be replaced. */
function quietGivenUpTiles(): void {
  if (quiet) return;
  quiet = true;
  const log = { ...console };
  (OpenSeadragon as unknown as { console: Console }).console = {
    ...log,
    error: (...entries: unknown[]) => {
      if (!entries.includes(TILE_GIVEN_UP)) log.error(...entries);
    },
  };
}

/** An empty OpenSeadragon viewer in an element: no controls, no keys, no icons, nothing from the network. */
export function createOsdViewer(element: HTMLElement): OpenSeadragon.Viewer {
  giveBackDroppedTiles();
  quietGivenUpTiles();
  const gestures = { clickToZoom: false, dblClickToZoom: true, flickEnabled: false };
  return new OpenSeadragon.Viewer({
    element,
    prefixUrl: '',
    drawer: [SlideCanvasDrawer],
    showNavigationControl: false,
    showNavigator: false,
    keyboardNavEnabled: false,
    tabIndex: -1,
    autoResize: false,
    // Whoever asked for less motion sees the view where it is to be at once.
    animationTime: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : ANIMATION_SECONDS,
    springStiffness: 8,
    blendTime: 0,
    // The level wanted first, not every coarser one before it; what is there already stays visible underneath.
    immediateRender: true,
    maxTilesPerFrame: TILES_PER_FRAME,
    imageLoaderLimit: 0,
    timeout: TILE_TIMEOUT_MS,
    tileRetryMax: 0,
    minZoomImageRatio: 0.5,
    maxZoomPixelRatio: MAX_ZOOM_PIXEL_RATIO,
    visibilityRatio: 0.2,
    // Sub-pixel seams are covered by drawing tiles one pixel larger; compositing on a second canvas would cost a frame's time.
    smoothTileEdgesMinZoom: Infinity,
    zoomPerScroll: 1.3,
    minScrollDeltaTime: 20,
    gestureSettingsMouse: gestures,
    gestureSettingsPen: gestures,
    gestureSettingsTouch: { ...gestures, flickEnabled: true, pinchRotate: false },
  });
}

/** What the published types leave out. */
interface Tunable {
  minPixelRatio: number;
  readonly tileCache: {
    _maxCacheItemCount: number;
    getLoadedTilesFor(image: null): OpenSeadragon.Tile[];
    unloadTile(tile: OpenSeadragon.Tile, destroy: boolean): void;
  };
}

/**
 * Settings that depend on the slide.
 * @param share of what all viewers keep together, 0..1
 */
export function tuneForSlide(viewer: OpenSeadragon.Viewer, slide: SlideDescription, share: number): void {
  const level = slide.levels[0];
  const tileBytes = 4 * (level?.tileWidth ?? 256) * (level?.tileHeight ?? 256);
  const tunable = viewer as unknown as Tunable;
  tunable.minPixelRatio = minPixelRatioOf(slide.levels);
  const most = Math.max(MIN_CACHED_TILES, Math.floor((share * TILE_CACHE_BYTES) / tileBytes));
  tunable.tileCache._maxCacheItemCount = most;
  // OpenSeadragon drops one tile for each that comes: it would never get down to less than it had.
  const tiles = tunable.tileCache.getLoadedTilesFor(null).filter(({ beingDrawn }) => !beingDrawn);
  const surplus = tunable.tileCache.getLoadedTilesFor(null).length - most;
  tiles.sort((a, b) => a.lastTouchTime - b.lastTouchTime);
  for (const tile of tiles.slice(0, Math.max(0, surplus))) tunable.tileCache.unloadTile(tile, true);
}

/** Drops the pictures of tiles, which are asked for again while they are in view. `isDropped` is asked for every tile that has one. */
export function dropTiles(
  viewer: OpenSeadragon.Viewer,
  image: OpenSeadragon.TiledImage,
  isDropped: (tile: OpenSeadragon.Tile) => boolean,
): void {
  const { tileCache } = viewer as unknown as Tunable;
  for (const tile of tileCache.getLoadedTilesFor(null))
    if (tile.tiledImage === image && isDropped(tile)) tileCache.unloadTile(tile, true);
  // With nothing moving and all there, it would not look at its tiles again.
  (image as unknown as { _needsUpdate: boolean })._needsUpdate = true;
  viewer.forceRedraw();
}

interface TilesMatrix {
  readonly tilesMatrix: Record<number, Record<number, Record<number, OpenSeadragon.Tile>>>;
}

/**
 * Forgets the records of tiles that hold no picture and were not touched for a while: OpenSeadragon never does, and a long
 * session on a large slide passes over hundreds of thousands.
 */
export function forgetOldTiles(image: OpenSeadragon.TiledImage, olderThanMs: number): void {
  const { tilesMatrix } = image as unknown as TilesMatrix;
  const limit = Date.now() - olderThanMs;
  for (const columns of Object.values(tilesMatrix)) {
    for (const [x, rows] of Object.entries(columns)) {
      for (const [y, tile] of Object.entries(rows)) {
        if (!tile.loaded && !tile.loading && tile.lastTouchTime < limit) Reflect.deleteProperty(rows, y);
      }
      if (Object.keys(rows).length === 0) Reflect.deleteProperty(columns, x);
    }
  }
}
