import { expect, it } from 'vitest';
import { fakeClock } from '#test-support/fake-clock.ts';
import { watchSilence } from './silence.ts';

function setUp() {
  const clock = fakeClock();
  const seen: string[] = [];
  const watch = watchSilence(
    {
      stallMs: 20_000,
      onStall: () => seen.push(`stalled at ${clock.nowMs()}`),
      onQuiet: (isQuiet) => seen.push(`${isQuiet ? 'quiet' : 'heard'} at ${clock.nowMs()}`),
    },
    clock,
  );
  return { clock, seen, watch };
}

it('a connection on which nothing comes is quiet first, then stalled, once', async () => {
  const { clock, seen } = setUp();
  await clock.pass(60_000);
  expect(seen).toEqual(['quiet at 5000', 'stalled at 20000']);
  expect(clock.waiting()).toEqual([]);
});

it('one on which little comes is not', async () => {
  const { clock, seen, watch } = setUp();
  for (let i = 0; i < 30; i++) {
    await clock.pass(4_000);
    watch.heard(5_000);
  }
  expect(seen).toEqual([]);
  await clock.pass(6_000);
  watch.heard(50_000);
  watch.end();
  await clock.pass(60_000);
  expect(seen).toEqual(['quiet at 125000', 'heard at 126000']);
});

it.each([
  ['a byte every 19 s', 19_000, 1],
  ['100 bytes each half second', 500, 100],
])('one that sends %s is stalled all the same', async (_, everyMs, bytes) => {
  const { clock, seen, watch } = setUp();
  // Until then it only thinks: that is not counted, as its answer may be short.
  await clock.pass(4_000);
  watch.heard(0);
  for (let ms = 0; ms < 60_000; ms += everyMs) {
    await clock.pass(everyMs);
    watch.heard(bytes);
  }
  expect(seen.filter((one) => one.startsWith('stalled'))).toEqual(['stalled at 34000']);
  expect(clock.waiting()).toEqual([]);
});

it('hours in which the machine slept or the page was frozen do not count', async () => {
  const { clock, seen, watch } = setUp();
  await clock.pass(3_500);
  await clock.sleep(8 * 3_600_000);
  expect(seen).toEqual([]);
  // What had come meanwhile is read now; were it not, the silence would be noticed from here on.
  watch.heard(0);
  await clock.pass(19_000);
  expect(seen.map((one) => one.split(' ')[0])).toEqual(['quiet']);
  await clock.pass(2_000);
  expect(seen.map((one) => one.split(' ')[0])).toEqual(['quiet', 'stalled']);
});
