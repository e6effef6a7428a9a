import type { TileAddress } from './pyramid.ts';
import { tileKey } from './pyramid.ts';
import type { LentTile } from './tile-pool.ts';

/** A tile as OpenSeadragon's cache holds it for one viewer. */
export class HeldTile {
  readonly address: TileAddress;
  readonly bitmap: ImageBitmap;
  readonly #release: () => void;

  constructor(address: TileAddress, bitmap: ImageBitmap, release: () => void) {
    this.address = address;
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
  /** Of these, the ones that may be damaged; oldest first. */
  #unchecked = new Set<HeldTile>();
  /** Those that could not be looked at. */
  readonly #givenUp = new Set<HeldTile>();

  has(key: string): boolean {
    return this.#tiles.has(key);
  }

  /** A tile's picture, borrowed; null where none is held. */
  pictureOf(key: string): ImageBitmap | null {
    return this.#tiles.get(key)?.bitmap ?? null;
  }

  /** The picture passes to OpenSeadragon's cache; it counts as held until it is dropped there, and is given back then. */
  hold(address: TileAddress, { bitmap, isUnchecked, release }: LentTile): HeldTile {
    const key = tileKey(address);
    const tiles = this.#tiles;
    const held: HeldTile = new HeldTile(address, bitmap, () => {
      if (tiles.get(key) === held) tiles.delete(key);
      this.#unchecked.delete(held);
      this.#givenUp.delete(held);
      release();
    });
    tiles.set(key, held);
    if (isUnchecked) this.#unchecked.add(held);
    return held;
  }

  /** The one that came last of those that nobody has looked at for damage: it is likely in view. Null where there is none. */
  lastUnchecked(): HeldTile | null {
    return [...this.#unchecked].at(-1) ?? null;
  }

  /** Somebody has. */
  markChecked(held: HeldTile): void {
    this.#unchecked.delete(held);
  }

  /** It could not be looked at now: the others go first. */
  checkLater(held: HeldTile): void {
    if (this.#unchecked.delete(held)) this.#unchecked = new Set([held, ...this.#unchecked]);
  }

  /** It cannot be looked at: not asked for until {@link checkGivenUp}. */
  giveUpCheck(held: HeldTile): void {
    if (this.#unchecked.delete(held)) this.#givenUp.add(held);
  }

  /** What was given up may succeed now. */
  checkGivenUp(): void {
    this.#unchecked = new Set([...this.#givenUp, ...this.#unchecked]);
    this.#givenUp.clear();
  }

  /** Another slide: its tiles have the same keys. */
  clear(): void {
    this.#tiles = new Map();
    this.#unchecked.clear();
    this.#givenUp.clear();
  }
}
