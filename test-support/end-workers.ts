import { afterAll } from 'vitest';

/**
 * Ends what workers a file of browser tests leaves behind. Vitest keeps every file's frame until the last test, and each WASM heap reserves
 * gigabytes of the process's addresses: left running, the workers of thirty files leave no room for another.
 */
const started = new Set<WeakRef<Worker>>();

globalThis.Worker = class extends Worker {
  constructor(...of: ConstructorParameters<typeof Worker>) {
    super(...of);
    started.add(new WeakRef(this));
  }
};

afterAll(() => {
  for (const worker of started) worker.deref()?.terminate();
});
