import type { AbortLike } from './network/clock.ts';

/**
 * Waits for work that others may wait for too: settles as `promise` does, or rejects with the signal's reason as soon as this
 * caller's signal fires, or has fired. The work itself goes on; who started it decides when to end it.
 */
export async function waitOrLeave<T>(promise: Promise<T>, signal: AbortLike | undefined): Promise<T> {
  if (!signal) return promise;
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = (): void => {
      const { reason } = signal;
      reject(reason instanceof Error ? reason : new Error('aborted', { cause: reason }));
    };
  });
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([left, promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
