import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openSlideLock } from '#core/slide/open-slide-lock.ts';
import { memoryDirectory, type MemoryDirectory } from '#test-support/memory-directory.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import { fileFeatureStore } from './feature-files.ts';
import { FEATURES_FOLDER, HEADER_BYTES } from './feature-folder.ts';
import { recordBytesOf } from './feature-records.ts';
import { forgetStoredFeatures, keptBySlide, storedFeatureBytes, trimStoredFeatures } from './kept-features.ts';

const D = 2;
let disk: MemoryDirectory;
let locks: LockManager;

beforeEach(() => {
  disk = memoryDirectory();
  locks = memoryLocks();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

let clock = 1_000_000_000;
const tab = () => fileFeatureStore({ root: disk.root, locks, now: () => 0, date: () => ++clock });
const of = (name: string, patches = 10) => ({
  slide: { name, fingerprint: name.repeat(64).slice(0, 64) },
  encoder: 'e',
  patches,
});
const value = (i: number) => Float32Array.of(i, i + 0.5);
const SIZE = HEADER_BYTES + recordBytesOf(D);

/** Runs over one slide: writes one record. */
async function runOver(name: string, store = tab()) {
  const opened = await store.open(`key of ${name}`, D, of(name, 1));
  opened.cache.write(1, 1, value(1));
  const why = opened.notKept();
  opened.close();
  return why;
}

describe('features in files', () => {
  it('are there for the next worker, also where the one before was killed while it wrote', async () => {
    const { cache } = await tab().open('k', D, of('a'));
    for (let i = 0; i < 3; i++) cache.write(i, 0, value(i));
    disk.kill();
    // All that a killed browser held, locks among it, is gone.
    locks = memoryLocks();
    const [name = ''] = disk.names(FEATURES_FOLDER);
    const bytes = disk.bytesOf(FEATURES_FOLDER, name) ?? new Uint8Array(0);
    disk.put([FEATURES_FOLDER, name], bytes.slice(0, -5));
    const again = await tab().open('k', D, of('a'));
    expect([0, 1, 2].map((i) => again.cache.read(i, 0))).toEqual([value(0), value(1), null]);
    again.cache.write(2, 0, value(2));
    again.close();
    expect((await tab().open('k', D, of('a', 0))).cache.read(2, 0)).toEqual(value(2));
    expect(disk.names(FEATURES_FOLDER)).toEqual([name]);
  });

  it('of two tabs at once: each writes its own file and reads both, and nothing is lost', async () => {
    const first = await tab().open('k', D, of('a'));
    first.cache.write(1, 0, value(1));
    const second = await tab().open('k', D, of('a'));
    expect(second.cache.read(1, 0)).toEqual(value(1));
    for (let i = 2; i < 6; i++) (i % 2 ? first : second).cache.write(i, 0, value(i));
    expect([first.notKept(), second.notKept()]).toEqual([null, null]);
    expect(disk.names(FEATURES_FOLDER)).toHaveLength(2);
    first.close();
    second.close();
    const later = await tab().open('k', D, of('a', 0));
    expect([1, 2, 3, 4, 5].map((i) => later.cache.read(i, 0))).toEqual([1, 2, 3, 4, 5].map(value));
  });

  it('of a slide that cannot be recognised again stay in memory', async () => {
    const store = tab();
    const first = await store.open('k', D, null);
    first.cache.write(1, 0, value(1));
    expect(first.notKept()).toBe('unknown-slide');
    expect((await store.open('k', D, null)).cache.read(1, 0)).toEqual(value(1));
    expect(disk.names()).toEqual([]);
  });

  it('go on in memory where the disk fills up on the way, and say so', async () => {
    const store = tab();
    disk.quotaBytes = HEADER_BYTES + recordBytesOf(D);
    const opened = await store.open('k', D, of('a'));
    opened.cache.write(1, 0, value(1));
    expect(opened.notKept()).toBeNull();
    opened.cache.write(2, 0, value(2));
    expect(opened.notKept()).toBe('full');
    opened.close();
    const again = await store.open('k', D, of('a', 0));
    expect([1, 2].map((i) => again.cache.read(i, 0))).toEqual([value(1), value(2)]);
    expect(again.notKept()).toBeNull();
  });

  it('go on in memory where nothing can be written at all', async () => {
    for (const [reason, why] of [
      ['QuotaExceededError', 'full'],
      ['SecurityError', 'refused'],
    ] as const) {
      disk.refusal = new DOMException('no', reason);
      const store = tab();
      const opened = await store.open('k', D, of('a'));
      opened.cache.write(1, 0, value(1));
      expect(opened.cache.read(1, 0)).toEqual(value(1));
      expect(opened.notKept()).toBe(why);
      opened.close();
    }
  });

  it('whose head was torn are still there: their name says what they are of', async () => {
    await runOver('a');
    await runOver('b');
    for (const name of disk.names(FEATURES_FOLDER))
      disk.put(
        [FEATURES_FOLDER, name],
        (disk.bytesOf(FEATURES_FOLDER, name) ?? new Uint8Array(0)).slice().fill(0, 7, 99),
      );
    expect(await keptBySlide(disk.root)).toMatchObject([{ name: '', fingerprint: '' }]);
    const asked = await tab().open('key of b', D, of('b', 0));
    expect(asked.cache.read(1, 1)).toEqual(value(1));
    const again = await tab().open('key of a', D, of('a'));
    expect(again.cache.read(1, 1)).toEqual(value(1));
    again.close();
    expect((await keptBySlide(disk.root))[0]).toMatchObject({ name: 'a', bytes: SIZE });
  });

  it('that are no features of this program are begun anew', async () => {
    await runOver('a');
    const [name = ''] = disk.names(FEATURES_FOLDER);
    disk.put([FEATURES_FOLDER, name], new Uint8Array(9000).fill(7));
    const opened = await tab().open('key of a', D, of('a'));
    expect(opened.cache.read(1, 1)).toBeNull();
    opened.cache.write(1, 1, value(1));
    expect(opened.cache.read(1, 1)).toEqual(value(1));
    expect(disk.bytesOf(FEATURES_FOLDER, name)?.length).toBe(SIZE);
  });
});

describe('the limit of the feature cache', () => {
  const kept = async () => (await keptBySlide(disk.root)).map(({ name }) => name);

  it('lets the slides longest unused go first, before anything is written', async () => {
    const store = tab();
    for (const name of ['a', 'b', 'c']) await runOver(name, store);
    // Used again, if only to be read: b is now the one longest unused.
    (await store.open('key of a', D, of('a', 0))).close();
    store.keepWithin?.(3 * SIZE);
    expect(await runOver('d', store)).toBeNull();
    expect(await kept()).toEqual(['d', 'a', 'c']);
    expect(await storedFeatureBytes(disk.root)).toBe(3 * SIZE);
  });

  it('never lets go what is in use in any tab, and what is open only after all else', async () => {
    const store = tab();
    for (const name of ['a', 'b', 'c']) await runOver(name, store);
    const asking = await tab().open('key of a', D, of('a', 0));
    void locks.request(openSlideLock('b'.repeat(64)), { mode: 'shared' }, () => new Promise(() => undefined));
    store.keepWithin?.(3 * SIZE);
    await runOver('d', store);
    expect((await kept()).sort()).toEqual(['a', 'b', 'd']);
    store.keepWithin?.(2 * SIZE);
    await runOver('e', store);
    expect((await kept()).sort()).toEqual(['a', 'e']);
    expect(asking.cache.read(1, 1)).toEqual(value(1));
  });

  it('ends a file that alone is more than that; the rest is in memory', async () => {
    const store = tab();
    store.keepWithin?.(SIZE);
    const opened = await store.open('k', D, of('a'));
    for (let i = 0; i < 3; i++) opened.cache.write(i, 0, value(i));
    expect(opened.notKept()).toBe('limit');
    expect(opened.cache.read(2, 0)).toEqual(value(2));
    expect(await storedFeatureBytes(disk.root)).toBe(SIZE);
  });

  it('takes hold at once where it is made smaller', async () => {
    for (const name of ['a', 'b', 'c']) await runOver(name);
    expect(await trimStoredFeatures(disk.root, 2 * SIZE, locks)).toBe(2 * SIZE);
    expect(await kept()).toEqual(['c', 'b']);
  });
});

describe('what is kept', () => {
  it('is told by slide and deleted by slide, but for what is in use', async () => {
    for (const name of ['a', 'b', 'c']) await runOver(name);
    expect(await keptBySlide(disk.root)).toMatchObject([
      { name: 'c', bytes: SIZE, fingerprint: 'c'.repeat(64) },
      { name: 'b', bytes: SIZE },
      { name: 'a', bytes: SIZE },
    ]);
    expect(await forgetStoredFeatures(disk.root, 'b'.repeat(64), locks)).toBe(2 * SIZE);
    const asking = await tab().open('key of a', D, of('a', 0));
    expect(await forgetStoredFeatures(disk.root, null, locks)).toBe(SIZE);
    asking.close();
    // The lock is given back a moment after the file.
    await vi.waitFor(async () => {
      expect(await forgetStoredFeatures(disk.root, null, locks)).toBe(0);
    });
  });

  it('of earlier builds is deleted', async () => {
    disk.put(['features-v1', 'old.f32'], new Uint8Array(1000));
    await runOver('a');
    expect(disk.names()).toEqual([FEATURES_FOLDER]);
  });
});
