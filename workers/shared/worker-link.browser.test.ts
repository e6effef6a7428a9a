import { describe, expect, it } from 'vitest';
import { linkWorker } from './worker-link.ts';

interface TestCalls {
  readonly anything: { readonly request: null; readonly answer: null };
}

function workerOf(code: string): Worker {
  return new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
}

describe('a link to a worker that fails', () => {
  it.each([
    ['throws on a message', 'onmessage = () => { throw new Error("boom"); }', /boom/],
    ['does not start', 'import "/no/such/file.js";', /.+/],
    ['throws a moment later', 'onmessage = () => setTimeout(() => { throw new Error("late"); }, 20)', /late/],
  ])('rejects what is pending when it %s', async (_, code, what) => {
    const link = linkWorker<TestCalls>(workerOf(code), 'test');
    const calls = [link.call('anything', null), link.call('anything', null)];
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({ code: 'worker/crashed', context: { worker: 'test' } });
    }
    expect(link.crashed).toBe(true);
    await expect(link.call('anything', null)).rejects.toMatchObject({
      context: { what: expect.stringMatching(what) as string },
    });
  });

  it('rejects with the given reason when it is ended', async () => {
    const link = linkWorker<TestCalls>(workerOf('onmessage = () => {}'), 'test');
    const call = link.call('anything', null);
    link.terminate(new DOMException('no longer wanted', 'AbortError'));
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});
