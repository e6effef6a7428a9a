/** Runs one task per key however many callers want it; it is aborted when the last of them has gone. */
export class SharedTasks<K, T> {
  readonly #running = new Map<K, { promise: Promise<T>; controller: AbortController; waiters: number }>();

  async run(key: K, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const task = this.#running.get(key) ?? this.#start(key, start);
    task.waiters += 1;
    let leave: () => void = () => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = (): void => {
        reject(signal.reason as Error);
      };
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([task.promise, left]);
    } finally {
      signal.removeEventListener('abort', leave);
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
