import { describe, expect, it } from 'vitest';
import { fakeClock } from '#test-support/fake-clock.ts';
import { createRetries, isPassingStatus, retryAfterMs, RETRY_POLICY, TryAgain, type RetryPolicy } from './retries.ts';
import { troublesByHost, type Trouble } from './trouble.ts';

const NEVER = new AbortController().signal;
const HOST = 'slides.test';
const broken = (n: number, askedMs: number | null = null) =>
  new TryAgain(new Error(`failure ${n}`), { kind: 'broken' }, askedMs);

function setUp(policy: Partial<RetryPolicy> = {}) {
  const clock = fakeClock();
  const retries = createRetries(clock);
  const told: (readonly Trouble[])[] = [];
  retries.onTroubles((troubles) => told.push(troubles));
  const triedAtMs: number[] = [];
  /** Fails `failures` times, then answers. */
  const run = (failures: number, { askedMs = null as number | null, signal = NEVER } = {}) =>
    retries.run(HOST, { ...RETRY_POLICY, ...policy }, signal, async () => {
      triedAtMs.push(clock.nowMs());
      if (triedAtMs.length <= failures) throw broken(triedAtMs.length, askedMs);
      return 'answer';
    });
  return { clock, retries, told, triedAtMs, run };
}

describe('a request that fails in passing', () => {
  it('is made again after pauses that grow, and tells which try comes when', async () => {
    const { clock, told, triedAtMs, run } = setUp();
    const running = run(3);
    await clock.pass(60_000);
    expect(await running).toBe('answer');
    // Half of 500, 1000 and 2000 ms: the other half is chance, 0 here.
    expect(triedAtMs).toEqual([0, 250, 750, 1750]);
    expect(told.flat().filter(({ atMs }) => atMs !== null)).toEqual(
      [
        [2, 1_000_250],
        [3, 1_000_750],
        [4, 1_001_750],
      ].map(([tryNumber, atMs]) => ({ host: HOST, why: { kind: 'broken' }, tryNumber, tries: 6, atMs, requests: 1 })),
    );
    expect(told.at(-1)).toEqual([]);
  });

  it('is given up after all tries with what the last one met', async () => {
    const { clock, triedAtMs, run, told } = setUp();
    const running = run(Infinity);
    running.catch(() => undefined);
    await clock.pass(60_000);
    await expect(running).rejects.toThrow('failure 6');
    expect(triedAtMs).toHaveLength(6);
    expect(told.at(-1)).toEqual([]);
  });

  it('waits as long as the server asks for and a little more, never less', async () => {
    const { clock, triedAtMs, run } = setUp();
    const running = run(1, { askedMs: 7_000 });
    await clock.pass(10_000);
    expect(await running).toBe('answer');
    expect(triedAtMs).toEqual([0, 7_000]);
  });

  it('is not made again where the server asks for a pause that nobody waits for', async () => {
    const { triedAtMs, run } = setUp();
    await expect(run(1, { askedMs: 3_600_000 })).rejects.toThrow('failure 1');
    expect(triedAtMs).toHaveLength(1);
  });

  it('is made at once when somebody says so', async () => {
    const { clock, retries, triedAtMs, run } = setUp();
    const running = run(1, { askedMs: 30_000 });
    await clock.pass(1_000);
    // The page has only come back on screen: the server has asked for the pause.
    retries.endWaiting('awake');
    await clock.pass(1_000);
    retries.endWaiting('now');
    expect(await running).toBe('answer');
    expect(triedAtMs).toEqual([0, 2_000]);
    expect(clock.waiting()).toEqual([]);
  });

  it('is given up at once when somebody says so', async () => {
    const { clock, retries, triedAtMs, run } = setUp();
    const running = run(Infinity);
    running.catch(() => undefined);
    await clock.pass(300);
    retries.endWaiting('give-up');
    await expect(running).rejects.toThrow('failure 2');
    expect(triedAtMs).toHaveLength(2);
    expect(clock.waiting()).toEqual([]);
  });

  it('what was queued behind one that was given up gets one try, for a while or until somebody tries again', async () => {
    const { clock, retries, triedAtMs, run } = setUp();
    const first = run(Infinity);
    first.catch(() => undefined);
    await clock.pass(300);
    retries.endWaiting('give-up');
    await expect(first).rejects.toThrow();
    const made = triedAtMs.length;
    await expect(run(Infinity)).rejects.toThrow();
    expect(triedAtMs).toHaveLength(made + 1);
    retries.endWaiting('now');
    const later = run(made + 2);
    await clock.pass(10_000);
    expect(await later).toBe('answer');
  });

  it('ends with its caller, in the middle of a pause', async () => {
    const { clock, told, run } = setUp();
    const controller = new AbortController();
    const running = run(Infinity, { signal: controller.signal });
    running.catch(() => undefined);
    await clock.pass(100);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await clock.pass(0);
    expect(clock.waiting()).toEqual([]);
    expect(told.at(-1)).toEqual([]);
  });

  it('other failures are not tried again', async () => {
    const retries = createRetries(fakeClock());
    let made = 0;
    const running = retries.run(HOST, RETRY_POLICY, NEVER, async () => {
      made++;
      throw new Error('no such file');
    });
    await expect(running).rejects.toThrow('no such file');
    expect(made).toBe(1);
  });

  it('a silent one is told while it is silent, dropped when somebody says “now”, and tried fewer times', async () => {
    const clock = fakeClock();
    const retries = createRetries(clock);
    const told: (readonly Trouble[])[] = [];
    retries.onTroubles((troubles) => told.push(troubles));
    let made = 0;
    const running = retries.run(HOST, RETRY_POLICY, NEVER, (tell) => {
      made++;
      return new Promise((_, reject) => {
        const stalled = () => {
          reject(new TryAgain(new Error('nothing came'), { kind: 'silent' }));
        };
        if (made < 3) tell(stalled);
        else stalled();
      });
    });
    running.catch(() => undefined);
    await clock.pass(0);
    expect(told.at(-1)).toEqual([
      { host: HOST, why: { kind: 'silent' }, tryNumber: 1, tries: 3, atMs: null, requests: 1 },
    ]);
    retries.endWaiting('now');
    await clock.pass(1_000);
    expect(made).toBe(2);
    retries.endWaiting('give-up');
    await expect(running).rejects.toThrow('nothing came');
    expect(made).toBe(2);
  });

  it('after a sleep of hours the next try comes at once, and once', async () => {
    const { clock, triedAtMs, run } = setUp();
    const running = run(1);
    await clock.pass(100);
    await clock.sleep(5 * 3_600_000);
    expect(await running).toBe('answer');
    expect(triedAtMs).toEqual([0, 100 + 5 * 3_600_000]);
  });
});

describe('troubles', () => {
  const one = (host: string, tryNumber: number, atMs: number | null): Trouble => ({
    host,
    why: { kind: 'broken' },
    tryNumber,
    tries: 6,
    atMs,
    requests: 1,
  });

  it('are one line a host: the furthest try, the soonest time', () => {
    const lines = troublesByHost([one('a', 2, 700), one('b', 4, null), one('a', 3, 900), one('a', 2, null)]);
    expect(lines.map(({ host, tryNumber, atMs, requests }) => [host, tryNumber, atMs, requests])).toEqual([
      ['a', 3, 700, 3],
      ['b', 4, null, 1],
    ]);
  });
});

describe('answers', () => {
  it('tells passing ones from others', () => {
    expect([408, 429, 500, 502, 503, 504].map(isPassingStatus)).not.toContain(false);
    expect([400, 401, 403, 404, 410, 416, 501, 505].map(isPassingStatus)).not.toContain(true);
  });

  it('reads Retry-After', () => {
    expect(retryAfterMs('2', 0)).toBe(2000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 1000)).toBe(4000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 9000)).toBe(0);
    for (const no of ['soon', '', null]) expect(retryAfterMs(no, 0)).toBeNull();
    expect(retryAfterMs('-5', 0)).toBe(0);
  });
});
