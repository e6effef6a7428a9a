import { describe, expect, it } from 'vitest';
import type { LevelRegionRequest, TileImage, TileRequest } from '#workers/slide/contract.ts';
import { fakeSlide } from '#test-support/fake-services.ts';
import { TilePool, type LentImage } from './tile-pool.ts';

const ADDRESS = { level: 0, column: 3, row: 4 };

function bench() {
  const requests: TileRequest[] = [];
  const aborted: TileRequest[] = [];
  const closed: string[] = [];
  const looked: LevelRegionRequest[] = [];
  /** Of each place that is looked at, in turn. */
  const holes: string[][] = [];
  let answers: ((image: TileImage) => void)[] = [];
  const pool = new TilePool({
    levelRegion: (request) => {
      looked.push(request);
      return Promise.resolve({ pixels: new Uint8Array(0), holes: holes.shift() ?? [] });
    },
    tile: (request, signal) => {
      requests.push(request);
      return new Promise((resolve, reject) => {
        answers.push(resolve);
        signal?.addEventListener('abort', () => {
          aborted.push(request);
          reject(signal.reason as Error);
        });
      });
    },
  });
  const arrive = (name: string, unchecked?: true) => {
    const bitmap = { close: () => closed.push(name) } as unknown as ImageBitmap;
    for (const answer of answers) answer({ kind: 'image', bitmap, ...(unchecked ? { unchecked } : {}) });
    answers = [];
  };
  const ask = (slideId = 'a', signal = new AbortController().signal) => pool.tile(slideId, ADDRESS, signal);
  return { pool, requests, looked, holes, aborted, closed, arrive, ask };
}

function picture(image: LentImage): Extract<LentImage, { kind: 'image' }> {
  if (image.kind !== 'image') throw new Error('a hole');
  return image;
}

describe('tiles of several viewers', () => {
  it('are fetched once, kept once, and closed when the last viewer lets go', async () => {
    const { pool, requests, closed, arrive, ask } = bench();
    const [first, second] = [ask(), ask()];
    arrive('tile');
    const images = [picture(await first), picture(await second)];
    images.push(picture(await ask()));
    expect(requests).toHaveLength(1);
    expect(new Set(images.map(({ bitmap }) => bitmap)).size).toBe(1);
    expect(pool.held).toBe(1);
    images[0]?.release();
    // A second time is not another viewer's.
    images[0]?.release();
    images[1]?.release();
    expect(closed).toEqual([]);
    images[2]?.release();
    expect(closed).toEqual(['tile']);
    expect(pool.held).toBe(0);
    const again = ask();
    arrive('again');
    await again;
    expect(requests).toHaveLength(2);
  });

  it('of two slides are two', async () => {
    const { requests, arrive, ask } = bench();
    const both = [ask('a'), ask('b')];
    arrive('tile');
    await Promise.all(both);
    expect(requests.map(({ slideId }) => slideId)).toEqual(['a', 'b']);
  });

  it('go on for those who still wait when one gives up, and are aborted with the last', async () => {
    const { requests, aborted, arrive, ask } = bench();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = ask('a', one.signal);
    const second = ask('a', two.signal);
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(aborted).toEqual([]);
    arrive('tile');
    picture(await second).release();

    const third = new AbortController();
    const alone = ask('a', third.signal);
    third.abort();
    await expect(alone).rejects.toMatchObject({ name: 'AbortError' });
    expect(aborted).toHaveLength(1);
    // Nobody gets the aborted one's answer.
    const next = ask();
    expect(requests).toHaveLength(3);
    arrive('next');
    expect(picture(await next).bitmap).toBeDefined();
  });

  it('tell a failure to all who wait, and try again for the next', async () => {
    let calls = 0;
    const pool = new TilePool({
      levelRegion: () => Promise.reject(new Error('no network')),
      tile: () => {
        calls++;
        return Promise.reject(new Error('no network'));
      },
    });
    const { signal } = new AbortController();
    const both = [pool.tile('a', ADDRESS, signal), pool.tile('a', ADDRESS, signal)];
    for (const one of both) await expect(one).rejects.toThrow('no network');
    await expect(pool.tile('a', ADDRESS, signal)).rejects.toThrow('no network');
    expect(calls).toBe(2);
  });

  it('of damaged data are lent until somebody looks, then to nobody: all who show one hear of it, and it is asked for anew', async () => {
    const { pool, requests, looked, holes, closed, arrive, ask } = bench();
    const { signal } = new AbortController();
    const slide = fakeSlide({ id: 'a', width: 1000, height: 1280 });
    const [level0] = slide.levels;
    if (!level0) throw new Error('no level');
    const sized = { ...slide, levels: [{ ...level0, width: 1000, height: 1280, columns: 4, rows: 5 }] };
    const [first, second] = [ask(), ask()];
    arrive('tile', true);
    const images = [picture(await first), picture(await second)];
    expect(images.map(({ isUnchecked }) => isUnchecked)).toEqual([true, true]);
    const check = (image: Extract<LentImage, { kind: 'image' }> | undefined) =>
      pool.isSound(sized, ADDRESS, image?.bitmap as ImageBitmap, signal);
    holes.push(['0/3,4']);
    expect([await check(images[0]), await check(images[1])]).toEqual([false, false]);
    // The part of it that lies on the slide, once.
    expect(looked).toEqual([{ slideId: 'a', level: 0, x: 768, y: 1024, width: 232, height: 256 }]);
    const again = ask();
    expect(requests).toHaveLength(2);
    arrive('hole in its place', true);
    const third = picture(await again);
    images.forEach(({ release }) => release());
    expect(closed).toEqual(['tile']);
    expect(await check(third)).toBe(true);
    // Looked at once, it is lent as sound.
    expect(picture(await ask()).isUnchecked).toBe(false);
    expect(await check(third)).toBe(true);
    expect(looked).toHaveLength(2);
  });

  it('share the memory among as many viewers as there are', () => {
    const { pool } = bench();
    const shares: Record<string, number> = {};
    const leaveA = pool.join((share) => (shares['a'] = share));
    expect(shares).toEqual({ a: 1 });
    const leaveB = pool.join((share) => (shares['b'] = share));
    expect(shares).toEqual({ a: 0.5, b: 0.5 });
    leaveA();
    expect(shares['b']).toBe(1);
    leaveB();
  });
});
