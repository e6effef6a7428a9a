import { waitOrLeave } from '#core/wait-or-leave.ts';

/** Runs one task per key however many callers want it; it is aborted when the last of them has gone. */
export class SharedTasks<K, T> {
  readonly #running = new Map<K, { promise: Promise<T>; controller: AbortController; waiters: number }>();

  async run(key: K, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const task = this.#running.get(key) ?? this.#start(key, start);
    task.waiters += 1;
    try {
      return await waitOrLeave(task.promise, signal);
    } finally {
      task.waiters -= 1;
      if (task.waiters === 0) {
        if (this.#running.get(key) === task) this.#running.delete(key);
        task.controller.abort();
      }
    }
  }

  #start(
    key: K,
    start: (signal: AbortSignal) => Promise<T>,
  ): { promise: Promise<T>; controller: AbortController; waiters: number } {
    const controller = new AbortController();
    const promise = start(controller.signal);
    promise.catch(() => undefined); // every waiter may have gone before it rejects
    const task = { promise, controller, waiters: 0 };
    this.#running.set(key, task);
    return task;
  }
}
