import { expect, it } from 'vitest';
import { createRate } from './rate.ts';

/** Sixteen patches every two seconds, `count` times from `fromMs` on. */
function work(rate: ReturnType<typeof createRate>, fromMs: number, done: number, count: number): number {
  for (let i = 0; i < count; i++) rate.add(done + 16 * i, fromMs + 2_000 * i);
  return done + 16 * (count - 1);
}

it('tells the rate of the last seconds, and nothing of a moment', () => {
  const rate = createRate();
  rate.add(0, 0);
  expect(rate.perSecond()).toBeNull();
  work(rate, 0, 0, 10);
  expect(rate.perSecond()).toBeCloseTo(8);
  expect(rate.secondsLeft(144 + 80)).toBeCloseTo(10);
});

it('hours in which the machine slept are no slow work', () => {
  const rate = createRate();
  const done = work(rate, 0, 0, 6);
  const morning = 8 * 3_600_000;
  work(rate, morning, done + 16, 6);
  expect(rate.perSecond()).toBeCloseTo(8, 0);
  expect(rate.secondsLeft(192 + 80)).toBeLessThan(20);
});

it('work that is as slow as that is told as it is', () => {
  const rate = createRate();
  for (let i = 0; i < 6; i++) rate.add(16 * i, 90_000 * i);
  expect(rate.perSecond()).toBeCloseTo(16 / 90, 3);
});
