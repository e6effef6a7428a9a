import OpenSeadragon from 'openseadragon';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { LevelDescription, SlideDescription } from '#core/slide/description.ts';
import { holeBitmap, unreadBitmap, type CoarserPart } from './hole-bitmap.ts';
import type { HeldTiles } from './held-tiles.ts';
import { tileKey, type TileAddress } from './pyramid.ts';
import { TILE_DATA_TYPE } from './tile-bitmaps.ts';
import { isUnread } from './open-slide.ts';
import type { TileLoader } from './tile-loader.ts';
import type { LentTile } from './tile-pool.ts';

/** Borders of a tile, level-0 px. */
export interface TileEdges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * OpenSeadragon's view of a slide. Its level 0 is the coarsest, ours the finest. Levels need not be powers of two and may be
 * rounded differently along the two axes, so everything that OpenSeadragon would derive from one scale per level is answered
 * per axis here. Pictures come from the loader; a hole becomes a hatched picture.
 */
export class SlideTileSource extends OpenSeadragon.TileSource {
  readonly #slide: SlideDescription;
  readonly #loader: TileLoader;
  readonly #held: HeldTiles;
  readonly #jobs = new Map<OpenSeadragon.ImageJob, TileAddress>();

  constructor(slide: SlideDescription, loader: TileLoader, held: HeldTiles) {
    super({
      width: slide.width,
      height: slide.height,
      tileWidth: slide.levels[0]?.tileWidth ?? 256,
      tileHeight: slide.levels[0]?.tileHeight ?? 256,
      tileOverlap: 0,
      minLevel: 0,
      maxLevel: slide.levels.length - 1,
      ready: true,
    });
    this.#slide = slide;
    this.#loader = loader;
    this.#held = held;
  }

  #level(osdLevel: number): LevelDescription {
    const level = this.#slide.levels[this.#slide.levels.length - 1 - osdLevel];
    if (!level) throw new RangeError(`level ${osdLevel} of ${this.#slide.levels.length}`);
    return level;
  }

  addressOf(tile: { readonly level: number; readonly x: number; readonly y: number }): TileAddress {
    return { level: this.#slide.levels.length - 1 - tile.level, column: tile.x, row: tile.y };
  }

  override getLevelScale(level: number): number {
    return 1 / this.#level(level).downsampleX;
  }

  override getNumTiles(level: number): OpenSeadragon.Point {
    const { columns, rows } = this.#level(level);
    return new OpenSeadragon.Point(columns, rows);
  }

  override getTileWidth(level: number): number {
    return this.#level(level).tileWidth;
  }

  override getTileHeight(level: number): number {
    return this.#level(level).tileHeight;
  }

  /** `point` in units of the slide's width. The published types say `Tile`; the library returns and expects a point. */
  override getTileAtPoint(level: number, point: OpenSeadragon.Point): OpenSeadragon.Tile {
    const { tileWidth, tileHeight, downsampleX, downsampleY, columns, rows } = this.#level(level);
    const column = Math.floor((point.x * this.#slide.width) / downsampleX / tileWidth);
    const row = Math.floor((point.y * this.#slide.width) / downsampleY / tileHeight);
    return new OpenSeadragon.Point(clamp(column, columns - 1), clamp(row, rows - 1)) as unknown as OpenSeadragon.Tile;
  }

  override getTileBounds(level: number, x: number, y: number, isSource?: boolean): OpenSeadragon.Rect {
    const { tileWidth, tileHeight, width, height, downsampleX, downsampleY } = this.#level(level);
    const tileX = x * tileWidth;
    const tileY = y * tileHeight;
    const usedWidth = Math.min(tileWidth, width - tileX);
    const usedHeight = Math.min(tileHeight, height - tileY);
    if (isSource) return new OpenSeadragon.Rect(0, 0, usedWidth, usedHeight);
    const unitX = downsampleX / this.#slide.width;
    const unitY = downsampleY / this.#slide.width;
    return new OpenSeadragon.Rect(tileX * unitX, tileY * unitY, usedWidth * unitX, usedHeight * unitY);
  }

  /**
   * A tile's borders, level-0 px. A border that two tiles share is computed from the same whole numbers and so is the same number
   * for both, to the last bit: rounded to device pixels, they meet.
   */
  edgesOf(tile: { readonly level: number; readonly x: number; readonly y: number }): TileEdges {
    const { tileWidth, tileHeight, width, height, downsampleX, downsampleY } = this.#level(tile.level);
    return {
      left: tile.x * tileWidth * downsampleX,
      top: tile.y * tileHeight * downsampleY,
      right: Math.min((tile.x + 1) * tileWidth, width) * downsampleX,
      bottom: Math.min((tile.y + 1) * tileHeight, height) * downsampleY,
    };
  }

  /** Never fetched: names the tile in OpenSeadragon's records. */
  override getTileUrl(level: number, x: number, y: number): string {
    return `${this.#slide.id}/${level}/${x}_${y}`;
  }

  override getTileHashKey(level: number, x: number, y: number): string {
    return this.getTileUrl(level, x, y);
  }

  override hasTransparency(): boolean {
    return false;
  }

  override downloadTileStart(job: OpenSeadragon.ImageJob): void {
    const address = this.addressOf(job.tile);
    const { width, height } = this.getTileBounds(job.tile.level, job.tile.x, job.tile.y, true);
    this.#jobs.set(job, address);
    this.#loader.request(address, {
      deliver: (image) => {
        this.#jobs.delete(job);
        const tile = image.kind === 'image' ? image : ownTile(this.#standIn(address, image.error, width, height));
        if (job.jobId === null) {
          // OpenSeadragon has given the job up by itself and takes nothing more.
          tile.release();
          return;
        }
        job.finish(this.#held.hold(address, tile), null, TILE_DATA_TYPE);
      },
      giveUp: () => {
        this.#jobs.delete(job);
        const { tile } = job;
        job.fail(TILE_GIVEN_UP, null);
        // A failed tile counts as absent for good; this one only left the view and may come back.
        tile.exists = true;
      },
    });
  }

  /** A damaged tile hides what a coarser level shows of it; one that could not be had need not. */
  #standIn(address: TileAddress, error: PlainError, width: number, height: number): ImageBitmap {
    const below = isUnread(error) ? this.#coarser(address) : null;
    return below ? unreadBitmap(width, height, below) : holeBitmap(width, height);
  }

  /** What the finest coarser tile that is at hand, and holds all of this one, shows of it. */
  #coarser({ level, column, row }: TileAddress): CoarserPart | null {
    const last = this.#slide.levels.length - 1;
    const { left, top, right, bottom } = this.edgesOf({ level: last - level, x: column, y: row });
    for (let coarser = level + 1; coarser <= last; coarser++) {
      const { tileWidth, tileHeight, downsampleX, downsampleY } = this.#level(last - coarser);
      const at = { level: coarser, column: 0, row: 0 };
      at.column = Math.floor((left + right) / 2 / downsampleX / tileWidth);
      at.row = Math.floor((top + bottom) / 2 / downsampleY / tileHeight);
      const bitmap = this.#held.pictureOf(tileKey(at));
      const x = left / downsampleX - at.column * tileWidth;
      const y = top / downsampleY - at.row * tileHeight;
      const part = { x, y, width: (right - left) / downsampleX, height: (bottom - top) / downsampleY };
      // Levels are rounded: half a pixel over the border is no other tile.
      const isInside = x > -1 && y > -1 && x + part.width < tileWidth + 1 && y + part.height < tileHeight + 1;
      if (bitmap && isInside) return { bitmap, ...part };
    }
    return null;
  }

  override downloadTileAbort(job: OpenSeadragon.ImageJob): void {
    const address = this.#jobs.get(job);
    this.#jobs.delete(job);
    if (address) this.#loader.cancel(address);
  }
}

/** The reason given to OpenSeadragon for tiles that left the view; not worth its console. */
export const TILE_GIVEN_UP = 'tile left the view';

/** A picture that nobody else has. */
function ownTile(bitmap: ImageBitmap): LentTile {
  return { bitmap, isUnchecked: false, release: () => bitmap.close() };
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
