import { toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import { tileKey, type TileAddress } from './pyramid.ts';
import type { LentImage } from './tile-pool.ts';

/** Who asked for a tile; exactly one of the two is called, once, unless the tile is given up by its own asker. */
export interface TileWaiter {
  /** The waiter gives an image back when it is done with it. */
  readonly deliver: (image: LentImage) => void;
  /** Nobody wants the tile any more: it left the view before it came. */
  readonly giveUp: () => void;
}

export interface TileLoaderOptions {
  readonly load: (address: TileAddress, signal: AbortSignal) => Promise<LentImage>;
  /** Requests under way at once; more would only queue where they cannot be re-ordered. */
  readonly maxInFlight: number;
  /** Tiles that the drawing side already holds are not fetched ahead. */
  readonly isHeld: (key: string) => boolean;
  /** A tile that cannot be shown, each time it is met. */
  readonly onHole: (key: string, error: PlainError) => void;
  /** The number of tiles asked for and not yet there changed. */
  readonly onPending: (pending: number) => void;
}

interface Entry {
  readonly address: TileAddress;
  readonly key: string;
  waiter: TileWaiter | null;
  controller: AbortController | null;
  /** Came before anybody asked. */
  image: LentImage | null;
}

/**
 * Decides which tiles are fetched, in which order, and which no longer: those the view is heading for first (also before
 * OpenSeadragon asks, which it does only when a movement has brought them into view), then what else is visible; what has left
 * the view is aborted down to the fetch.
 */
export class TileLoader {
  readonly #options: TileLoaderOptions;
  readonly #entries = new Map<string, Entry>();
  /** Position in the list of wanted tiles; lower is sooner. */
  #order = new Map<string, number>();
  #inFlight = 0;
  #lastPending = 0;
  #closed = false;

  constructor(options: TileLoaderOptions) {
    this.#options = options;
  }

  /** Tiles asked for by a waiter and not yet delivered. */
  get pending(): number {
    let count = 0;
    for (const entry of this.#entries.values()) if (entry.waiter) count++;
    return count;
  }

  /** Asks for a tile; one waiter per tile at a time, a later one takes the place of an earlier, which is given up. */
  request(address: TileAddress, waiter: TileWaiter): void {
    if (this.#closed) {
      waiter.giveUp();
      return;
    }
    const key = tileKey(address);
    const known = this.#entries.get(key);
    if (known?.image) {
      this.#entries.delete(key);
      this.#hand(known.image, key, waiter);
      return;
    }
    if (known) {
      known.waiter?.giveUp();
      known.waiter = waiter;
    } else {
      this.#entries.set(key, { address, key, waiter, controller: null, image: null });
    }
    this.#pump();
    this.#tellPending();
  }

  /** The asker itself withdraws; its waiter is not called. */
  cancel(address: TileAddress): void {
    const entry = this.#entries.get(tileKey(address));
    if (entry?.waiter) {
      entry.waiter = null;
      this.#drop(entry);
    }
    this.#pump();
    this.#tellPending();
  }

  /**
   * Tells where the view is heading: `wanted` are the tiles to have there, best first (fetched ahead); others under way are kept
   * while `keeps` says that they still show.
   */
  aim(wanted: readonly TileAddress[], keeps: (address: TileAddress) => boolean): void {
    if (this.#closed) return;
    this.#order = new Map(wanted.map((address, i) => [tileKey(address), i]));
    for (const entry of [...this.#entries.values()]) {
      if (this.#order.has(entry.key)) continue;
      if (entry.waiter && keeps(entry.address)) continue;
      const { waiter } = entry;
      entry.waiter = null;
      this.#drop(entry);
      waiter?.giveUp();
    }
    for (const address of wanted) {
      const key = tileKey(address);
      if (this.#entries.has(key) || this.#options.isHeld(key)) continue;
      this.#entries.set(key, { address, key, waiter: null, controller: null, image: null });
    }
    this.#pump();
    this.#tellPending();
  }

  /** Forgets what was fetched ahead and could not be shown: it is asked for anew when it is wanted. */
  forgetHoles(): void {
    for (const [key, { image }] of this.#entries) if (image?.kind === 'hole') this.#entries.delete(key);
  }

  /** Aborts and forgets everything; waiters are given up. */
  close(): void {
    this.#closed = true;
    for (const entry of [...this.#entries.values()]) {
      const { waiter } = entry;
      entry.waiter = null;
      this.#drop(entry);
      waiter?.giveUp();
    }
    this.#tellPending();
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry.key);
    if (entry.image?.kind === 'image') entry.image.release();
    entry.image = null;
    entry.controller?.abort(new DOMException('The tile left the view', 'AbortError'));
  }

  #pump(): void {
    if (this.#inFlight >= this.#options.maxInFlight) return;
    const queued: Entry[] = [];
    let wantedOutstanding = false;
    for (const entry of this.#entries.values()) {
      if (entry.image) continue;
      if (this.#order.has(entry.key)) wantedOutstanding = true;
      if (!entry.controller) queued.push(entry);
    }
    if (queued.length > 1) queued.sort((a, b) => this.#rank(a) - this.#rank(b));
    for (const entry of queued) {
      // What is only passed on the way waits until all is there that the view is heading for: most of it is never fetched.
      if (wantedOutstanding && !this.#order.has(entry.key)) return;
      if (this.#inFlight >= this.#options.maxInFlight) return;
      this.#start(entry);
    }
  }

  /** What is wanted where the view is heading, then the rest, coarse before fine (fewer tiles cover more). */
  #rank(entry: Entry): number {
    return this.#order.get(entry.key) ?? 1_000_000 - entry.address.level;
  }

  #start(entry: Entry): void {
    const controller = new AbortController();
    entry.controller = controller;
    this.#inFlight++;
    this.#options
      .load(entry.address, controller.signal)
      .catch((error: unknown): LentImage => ({ kind: 'hole', error: toPlainError(error) }))
      .then((image) => {
        this.#inFlight--;
        this.#arrived(entry, image, controller.signal.aborted);
        this.#pump();
        this.#tellPending();
      })
      .catch((error: unknown) => {
        // A waiter that throws must not stop the others.
        console.error(error);
      });
  }

  #arrived(entry: Entry, image: LentImage, aborted: boolean): void {
    if (aborted || this.#entries.get(entry.key) !== entry) {
      if (image.kind === 'image') image.release();
      return;
    }
    const { waiter } = entry;
    if (!waiter) {
      entry.image = image;
      return;
    }
    this.#entries.delete(entry.key);
    this.#hand(image, entry.key, waiter);
  }

  #hand(image: LentImage, key: string, waiter: TileWaiter): void {
    if (image.kind === 'hole') this.#options.onHole(key, image.error);
    waiter.deliver(image);
  }

  #tellPending(): void {
    const { pending } = this;
    if (pending === this.#lastPending) return;
    this.#lastPending = pending;
    this.#options.onPending(pending);
  }
}
