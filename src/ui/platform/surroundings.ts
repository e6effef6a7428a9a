import type { Surroundings } from '#commands/context.ts';

/** Not in every browser, nor in the library of types. */
interface NetworkInformation {
  readonly connection?: { readonly saveData?: boolean };
}

export const surroundings: Surroundings = {
  savesData: () => (navigator as Navigator & NetworkInformation).connection?.saveData === true,
  isStorageKept: () => navigator.storage.persisted(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
