import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockedSource, type BlockOptions } from './blocked-source.ts';
import type { RangeFetcher } from './byte-source.ts';

interface Fetch {
  readonly offset: number;
  readonly length: number;
  readonly signal: AbortSignal;
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
}

const byteAt = (i: number): number => (i * 31 + (i >> 7)) & 255;

/** Records every fetch; answers at once, or when told to. */
function recording(size: number, immediately: boolean): { fetcher: RangeFetcher; fetches: Fetch[] } {
  const fetches: Fetch[] = [];
  const fetcher: RangeFetcher = {
    name: 'recorded',
    size,
    hosts: [],
    fetchRange: (offset, length, signal) =>
      new Promise((resolve, reject) => {
        const finish = (): void => {
          resolve(
            Uint8Array.from({ length: Math.max(0, Math.min(length, size - offset)) }, (_, i) => byteAt(offset + i)),
          );
        };
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
        fetches.push({ offset, length, signal, finish, fail: reject });
        if (immediately) finish();
      }),
  };
  return { fetcher, fetches };
}

const SMALL: Partial<BlockOptions> = { blockBytes: 100, maxRequestBytes: 400, maxCacheBytes: 2000, maxConcurrent: 2 };
const forever = new AbortController().signal;
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('block cache', () => {
  it('gives exactly the bytes asked for, whatever the blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.tuple(fc.nat(3000), fc.nat(700)), { maxLength: 8 }),
        async (size, reads) => {
          const source = new BlockedSource(recording(size, true).fetcher, SMALL);
          await Promise.all(
            reads.map(async ([offset, length]) => {
              const reading = source.read(offset, length, forever);
              if (offset + length > size) {
                await expect(reading).rejects.toMatchObject({ code: 'source/short-read' });
                return;
              }
              expect(Array.from(await reading)).toEqual(Array.from({ length }, (_, i) => byteAt(offset + i)));
            }),
          );
          expect(source.stats.cacheBytes).toBeLessThanOrEqual(2000);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('fetches neighbours together and nothing twice', async () => {
    const { fetcher, fetches } = recording(10_000, true);
    const source = new BlockedSource(fetcher, SMALL);
    await Promise.all([source.read(310, 50, forever), source.read(120, 150, forever), source.read(420, 10, forever)]);
    expect(fetches.map(({ offset, length }) => [offset, length])).toEqual([[100, 400]]);
    await source.read(130, 300, forever);
    expect(fetches).toHaveLength(1);
    expect(source.stats).toMatchObject({ requests: 1, bytesRead: 400 });
  });

  it('keeps requests to their size and number, and joins what waits', async () => {
    const { fetcher, fetches } = recording(10_000, false);
    const source = new BlockedSource(fetcher, SMALL);
    const reads = [source.read(0, 100, forever), source.read(5000, 100, forever)];
    await tick();
    for (let block = 10; block < 16; block += 1) {
      reads.push(source.read(block * 100, 100, forever));
      await tick();
    }
    expect(fetches).toHaveLength(2);
    fetches[0]?.finish();
    await tick();
    expect(fetches.slice(2).map(({ offset, length }) => [offset, length])).toEqual([[1000, 400]]);
    fetches[1]?.finish();
    await tick();
    expect(fetches.slice(3).map(({ offset, length }) => [offset, length])).toEqual([[1400, 200]]);
    for (const { finish } of fetches) finish();
    await Promise.all(reads);
  });

  it('takes an abort down to the fetch, but only when nobody else waits for it', async () => {
    const { fetcher, fetches } = recording(10_000, false);
    const source = new BlockedSource(fetcher, SMALL);
    const [first, second] = [new AbortController(), new AbortController()];
    const reads = [source.read(0, 150, first.signal), source.read(120, 20, second.signal)];
    await tick();
    expect(fetches).toHaveLength(1);
    first.abort();
    await expect(reads[0]).rejects.toMatchObject({ name: 'AbortError' });
    expect(fetches[0]?.signal.aborted).toBe(false);
    second.abort();
    await expect(reads[1]).rejects.toMatchObject({ name: 'AbortError' });
    expect(fetches[0]?.signal.aborted).toBe(true);
  });

  it('serves a caller who comes after an abort with a new fetch', async () => {
    const { fetcher, fetches } = recording(10_000, false);
    const source = new BlockedSource(fetcher, SMALL);
    const controller = new AbortController();
    const aborted = source.read(0, 10, controller.signal);
    await tick();
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    const again = source.read(0, 10, forever);
    await tick();
    expect(fetches).toHaveLength(2);
    fetches[1]?.finish();
    expect((await again)[3]).toBe(byteAt(3));
  });

  it('drops what was queued and is no longer wanted', async () => {
    const { fetcher, fetches } = recording(10_000, false);
    const source = new BlockedSource(fetcher, { ...SMALL, maxConcurrent: 1 });
    const controller = new AbortController();
    const kept = source.read(0, 10, forever);
    await tick();
    const dropped = source.read(5000, 10, controller.signal);
    controller.abort();
    await expect(dropped).rejects.toMatchObject({ name: 'AbortError' });
    fetches[0]?.finish();
    await kept;
    await tick();
    expect(fetches).toHaveLength(1);
  });

  it('forgets a failed fetch, so that the next read tries again', async () => {
    const { fetcher, fetches } = recording(10_000, false);
    const source = new BlockedSource(fetcher, SMALL);
    const failing = source.read(0, 10, forever);
    await tick();
    fetches[0]?.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    const again = source.read(0, 10, forever);
    await tick();
    fetches[1]?.finish();
    expect(await again).toHaveLength(10);
  });

  it('never holds more than its bound', async () => {
    const { fetcher } = recording(1_000_000, true);
    const source = new BlockedSource(fetcher, SMALL);
    for (let offset = 0; offset < 100_000; offset += 100) await source.read(offset, 100, forever);
    expect(source.stats.cacheBytes).toBe(2000);
  });
});
