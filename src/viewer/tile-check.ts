import type { HeldTile, HeldTiles } from './held-tiles.ts';

/** Between two steps of a zoom nothing is begun. */
const REST_MS = 200;
/** Drawing marks is a movement, which ends the looking through until the view is at rest again. */
const TOLD_AT_ONCE = 16;

export interface TileCheckOptions {
  readonly held: HeldTiles;
  /** Rejects where that cannot be said now. */
  readonly isSound: (tile: HeldTile, signal: AbortSignal) => Promise<boolean>;
  /** These pictures are of damaged data. */
  readonly onDamaged: (tiles: readonly HeldTile[]) => void;
}

/**
 * Looks through the tiles on screen for damage that the browser's decoder shows as if it were tissue (a JPEG of which a part is missing or
 * overwritten), while nothing moves: what is wanted on screen never waits for it.
 */
export class TileCheck {
  readonly #options: TileCheckOptions;
  #work: AbortController | null = null;

  constructor(options: TileCheckOptions) {
    this.#options = options;
  }

  /** The view is at rest, and all of it is there. May be called with every frame. */
  start(): void {
    if (this.#work || !this.#options.held.lastUnchecked()) return;
    const work = new AbortController();
    this.#work = work;
    setTimeout(() => {
      if (!work.signal.aborted) void this.#lookThrough(work);
    }, REST_MS);
  }

  /** Something is wanted on screen. */
  stop(): void {
    this.#work?.abort(new DOMException('The view moves', 'AbortError'));
    this.#work = null;
  }

  async #lookThrough(work: AbortController): Promise<void> {
    const { held, isSound, onDamaged } = this.#options;
    const { signal } = work;
    const damaged: HeldTile[] = [];
    for (let tile = held.lastUnchecked(); tile; tile = held.lastUnchecked()) {
      // What could not be read again is not asked for without end: it is looked at when it comes anew.
      const sound = await isSound(tile, signal).catch(() => true);
      if (signal.aborted) break;
      held.markChecked(tile);
      if (!sound) damaged.push(tile);
      if (damaged.length >= TOLD_AT_ONCE) onDamaged(damaged.splice(0));
    }
    if (this.#work === work) this.#work = null;
    if (damaged.length > 0) onDamaged(damaged);
  }
}
