import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HeldTiles, type HeldTile } from './held-tiles.ts';
import { TileCheck } from './tile-check.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Tiles of one row, by their column; `failing` cannot be looked at, `broken` are damaged. */
function bench(columns: number) {
  const held = new HeldTiles();
  const tiles = Array.from({ length: columns }, (_, column) =>
    held.hold(
      { level: 0, column, row: 0 },
      { bitmap: { width: 256 } as ImageBitmap, isUnchecked: true, release: () => undefined },
    ),
  );
  const [looked, told]: [number[], number[]] = [[], []];
  const [failing, broken] = [new Set<number>(), new Set<number>()];
  const check = new TileCheck({
    held,
    isSound: ({ address }, signal) => {
      looked.push(address.column);
      signal.throwIfAborted();
      if (failing.has(address.column)) return Promise.reject(new Error('the worker crashed'));
      return Promise.resolve(!broken.has(address.column));
    },
    onDamaged: (found: readonly HeldTile[]) => told.push(...found.map(({ address }) => address.column)),
  });
  return { held, tiles, looked, told, failing, broken, check };
}

const MINUTES = 10 * 60_000;

it('a tile that could not be looked at is looked at again, after the others, and found damaged then', async () => {
  const { looked, told, failing, broken, check } = bench(3);
  failing.add(2);
  broken.add(2);
  check.start();
  await vi.advanceTimersByTimeAsync(300);
  expect([looked, told]).toEqual([[2], []]);
  failing.clear();
  await vi.advanceTimersByTimeAsync(MINUTES);
  expect(looked).toEqual([2, 1, 0, 2]);
  expect(told).toEqual([2]);
});

it('what cannot be looked at is given up after three times, until there is reason to try again', async () => {
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  const { looked, told, failing, broken, check } = bench(2);
  failing.add(1);
  broken.add(1);
  check.start();
  await vi.advanceTimersByTimeAsync(MINUTES);
  check.start();
  await vi.advanceTimersByTimeAsync(MINUTES);
  expect(looked).toEqual([1, 0, 1, 1]);
  expect(warned).toHaveBeenCalledOnce();
  failing.clear();
  check.again();
  check.start();
  await vi.advanceTimersByTimeAsync(MINUTES);
  expect(looked).toEqual([1, 0, 1, 1, 1]);
  expect(told).toEqual([1]);
});

it('a view that moves does not hurry what failed', async () => {
  const { looked, told, failing, check } = bench(1);
  failing.add(0);
  for (let moved = 0; moved < 10; moved++) {
    check.start();
    await vi.advanceTimersByTimeAsync(210);
    check.stop();
  }
  expect(looked.length).toBeLessThan(3);
  failing.clear();
  check.start();
  await vi.advanceTimersByTimeAsync(MINUTES);
  expect(told).toEqual([]);
  expect(looked.length).toBeLessThan(4);
});

it('a tile that was given back meanwhile is not looked at any more', async () => {
  const { held, tiles, looked, failing, check } = bench(1);
  failing.add(0);
  check.start();
  await vi.advanceTimersByTimeAsync(300);
  tiles[0]?.release();
  await vi.advanceTimersByTimeAsync(MINUTES);
  check.again();
  expect([looked, held.lastUnchecked()]).toEqual([[0], null]);
});
