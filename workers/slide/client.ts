import type { NetworkOfPage } from '../shared/network-link.ts';
import type { WorkerLink } from '../shared/worker-link.ts';
import { linkWorker } from '../shared/worker-link.ts';
import type { SlideCalls } from './calls.ts';
import { recoveringSlideClient, type RecoveringSlideClient } from './recovering-client.ts';

/**
 * The page's client of the slide worker, which is started at once: its start overlaps with the page's own.
 *
 * @param network what the page lets its workers reach; without it, the application's own host only
 */
export function createSlideClient(
  startWorker: () => Worker = startSlideWorker,
  network?: NetworkOfPage,
): RecoveringSlideClient {
  return recoveringSlideClient((): WorkerLink<SlideCalls> => linkWorker<SlideCalls>(startWorker(), 'slide', network));
}

function startSlideWorker(): Worker {
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-slide' });
}
