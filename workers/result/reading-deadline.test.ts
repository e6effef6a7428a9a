import { expect, it, vi } from 'vitest';
import { fakeClock } from '#test-support/fake-clock.ts';
import { withinDeadline } from './reading-deadline.ts';

/** As a worker that is ended: rejects once its signal aborts, and never otherwise. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

it('a file that is read without end is given up, with what is wrong', async () => {
  await expect(withinDeadline('a.h5', undefined, endless, 0.01)).rejects.toMatchObject({
    code: 'result/invalid',
    context: { name: 'a.h5', problems: [{ code: 'reading-too-long', seconds: 0.01 }], more: 0 },
  });
});

it('while the machine sleeps no time passes: the answer may lie in the queue', async () => {
  const clock = fakeClock();
  const isGivenUp = vi.fn();
  const reading = withinDeadline('a', undefined, endless, 180, clock).catch(isGivenUp);
  await clock.sleep(8 * 3_600_000);
  expect(isGivenUp).not.toHaveBeenCalled();
  await clock.pass(200_000);
  await reading;
  expect(isGivenUp).toHaveBeenCalled();
});

it('an answer in time is the answer, a cancel is a cancel and an error stays that error', async () => {
  await expect(withinDeadline('a', undefined, () => Promise.resolve(7), 60)).resolves.toBe(7);
  const cancelled = new AbortController();
  const reading = withinDeadline('a', cancelled.signal, endless, 60);
  cancelled.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  await expect(withinDeadline('a', undefined, () => Promise.reject(new Error('other')), 60)).rejects.toThrow('other');
});
