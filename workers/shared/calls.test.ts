import { afterEach, describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { connectCalls, serveCalls, type CallHandlers } from './calls.ts';
import { linkPort } from './worker-link.ts';

interface TestCalls {
  readonly double: { readonly request: { n: number }; readonly answer: number };
  readonly fail: { readonly request: { how: 'coded' | 'plain' }; readonly answer: never };
  readonly wait: { readonly request: null; readonly answer: string };
  readonly bytes: { readonly request: Uint8Array<ArrayBuffer>; readonly answer: Uint8Array<ArrayBuffer> };
  readonly count: { readonly request: { to: number }; readonly answer: number };
}

interface Seen {
  aborted: number;
  running: number;
}

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

function connected(): { link: ReturnType<typeof connectCalls<TestCalls>>; seen: Seen; channel: MessageChannel } {
  const seen: Seen = { aborted: 0, running: 0 };
  const handlers: CallHandlers<TestCalls> = {
    double: ({ n }) => Promise.resolve({ value: n * 2 }),
    fail({ how }) {
      if (how === 'plain') return Promise.reject(new TypeError('out of order'));
      return Promise.reject(new FoveaError('source/http-status', { url: 'http://x', status: 404 }));
    },
    wait: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        seen.running += 1;
        signal.addEventListener('abort', () => {
          seen.aborted += 1;
          reject(signal.reason as Error);
        });
      }),
    bytes: (bytes) => Promise.resolve({ value: bytes.map((byte) => byte + 1), transfer: [] }),
    async count({ to }, { progress }) {
      for (let i = 1; i <= to; i += 1) {
        progress(i);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return { value: to };
    },
  };
  const channel = new MessageChannel();
  channels.push(channel);
  serveCalls<TestCalls>(handlers, channel.port1);
  return { link: connectCalls<TestCalls>(channel.port2), seen, channel };
}

describe('calls between threads', () => {
  it('answer, many at a time', async () => {
    const { link } = connected();
    const answers = await Promise.all([1, 2, 3, 4].map((n) => link.call('double', { n })));
    expect(answers).toEqual([2, 4, 6, 8]);
  });

  it('carry coded errors with their context and make others internal; the link survives', async () => {
    const { link } = connected();
    const coded = link.call('fail', { how: 'coded' });
    await expect(coded).rejects.toBeInstanceOf(FoveaError);
    await expect(coded).rejects.toMatchObject({ code: 'source/http-status', context: { status: 404 } });
    await expect(link.call('fail', { how: 'plain' })).rejects.toMatchObject({
      code: 'internal',
      context: { what: 'TypeError: out of order' },
    });
    expect(await link.call('double', { n: 4 })).toBe(8);
  });

  it('settle at once on abort, and the handler hears of it', async () => {
    const { link, seen } = connected();
    const controller = new AbortController();
    const waiting = link.call('wait', null, { signal: controller.signal });
    await expect.poll(() => seen.running).toBe(1);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => seen.aborted).toBe(1);
  });

  it('reject without starting where the signal was aborted before', async () => {
    const { link, seen } = connected();
    await expect(link.call('wait', null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await link.call('double', { n: 1 })).toBe(2);
    expect(seen.running).toBe(0);
  });

  it('move buffers', async () => {
    const { link } = connected();
    const bytes = Uint8Array.of(1, 2, 3);
    expect(await link.call('bytes', bytes, { transfer: [bytes.buffer] })).toEqual(Uint8Array.of(2, 3, 4));
    expect(bytes.length).toBe(0);
  });

  it('report progress in order', async () => {
    const { link } = connected();
    const steps: unknown[] = [];
    await link.call('count', { to: 5 }, { onProgress: (step) => steps.push(step) });
    expect(steps.slice(0, 4)).toEqual([1, 2, 3, 4]);
  });

  it('free an answer that comes after the abort', async () => {
    const { link } = connected();
    const controller = new AbortController();
    const freed: number[] = [];
    const call = link.call('count', { to: 3 }, { signal: controller.signal, discard: (late) => freed.push(late) });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => freed).toEqual([3]);
  });

  it('all reject when the other side has gone, and so do later ones', async () => {
    const { link } = connected();
    const waiting = [link.call('wait', null), link.call('wait', null)];
    link.fail(new FoveaError('worker/crashed', { worker: 'slide', what: 'test' }));
    for (const call of waiting) await expect(call).rejects.toMatchObject({ code: 'worker/crashed' });
    await expect(link.call('double', { n: 1 })).rejects.toMatchObject({ code: 'worker/crashed' });
  });

  it('reject when the port of a worker is closed', async () => {
    const { channel } = connected();
    const link = linkPort<TestCalls>(channel.port2, 'slide');
    const waiting = link.call('wait', null);
    channel.port1.close();
    await expect(waiting).rejects.toMatchObject({ code: 'worker/crashed', context: { worker: 'slide' } });
  });

  it('reject a request that cannot be posted', async () => {
    const { link } = connected();
    const unclonable = { n: 1, twice: () => 2 };
    await expect(link.call('double', unclonable)).rejects.toMatchObject({ code: 'internal' });
  });
});
