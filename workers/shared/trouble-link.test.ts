import { expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { createRetries, RETRY_POLICY, TryAgain } from '#core/network/retries.ts';
import type { Trouble } from '#core/network/trouble.ts';
import { fakeClock } from '#test-support/fake-clock.ts';
import { connectCalls, serveCalls } from './calls.ts';
import { createTroubleDesk, troubleHandlers, type TroubleCalls } from './trouble-link.ts';

const NEVER = new AbortController().signal;

/** A worker with one request that fails `failures` times, and the page's end of it. */
function worker(host: string, failures: number) {
  const retries = createRetries(fakeClock());
  const { port1, port2 } = new MessageChannel();
  serveCalls<TroubleCalls>(troubleHandlers(retries), port1);
  const link = connectCalls<TroubleCalls>(port2);
  let made = 0;
  const running = retries.run(host, RETRY_POLICY, NEVER, async () => {
    if (++made <= failures) throw new TryAgain(new Error('no answer'), { kind: 'broken' });
    return 'answer';
  });
  running.catch(() => undefined);
  const close = () => {
    port1.close();
    port2.close();
  };
  return { link, running, close, made: () => made };
}

it('the page hears what its workers wait for, hurries them and gives them up; what ended waits for nothing', async () => {
  const desk = createTroubleDesk(createRetries(fakeClock()));
  const [a, b] = [worker('a.test', 1), worker('b.test', Infinity)];
  let latest: readonly Trouble[] = [];
  desk.onTroubles((troubles) => (latest = troubles));
  desk.join(a.link);
  desk.join(b.link);
  await expect.poll(() => latest.map(({ host }) => host).sort()).toEqual(['a.test', 'b.test']);

  desk.endWaiting('now');
  expect(await a.running).toBe('answer');
  await expect.poll(() => latest.map(({ host, tryNumber }) => `${host} ${tryNumber}`)).toEqual(['b.test 3']);

  const gone = worker('gone.test', Infinity);
  desk.join(gone.link);
  await expect.poll(() => latest).toHaveLength(2);
  gone.link.fail(new FoveaError('worker/crashed', { worker: 'test', what: 'test' }));
  await expect.poll(() => latest.map(({ host }) => host)).toEqual(['b.test']);

  desk.endWaiting('give-up');
  await expect(b.running).rejects.toThrow('no answer');
  await expect.poll(() => latest).toEqual([]);
  for (const { close } of [a, b, gone]) close();
});
