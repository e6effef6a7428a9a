import { expect, it } from 'vitest';
import { createRate } from './rate.ts';

/** Sixteen patches every two seconds, `count` times from `fromMs` on. */
function work(rate: ReturnType<typeof createRate>, fromMs: number, done: number, count: number): number {
  for (let i = 0; i < count; i++) rate.add(done + 16 * i, fromMs + 2_000 * i);
  return done + 16 * (count - 1);
}

/** One every fifth of a second, `count` times after `fromMs`. Returns all that was told. */
function quickWork(rate: ReturnType<typeof createRate>, fromMs: number, done: number, count: number) {
  return Array.from({ length: count }, (_, i) => {
    rate.add(done + i + 1, fromMs + 200 * (i + 1));
    return rate.perSecond();
  });
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

it.each([12_000, 30_000, 120_000])('nor are %i ms in which the page was frozen', (frozenMs) => {
  const rate = createRate();
  quickWork(rate, 0, 0, 50);
  const told = quickWork(rate, 10_000 + frozenMs, 50, 50);
  for (const perSecond of told) expect(perSecond ?? 5).toBeCloseTo(5);
  // Soon, and for good.
  expect(told.slice(10)).not.toContain(null);
});

it.each([
  ['at once', 1],
  ['message by message', 600],
])('what was done behind a frozen page and arrives in a moment, %s, is no quick work', (_, messages) => {
  const rate = createRate();
  quickWork(rate, 0, 0, 50);
  const [thawedMs, each] = [130_000, 600 / messages];
  for (let i = 1; i <= messages; i++) rate.add(50 + i * each, thawedMs + i * 0.1);
  expect(rate.perSecond()).toBeNull();
  const told = quickWork(rate, thawedMs + 100, 650, 50);
  for (const perSecond of told) expect(perSecond ?? 5).toBeCloseTo(5);
  expect(told.slice(10)).not.toContain(null);
});

it('two frozen minutes of a server that takes seconds for each batch', () => {
  const rate = createRate();
  rate.add(0, 0);
  rate.add(16, 16_000);
  rate.add(32, 137_000);
  expect(rate.perSecond()).toBeNull();
  // It had been asked for before.
  rate.add(48, 137_900);
  rate.add(64, 146_000);
  expect(rate.perSecond()).toBeCloseTo(16 / 8.1);
});

it('work that is as slow as that is told as it is', () => {
  const rate = createRate();
  for (let i = 0; i < 6; i++) rate.add(16 * i, 90_000 * i);
  expect(rate.perSecond()).toBeCloseTo(16 / 90, 3);
});

it('and slow work that comes after what was kept from before', () => {
  const rate = createRate();
  const known = quickWork(rate, 0, 0, 50).length;
  for (let i = 1; i <= 6; i++) {
    rate.add(known + 16 * i, 10_000 + 65_000 * i);
    if (i === 1) expect(rate.perSecond()).toBeNull();
    else expect(rate.perSecond()).toBeCloseTo(16 / 65, 3);
  }
});

it('a server that makes one wait again and again is slow work', () => {
  const rate = createRate();
  let done = 0;
  const told: (number | null)[] = [];
  for (let round = 0; round < 5; round++) {
    done += quickWork(rate, 12_000 * round, done, 10).length;
    rate.add(++done, 12_000 * (round + 1));
    told.push(rate.perSecond());
  }
  // The first time it may have been a pause.
  expect(told[0]).toBeNull();
  for (const perSecond of told.slice(1)) expect(perSecond).toBeLessThan(1.5);
});
