import { linkWorker } from '../shared/worker-link.ts';
import type { ResultCalls } from './calls.ts';
import type { ReadResultFile } from './contract.ts';

/** Reads result files, each in a worker of its own that is ended afterwards: what parsing took is given back at once. */
export function createResultReader(): ReadResultFile {
  return async (file, signal) => {
    const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-result' });
    const link = linkWorker<ResultCalls>(worker, 'result');
    try {
      return await link.call('read', { file }, { signal });
    } finally {
      link.terminate(new DOMException('the file was read', 'AbortError'));
    }
  };
}
