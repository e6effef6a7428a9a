/** Runs jobs one after the other. A job that fails rejects its own promise and nobody else's. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>;

/**
 * ONNX Runtime hangs or corrupts memory when `create()` or `run()` overlap in one worker, so all of them go through one queue.
 */
export function createQueue(): Queue {
  let tail: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = tail.then(job);
    tail = result.catch(() => undefined);
    return result;
  };
}
