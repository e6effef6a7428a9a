import { linkWorker, type WorkerLink } from '../shared/worker-link.ts';
import type { SlideCalls } from './calls.ts';
import type { SlideClient } from './contract.ts';
import { slideClientOver } from './link-client.ts';

/**
 * The page's client of the slide worker. If the worker crashes, all that is pending rejects with `worker/crashed`; the next call
 * starts a new worker, which knows none of the open slides (`slide/not-open`): they are to be opened again.
 */
export function createSlideClient(): SlideClient & { dispose(): void } {
  // At once: its start overlaps with the page's own.
  let current = startWorker();
  const client = slideClientOver(() => {
    if (current.crashed) current = startWorker();
    return current;
  });
  return {
    ...client,
    /** Ends the worker with all its slides; pending calls reject as aborted. */
    dispose(): void {
      current.terminate(new DOMException('the slide client was disposed of', 'AbortError'));
    },
  };
}

function startWorker(): WorkerLink<SlideCalls> {
  const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-slide' });
  return linkWorker<SlideCalls>(worker, 'slide');
}
