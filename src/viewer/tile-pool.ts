import type { PlainError } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { LevelRegionRequest, SlideClient, TileImage } from '#workers/slide/contract.ts';
import { tileKey, type TileAddress } from './pyramid.ts';

/** Who reads tiles, and says of a place of a level what models are given of it. */
export type TileClient = Pick<SlideClient, 'tile' | 'levelRegion'>;

/** A tile's picture, lent: it stays open until everybody has given it back. */
export interface LentTile {
  readonly bitmap: ImageBitmap;
  /** Damage that the browser's decoder passed over may be in it ({@link TilePool.isSound}). */
  readonly isUnchecked: boolean;
  /** Gives the picture back; once. */
  readonly release: () => void;
}

export type LentImage = ({ readonly kind: 'image' } & LentTile) | { readonly kind: 'hole'; readonly error: PlainError };

interface Waiter {
  readonly resolve: (image: LentImage) => void;
  readonly reject: (reason: Error) => void;
}

type Entry =
  | { readonly kind: 'loading'; readonly controller: AbortController; readonly waiters: Set<Waiter> }
  | { readonly kind: 'held'; readonly bitmap: ImageBitmap; uses: number };

/**
 * The tiles of all viewers on the page. Two views of one place of a slide ask for a tile once, have it decoded once and keep one picture of
 * it in memory; it is closed when the last of them lets go. Each viewer decides by itself what it keeps, within its share of what all may
 * keep together.
 */
export class TilePool {
  readonly #client: TileClient;
  readonly #entries = new Map<string, Entry>();
  readonly #members = new Set<(share: number) => void>();
  /** Of the pictures that the browser's decoder made and no other one has confirmed. */
  readonly #doubts = new WeakMap<ImageBitmap, 'unchecked' | 'damaged'>();

  constructor(client: TileClient) {
    this.#client = client;
  }

  /** Pictures kept now, each counted once. */
  get held(): number {
    return [...this.#entries.values()].filter(({ kind }) => kind === 'held').length;
  }

  /**
   * Counts a viewer in. It is told its share of the memory, 0..1, at once and whenever another one comes or goes; returns the function
   * that counts it out.
   */
  join(takeShare: (share: number) => void): () => void {
    this.#members.add(takeShare);
    this.#tellShares();
    return () => {
      this.#members.delete(takeShare);
      this.#tellShares();
    };
  }

  /** Rejects with the signal's reason when aborted; the request itself is aborted when nobody waits for the tile any more, and has ended by then. */
  tile(slideId: string, address: TileAddress, signal: AbortSignal): Promise<LentImage> {
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    const key = `${slideId}/${tileKey(address)}`;
    const known = this.#entries.get(key);
    if (known?.kind === 'held') return Promise.resolve(this.#lend(key, known));
    const loading = known ?? this.#start(key, slideId, address);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (loading.waiters.size > 1) {
          loading.waiters.delete(waiter);
          reject(reasonOf(signal));
          return;
        }
        // The last one waits until the request has ended: until then it takes up a place among those under way.
        if (this.#entries.get(key) === loading) this.#entries.delete(key);
        loading.controller.abort(reasonOf(signal));
      };
      const done = (): void => signal.removeEventListener('abort', leave);
      const waiter: Waiter = {
        resolve: (image) => {
          done();
          resolve(image);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
      };
      loading.waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /**
   * Holds a lent picture against the decoder of the models, which refuses damaged data. What it refuses is lent to nobody from then on; asked for
   * again, the tile is a hole.
   *
   * @returns false for a picture of damaged data
   */
  async isSound(
    slide: SlideDescription,
    address: TileAddress,
    bitmap: ImageBitmap,
    signal: AbortSignal,
  ): Promise<boolean> {
    const region = regionOf(slide, address);
    if (!region || this.#doubts.get(bitmap) !== 'unchecked') return this.#doubts.get(bitmap) !== 'damaged';
    const { holes } = await this.#client.levelRegion(region, signal);
    if (holes.length === 0) {
      this.#doubts.delete(bitmap);
      return true;
    }
    this.#doubts.set(bitmap, 'damaged');
    const key = `${slide.id}/${tileKey(address)}`;
    const entry = this.#entries.get(key);
    if (entry?.kind === 'held' && entry.bitmap === bitmap) this.#entries.delete(key);
    return false;
  }

  #start(key: string, slideId: string, address: TileAddress): Extract<Entry, { kind: 'loading' }> {
    const controller = new AbortController();
    const entry = { kind: 'loading', controller, waiters: new Set<Waiter>() } as const;
    this.#entries.set(key, entry);
    this.#client.tile({ slideId, ...address }, controller.signal).then(
      (image) => this.#arrived(key, entry, image),
      (reason: unknown) => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        const error = reason instanceof Error ? reason : new Error(String(reason));
        for (const waiter of entry.waiters) waiter.reject(error);
      },
    );
    return entry;
  }

  #arrived(key: string, entry: Extract<Entry, { kind: 'loading' }>, image: TileImage): void {
    const { signal } = entry.controller;
    if (signal.aborted) {
      // It came all the same, for nobody.
      if (image.kind === 'image') image.bitmap.close();
      for (const waiter of entry.waiters) waiter.reject(reasonOf(signal));
      return;
    }
    this.#entries.delete(key);
    if (image.kind === 'hole') {
      for (const waiter of entry.waiters) waiter.resolve(image);
      return;
    }
    if (image.unchecked) this.#doubts.set(image.bitmap, 'unchecked');
    const held: Entry = { kind: 'held', bitmap: image.bitmap, uses: 0 };
    this.#entries.set(key, held);
    for (const waiter of entry.waiters) waiter.resolve(this.#lend(key, held));
  }

  #lend(key: string, held: Extract<Entry, { kind: 'held' }>): LentImage {
    held.uses++;
    let isLent = true;
    const release = (): void => {
      if (!isLent) return;
      isLent = false;
      if (--held.uses > 0) return;
      if (this.#entries.get(key) === held) this.#entries.delete(key);
      held.bitmap.close();
    };
    return { kind: 'image', bitmap: held.bitmap, isUnchecked: this.#doubts.has(held.bitmap), release };
  }

  #tellShares(): void {
    for (const take of this.#members) take(1 / this.#members.size);
  }
}

/** A tile's own part of its level; null for a tile that the slide does not have. */
function regionOf(slide: SlideDescription, { level, column, row }: TileAddress): LevelRegionRequest | null {
  const shape = slide.levels[level];
  if (!shape) return null;
  const [x, y] = [column * shape.tileWidth, row * shape.tileHeight];
  const width = Math.min(shape.tileWidth, shape.width - x);
  const height = Math.min(shape.tileHeight, shape.height - y);
  return { slideId: slide.id, level, x, y, width, height };
}

const pools = new WeakMap<TileClient, TilePool>();

/** The pool of all viewers that show slides of one client. */
export function poolOf(client: TileClient): TilePool {
  const known = pools.get(client);
  if (known) return known;
  const pool = new TilePool(client);
  pools.set(client, pool);
  return pool;
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException('The tile is not wanted any more', 'AbortError');
}
