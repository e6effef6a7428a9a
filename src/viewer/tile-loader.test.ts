import { describe, expect, it } from 'vitest';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { tileKey, type TileAddress } from './pyramid.ts';
import { TileLoader, type TileLoaderOptions } from './tile-loader.ts';
import type { LentImage } from './tile-pool.ts';

interface Bench {
  readonly loader: TileLoader;
  /** Keys in the order in which they were started. */
  readonly started: string[];
  readonly aborted: string[];
  readonly closed: string[];
  readonly holes: string[];
  readonly pending: number[];
  /** Lets one started tile arrive. */
  arrive: (address: TileAddress, image?: LentImage) => Promise<void>;
  fail: (address: TileAddress, error: Error) => Promise<void>;
}

function bench(options: Partial<TileLoaderOptions> = {}): Bench {
  const started: string[] = [];
  const aborted: string[] = [];
  const closed: string[] = [];
  const holes: string[] = [];
  const pending: number[] = [];
  const waiting = new Map<string, { resolve: (image: LentImage) => void; reject: (error: Error) => void }>();
  const loader = new TileLoader({
    load: (address, signal) => {
      const key = tileKey(address);
      started.push(key);
      signal.addEventListener('abort', () => aborted.push(key));
      return new Promise((resolve, reject) => waiting.set(key, { resolve, reject }));
    },
    maxInFlight: 2,
    isHeld: () => false,
    onHole: (key) => holes.push(key),
    onPending: (count) => pending.push(count),
    ...options,
  });
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    loader,
    started,
    aborted,
    closed,
    holes,
    pending,
    arrive: (address, image) => {
      const key = tileKey(address);
      const bitmap = {} as ImageBitmap;
      waiting
        .get(key)!
        .resolve(image ?? { kind: 'image', bitmap, isUnchecked: false, release: () => closed.push(key) });
      return settle();
    },
    fail: (address, error) => {
      waiting.get(tileKey(address))!.reject(error);
      return settle();
    },
  };
}

const tile = (level: number, column: number, row = 0): TileAddress => ({ level, column, row });
const A = tile(0, 0);
const B = tile(0, 1);
const C = tile(0, 2);
const COARSE = tile(3, 0);
const none = (): boolean => false;
const all = (): boolean => true;

function waiter(): { deliver: (image: LentImage) => void; giveUp: () => void; got: string[] } {
  const got: string[] = [];
  return { got, deliver: (image) => got.push(image.kind), giveUp: () => got.push('given up') };
}

describe('tile loader', () => {
  it('fetches ahead what the view is heading for, best first, a few at a time', async () => {
    const { loader, started, arrive } = bench();
    loader.aim([B, A, C], none);
    expect(started).toEqual(['0/1_0', '0/0_0']);
    await arrive(B);
    expect(started).toEqual(['0/1_0', '0/0_0', '0/2_0']);
  });

  it('hands a tile fetched ahead to whoever asks later, without a second fetch', async () => {
    const { loader, started, arrive } = bench();
    loader.aim([A], none);
    await arrive(A);
    const asked = waiter();
    loader.request(A, asked);
    expect(asked.got).toEqual(['image']);
    expect(started).toHaveLength(1);
  });

  it('does not fetch ahead what is held already', () => {
    const { loader, started } = bench({ isHeld: (key) => key === tileKey(A) });
    loader.aim([A, B], none);
    expect(started).toEqual(['0/1_0']);
  });

  it('keeps what is only passed on the way waiting until the goal is there', async () => {
    const { loader, started, arrive } = bench();
    loader.aim([A], all);
    loader.request(COARSE, waiter());
    expect(started).toEqual(['0/0_0']);
    await arrive(A);
    loader.request(A, waiter());
    expect(started).toEqual(['0/0_0', '3/0_0']);
  });

  it('aborts what has left the view, down to the fetch, and tells who asked', () => {
    const { loader, aborted } = bench();
    const asked = waiter();
    loader.request(A, asked);
    loader.aim([B], none);
    expect(aborted).toEqual(['0/0_0']);
    expect(asked.got).toEqual(['given up']);
  });

  it('keeps what still shows', async () => {
    const { loader, aborted, arrive } = bench();
    const asked = waiter();
    loader.request(A, asked);
    loader.aim([B], all);
    expect(aborted).toEqual([]);
    await arrive(A);
    expect(asked.got).toEqual(['image']);
  });

  it('closes pictures that nobody wants any more', async () => {
    const { loader, closed, arrive } = bench();
    loader.aim([A, B], none);
    await arrive(A);
    loader.aim([], none);
    await arrive(B);
    expect(closed.toSorted()).toEqual(['0/0_0', '0/1_0']);
  });

  it('frees its place when the asker withdraws', () => {
    const { loader, started, aborted } = bench({ maxInFlight: 1 });
    const asked = waiter();
    loader.request(A, asked);
    loader.request(B, waiter());
    loader.cancel(A);
    expect(aborted).toEqual(['0/0_0']);
    expect(asked.got).toEqual([]);
    expect(started).toEqual(['0/0_0']);
  });

  it('starts the next once an aborted fetch has ended', async () => {
    const { loader, started, fail } = bench({ maxInFlight: 1 });
    loader.request(A, waiter());
    loader.request(B, waiter());
    loader.cancel(A);
    await fail(A, new DOMException('gone', 'AbortError'));
    expect(started).toEqual(['0/0_0', '0/1_0']);
  });

  it('counts a hole when it is shown, and a failed call as one', async () => {
    const { loader, holes, arrive, fail } = bench();
    const [first, second] = [waiter(), waiter()];
    loader.request(A, first);
    loader.request(B, second);
    const error: PlainError = { code: 'tile/missing', context: { level: 0, column: 0, row: 0 } };
    await arrive(A, { kind: 'hole', error });
    await fail(B, new Error('broken'));
    expect([first.got, second.got]).toEqual([['hole'], ['hole']]);
    expect(holes).toEqual(['0/0_0', '0/1_0']);
  });

  it('asks anew for what was fetched ahead and failed, once it is told to forget that', async () => {
    const { loader, started, fail, arrive } = bench();
    loader.aim([A, B], () => true);
    await fail(A, new Error('no network'));
    await arrive(B);
    loader.forgetHoles();
    const [first, second] = [waiter(), waiter()];
    loader.request(A, first);
    loader.request(B, second);
    await arrive(A);
    expect([first.got, second.got]).toEqual([['image'], ['image']]);
    expect(started).toEqual(['0/0_0', '0/1_0', '0/0_0']);
  });

  it('tells how many are waited for', async () => {
    const { loader, pending, arrive } = bench();
    loader.request(A, waiter());
    loader.request(B, waiter());
    await arrive(A);
    loader.close();
    expect(pending).toEqual([1, 2, 1, 0]);
  });

  it('gives everything up when closed, and what is asked afterwards', () => {
    const { loader, aborted } = bench();
    const [first, late] = [waiter(), waiter()];
    loader.request(A, first);
    loader.close();
    loader.request(B, late);
    expect([first.got, late.got, aborted]).toEqual([['given up'], ['given up'], ['0/0_0']]);
  });
});
