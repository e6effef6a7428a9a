import type { HeldTile, HeldTiles } from './held-tiles.ts';

/** Between two steps of a zoom nothing is begun. */
const REST_MS = 200;
/** Drawing marks is a movement, which ends the looking through until the view is at rest again. */
const TOLD_AT_ONCE = 16;
/** A tile that cannot be looked at (a worker crashed, no memory, no server) is given up after so many times. */
const MOST_TRIES = 3;
/** Before anything is looked at after such a failure; twice as long after each further one in a row. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

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
  #failures = new WeakMap<HeldTile, number>();
  #pauseMs = FIRST_PAUSE_MS;
  /** On the clock of `performance.now`. */
  #notBeforeMs = 0;

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
    }, this.#waitMs());
  }

  /** There is reason to think that what could not be looked at now can be: with the next {@link start}. */
  again(): void {
    this.stop();
    this.#failures = new WeakMap();
    this.#notBeforeMs = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#options.held.checkGivenUp();
  }

  /** Something is wanted on screen. */
  stop(): void {
    this.#work?.abort(new DOMException('The view moves', 'AbortError'));
    this.#work = null;
  }

  #waitMs(): number {
    return Math.max(REST_MS, this.#notBeforeMs - performance.now());
  }

  async #lookThrough(work: AbortController): Promise<void> {
    const { held, isSound, onDamaged } = this.#options;
    const { signal } = work;
    const damaged: HeldTile[] = [];
    let hasFailed = false;
    for (let tile = held.lastUnchecked(); tile && !hasFailed; tile = held.lastUnchecked()) {
      try {
        const sound = await isSound(tile, signal);
        if (signal.aborted) break;
        held.markChecked(tile);
        this.#pauseMs = FIRST_PAUSE_MS;
        if (!sound) damaged.push(tile);
      } catch (reason) {
        if (signal.aborted) break;
        hasFailed = true;
        this.#failed(tile, reason);
      }
      if (damaged.length >= TOLD_AT_ONCE) onDamaged(damaged.splice(0));
    }
    if (this.#work === work) this.#work = null;
    // Being read again they move the view, whose next rest goes on with this.
    if (damaged.length > 0) onDamaged(damaged);
    else if (hasFailed && !signal.aborted) this.start();
  }

  /** Nothing is known of it: it is taken neither for sound nor for damaged. */
  #failed(tile: HeldTile, reason: unknown): void {
    const { held } = this.#options;
    const failures = (this.#failures.get(tile) ?? 0) + 1;
    this.#failures.set(tile, failures);
    this.#notBeforeMs = performance.now() + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
    if (failures < MOST_TRIES) {
      held.checkLater(tile);
      return;
    }
    held.giveUpCheck(tile);
    console.warn('a tile could not be looked at for damage', tile.address, reason);
  }
}
