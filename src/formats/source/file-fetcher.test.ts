import { expect, it } from 'vitest';
import { createRetries } from '#core/network/retries.ts';
import type { Trouble } from '#core/network/trouble.ts';
import { fakeClock } from '#test-support/fake-clock.ts';
import { memoryFile } from '#test-support/memory-file.ts';
import { FileFetcher } from './file-fetcher.ts';
import { folderTree } from './file-tree.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
const { signal } = new AbortController();

/** A file that fails as Chromium's do while `isGone()`. */
function flickering(isGone: () => boolean, name = 'NotReadableError') {
  const file = memoryFile('a.svs', BYTES);
  let reads = 0;
  const slice = (start: number, end: number) => {
    reads += 1;
    return isGone()
      ? { arrayBuffer: () => Promise.reject(new DOMException('gone', name)) }
      : { arrayBuffer: () => file.slice(start, end).arrayBuffer() };
  };
  return { file: { ...file, slice }, reads: () => reads };
}

function setUp() {
  const clock = fakeClock();
  const retries = createRetries(clock);
  const told: (readonly Trouble[])[] = [];
  retries.onTroubles((list) => told.push(list));
  return { clock, told, patience: { retries } };
}

it.each(['NotReadableError', 'NotFoundError'])('a share that is gone for a moment (%s) is waited for', async (name) => {
  const { clock, told, patience } = setUp();
  const { file, reads } = flickering(() => clock.nowMs() < 3_000, name);
  const reading = new FileFetcher(file, patience).fetchRange(10, 20, signal);
  await clock.pass(3_000);
  expect(told.at(-1)).toMatchObject([{ host: 'a.svs', why: { kind: 'unreadable' }, tries: 6 }]);
  await clock.pass(10_000);
  expect(await reading).toEqual(BYTES.slice(10, 30));
  expect(reads()).toBeGreaterThan(2);
  expect(told.at(-1)).toEqual([]);
});

it('a file that stays away is told as that, of a folder too', async () => {
  const { clock, patience } = setUp();
  const { file, reads } = flickering(() => true);
  const tree = folderTree('a.dzi', new Map([['a_files/0/0_0.jpeg', file]]), patience);
  const ends = [
    new FileFetcher(file, patience).fetchRange(0, 10, signal),
    tree.read('a_files/0/0_0.jpeg', 1e6, signal),
  ];
  const told = Promise.allSettled(ends);
  await clock.pass(60_000);
  const wanted = { status: 'rejected', reason: { code: 'source/file-unreadable', context: { name: 'a.svs' } } };
  expect(await told).toMatchObject([wanted, wanted]);
  expect(reads()).toBe(12);
});

it('who no longer wants it hears nothing of it, and memory that cannot be had is no fault of the file', async () => {
  const { patience } = setUp();
  const controller = new AbortController();
  const { file } = flickering(() => true);
  const reading = new FileFetcher(file, patience).fetchRange(0, 10, controller.signal);
  controller.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  const full = { ...file, slice: () => ({ arrayBuffer: () => Promise.reject(new RangeError('Array buffer allocation failed')) }) }; // prettier-ignore
  await expect(new FileFetcher(full, patience).fetchRange(0, 10, signal)).rejects.toThrow(RangeError);
});
