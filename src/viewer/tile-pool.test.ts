import { describe, expect, it } from 'vitest';
import type { TileImage, TileRequest } from '#workers/slide/contract.ts';
import { TilePool, type LentImage } from './tile-pool.ts';

const ADDRESS = { level: 0, column: 3, row: 4 };

function bench() {
  const requests: TileRequest[] = [];
  const aborted: TileRequest[] = [];
  const closed: string[] = [];
  let answers: ((image: TileImage) => void)[] = [];
  const pool = new TilePool({
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
  const arrive = (name: string) => {
    const bitmap = { close: () => closed.push(name) } as unknown as ImageBitmap;
    for (const answer of answers) answer({ kind: 'image', bitmap });
    answers = [];
  };
  const ask = (slideId = 'a', signal = new AbortController().signal) => pool.tile(slideId, ADDRESS, signal);
  return { pool, requests, aborted, closed, arrive, ask };
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
