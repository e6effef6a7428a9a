import { describe, expect, it } from 'vitest';
import { createJobQueue } from './job-queue.ts';

const forever = new AbortController().signal;

/** A job that ends when told to. */
function gate(): { job: () => Promise<void>; open: () => void; started: () => boolean } {
  let open: () => void = () => undefined;
  let started = false;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    job: () => {
      started = true;
      return opened;
    },
    open: () => {
      open();
    },
    started: () => started,
  };
}

describe('decode queue', () => {
  it('makes lanes as they are needed, runs one job in each, and urgent ones first', async () => {
    let made = 0;
    const order: string[] = [];
    const queue = createJobQueue(2, () => ++made);
    const gates = [gate(), gate()];
    const running = gates.map(({ job }) => queue.run(false, forever, job));
    expect(made).toBe(2);
    const late = ['patch 1', 'patch 2', 'tile'].map((name) =>
      queue.run(name === 'tile', forever, () => {
        order.push(name);
        return Promise.resolve();
      }),
    );
    expect(order).toEqual([]);
    gates[0]?.open();
    gates[1]?.open();
    await Promise.all([...running, ...late]);
    expect(order).toEqual(['tile', 'patch 1', 'patch 2']);
    expect(made).toBe(2);
  });

  it('drops a waiting job that is aborted and survives one that fails', async () => {
    const queue = createJobQueue(1, () => 0);
    const first = gate();
    const running = queue.run(false, forever, first.job);
    const controller = new AbortController();
    const waiting = gate();
    const aborted = queue.run(false, controller.signal, waiting.job);
    const failing = queue.run(false, forever, () => Promise.reject(new Error('bad tile')));
    const last = queue.run(false, forever, () => Promise.resolve('fine'));
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    first.open();
    await running;
    await expect(failing).rejects.toThrow('bad tile');
    expect(await last).toBe('fine');
    expect(waiting.started()).toBe(false);
  });
});
