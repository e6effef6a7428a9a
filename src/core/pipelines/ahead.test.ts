import { describe, expect, it } from 'vitest';
import { loadAhead } from './ahead.ts';
import { createRate } from './rate.ts';

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

describe('loadAhead', () => {
  it('gives items in order, stays ahead by the depth and never by more', async () => {
    const finished = new Map<number, () => void>();
    let started = 0;
    let taken = 0;
    let furthest = 0;
    const load = (i: number) =>
      new Promise<number>((resolve) => {
        started++;
        furthest = Math.max(furthest, started - taken);
        finished.set(i, () => {
          resolve(i);
        });
      });
    const got: number[] = [];
    const consuming = (async () => {
      for await (const item of loadAhead(7, 3, load)) {
        taken++;
        got.push(item);
        await tick();
      }
    })();
    // The loads finish out of order.
    for (let round = 0; round < 20; round++) {
      for (const finish of [...finished.values()].reverse()) finish();
      await tick();
    }
    await consuming;
    expect(got).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(furthest).toBe(4); // three ahead beside the one in hand
  });

  it('stops starting loads after a failure, which reaches the consumer', async () => {
    let started = 0;
    const load = async (i: number) => {
      started++;
      await tick();
      if (i === 2) throw new Error('hole');
      return i;
    };
    const consume = async () => {
      for await (const item of loadAhead(100, 2, load)) expect(item).toBeLessThan(2);
    };
    await expect(consume()).rejects.toThrow('hole');
    expect(started).toBe(4);
  });
});

describe('rate', () => {
  it('is unknown at first, then the mean over the last seconds', () => {
    const rate = createRate();
    rate.add(0, 0);
    expect(rate.perSecond()).toBeNull();
    rate.add(10, 500);
    expect(rate.perSecond()).toBeNull();
    rate.add(20, 1000);
    expect(rate.perSecond()).toBe(20);
    expect(rate.secondsLeft(100)).toBe(4);
    for (let s = 2; s <= 30; s++) rate.add(20 + (s - 1) * 5, s * 1000);
    expect(rate.perSecond()).toBe(5);
  });
});
