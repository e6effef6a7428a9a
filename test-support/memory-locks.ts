/** Web Locks in memory, as the tabs of one browser share them: what of `navigator.locks` this program uses. */
export function memoryLocks(): LockManager {
  interface Held {
    readonly name: string;
    readonly mode: LockMode;
  }
  const held = new Set<Held>();
  const waiting: (() => void)[] = [];
  const isFree = (name: string, mode: LockMode) =>
    [...held].every((one) => one.name !== name || (mode === 'shared' && one.mode === 'shared'));

  const request = async (name: string, ...rest: unknown[]): Promise<unknown> => {
    const job = rest.at(-1) as (lock: Lock | null) => unknown;
    const { mode = 'exclusive', ifAvailable, signal } = (rest.length > 1 ? rest[0] : {}) as LockOptions;
    signal?.throwIfAborted();
    while (!isFree(name, mode)) {
      if (ifAvailable) return job(null);
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    }
    const own = { name, mode };
    held.add(own);
    try {
      return await job(own);
    } finally {
      held.delete(own);
      for (const wake of waiting.splice(0)) wake();
    }
  };
  return {
    request: request,
    query: () => Promise.resolve({ held: [...held], pending: [] }),
  };
}
