import type { LentTile } from './tile-pool.ts';

/** A tile as OpenSeadragon's cache holds it for one viewer. */
export class HeldTile {
  readonly bitmap: ImageBitmap;
  readonly #release: () => void;

  constructor(bitmap: ImageBitmap, release: () => void) {
    this.bitmap = bitmap;
    this.#release = release;
  }

  release(): void {
    this.#release();
  }
}

/** Which tiles of the open slide one viewer's OpenSeadragon holds a picture of (a hole's hatching too), so that they are not fetched again. */
export class HeldTiles {
  #tiles = new Map<string, HeldTile>();

  has(key: string): boolean {
    return this.#tiles.has(key);
  }

  /** A tile's picture, borrowed; null where none is held. */
  pictureOf(key: string): ImageBitmap | null {
    return this.#tiles.get(key)?.bitmap ?? null;
  }

  /** The picture passes to OpenSeadragon's cache; it counts as held until it is dropped there, and is given back then. */
  hold(key: string, { bitmap, release }: LentTile): HeldTile {
    const tiles = this.#tiles;
    const held: HeldTile = new HeldTile(bitmap, () => {
      if (tiles.get(key) === held) tiles.delete(key);
      release();
    });
    tiles.set(key, held);
    return held;
  }

  /** Another slide: its tiles have the same keys. */
  clear(): void {
    this.#tiles = new Map();
  }
}
