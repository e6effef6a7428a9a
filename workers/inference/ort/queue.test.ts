import { describe, expect, it } from 'vitest';
import { createQueue } from './queue.ts';
import { toRunError } from './run-errors.ts';

describe('createQueue', () => {
  it('never overlaps jobs and keeps their order', async () => {
    const queue = createQueue();
    const log: string[] = [];
    let running = 0;
    const job = (name: string, ms: number) => async () => {
      expect(++running).toBe(1);
      log.push(name);
      await new Promise((resolve) => setTimeout(resolve, ms));
      running--;
      return name;
    };
    const answers = await Promise.all([queue(job('a', 8)), queue(job('b', 1)), queue(job('c', 3))]);
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('is not poisoned by a failure, thrown or rejected', async () => {
    const queue = createQueue();
    const failed = queue(() => Promise.reject(new Error('first')));
    const thrown = queue(() => {
      throw new Error('second');
    });
    const fine = queue(() => Promise.resolve(3));
    await expect(failed).rejects.toThrow('first');
    await expect(thrown).rejects.toThrow('second');
    await expect(fine).resolves.toBe(3);
  });
});

describe('toRunError', () => {
  it('tells a full memory, a lost GPU and other failures apart', () => {
    const code = (error: unknown, lost: string | null = null) =>
      (toRunError(error, 'webgpu', lost) as { code?: string }).code;
    expect(code(new Error('std::bad_alloc'))).toBe('run/out-of-memory');
    expect(code(new RangeError('Array buffer allocation failed'))).toBe('run/out-of-memory');
    expect(code(63482024)).toBe('run/out-of-memory');
    expect(code(new Error('anything'), 'the device was unplugged')).toBe('run/gpu-lost');
    expect(code(new Error('no kernel for Foo'))).toBe('run/back-end-failed');
    const abort = new DOMException('stop', 'AbortError');
    expect(toRunError(abort, 'wasm', null)).toBe(abort);
  });
});
