import { linkWorker } from '../shared/worker-link.ts';
import type { ResultCalls } from './calls.ts';

/** One call in a worker of its own that is ended afterwards: what it took is given back at once. */
export async function callAlone<K extends keyof ResultCalls>(
  name: K,
  request: ResultCalls[K]['request'],
  signal: AbortSignal | undefined,
  transfer: readonly Transferable[] = [],
): Promise<ResultCalls[K]['answer']> {
  const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-result' });
  const link = linkWorker<ResultCalls>(worker, 'result');
  try {
    return await link.call(name, request, { signal, transfer });
  } finally {
    link.terminate(new DOMException('its one call is over', 'AbortError'));
  }
}
