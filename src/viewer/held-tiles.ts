import { onBitmapClosed } from './tile-bitmaps.ts';

/** Which tiles of the open slide OpenSeadragon holds a picture of (a hole's hatching too), so that they are not fetched again. */
export class HeldTiles {
  readonly #keys = new Set<string>();
  #keyOf = new WeakMap<ImageBitmap, string>();
  readonly #stop: () => void;

  constructor() {
    this.#stop = onBitmapClosed((bitmap) => {
      const key = this.#keyOf.get(bitmap);
      if (key !== undefined) this.#keys.delete(key);
    });
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** The picture passes to OpenSeadragon's cache; it counts as held until it is closed there. */
  hold(key: string, bitmap: ImageBitmap): void {
    this.#keys.add(key);
    this.#keyOf.set(bitmap, key);
  }

  /** Another slide: its tiles have the same keys. */
  clear(): void {
    this.#keys.clear();
    this.#keyOf = new WeakMap();
  }

  destroy(): void {
    this.#stop();
  }
}
