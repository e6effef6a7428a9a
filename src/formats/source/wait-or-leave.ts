/**
 * Waits for work that others may wait for too: settles as `promise` does, or rejects with the signal's reason as soon as this
 * caller's signal fires. The work itself goes on; who started it decides when to end it.
 */
export async function waitOrLeave<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = (): void => {
      reject(signal.reason as Error);
    };
  });
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
