import type { StoreApi } from 'zustand/vanilla';

/** Waits until a store's state is as wanted; at once where it is. @throws the signal's reason when aborted */
export function until<S>(
  store: Pick<StoreApi<S>, 'getState' | 'subscribe'>,
  isSo: (state: S) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  if (isSo(store.getState())) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => {
      unsubscribe();
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      stop();
      reject(signal?.reason as Error);
    };
    const unsubscribe = store.subscribe((state) => {
      if (!isSo(state)) return;
      stop();
      resolve();
    });
    signal?.addEventListener('abort', onAbort);
  });
}
