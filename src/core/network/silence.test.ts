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

it('one that drips is not', async () => {
  const { clock, seen, watch } = setUp();
  for (let i = 0; i < 30; i++) {
    await clock.pass(4_000);
    watch.heard();
  }
  expect(seen).toEqual([]);
  await clock.pass(6_000);
  watch.heard();
  watch.end();
  await clock.pass(60_000);
  expect(seen).toEqual(['quiet at 125000', 'heard at 126000']);
});

it('hours in which the machine slept or the page was frozen do not count', async () => {
  const { clock, seen, watch } = setUp();
  await clock.pass(3_500);
  await clock.sleep(8 * 3_600_000);
  expect(seen).toEqual([]);
  // What had come meanwhile is read now; were it not, the silence would be noticed from here on.
  watch.heard();
  await clock.pass(19_000);
  expect(seen.map((one) => one.split(' ')[0])).toEqual(['quiet']);
  await clock.pass(2_000);
  expect(seen.map((one) => one.split(' ')[0])).toEqual(['quiet', 'stalled']);
});
