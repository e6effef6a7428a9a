import type { NetworkCalls, NetworkOfPage } from '../shared/network-link.ts';
import { linkWorker } from '../shared/worker-link.ts';
import type { WholeFileCalls, WholeFileProgress } from './calls.ts';

/** What was counted last is on its way for so long. */
const LINGER_MS = 2_000;

/**
 * GET of a whole file from any server, in a worker of its own: the page itself may reach no other host (its policy, decision 0704).
 *
 * @throws FoveaError `source/…`, `network/…`
 */
export async function fetchBlob(
  network: NetworkOfPage,
  url: string,
  onProgress: (doneBytes: number, totalBytes: number | null) => void,
  signal: AbortSignal,
  purpose: 'slide' | 'result',
): Promise<Blob> {
  const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-whole-file' });
  const link = linkWorker<WholeFileCalls & NetworkCalls>(worker, 'whole-file', network);
  try {
    return await link.call(
      'read',
      { url, purpose },
      {
        signal,
        onProgress: (value) => {
          const { doneBytes, totalBytes } = value as WholeFileProgress;
          if (!signal.aborted) onProgress(doneBytes, totalBytes);
        },
      },
    );
  } finally {
    setTimeout(() => {
      link.terminate(new DOMException('the file was read', 'AbortError'));
    }, LINGER_MS);
  }
}
