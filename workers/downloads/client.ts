import { linkNetwork, type NetworkCalls, type NetworkOfPage } from '../shared/network-link.ts';
import { onceLetGo } from '../shared/private-folders.ts';
import { linkWorker, type WorkerLink } from '../shared/worker-link.ts';
import type { DownloadCalls } from './calls.ts';
import type { DownloadsClient, TransferProgress } from './contract.ts';

export interface DownloadsClientDependencies {
  /** What the page lets its workers reach; without it, the application's own host only. */
  readonly network?: NetworkOfPage;
  /** Starts the worker; tests give another. */
  readonly startWorker?: () => Worker;
}

/** The worker is ended when nothing was asked of it for so long. */
const IDLE_MS = 10_000;

/** Before the id: held by the tab that is at a download. */
const LOCK = 'fovea-download ';

type Calls = DownloadCalls & NetworkCalls;

/** The page's client of the downloads worker: starts it on the first call, ends it when idle. */
export function createDownloadsClient(dependencies: DownloadsClientDependencies): DownloadsClient {
  const { network, startWorker = startDownloadsWorker } = dependencies;
  let current: WorkerLink<Calls> | null = null;
  let calls = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function live(): WorkerLink<Calls> {
    if (current && !current.crashed) return current;
    const link = linkWorker<Calls>(startWorker(), 'downloads');
    if (network) linkNetwork(link, network);
    current = link;
    return link;
  }

  async function call<T>(job: (link: WorkerLink<Calls>) => Promise<T>): Promise<T> {
    clearTimeout(idle);
    calls++;
    try {
      return await job(live());
    } finally {
      calls--;
      if (calls === 0)
        idle = setTimeout(() => {
          current?.terminate(new DOMException('the downloads worker was ended', 'AbortError'));
          current = null;
        }, IDLE_MS);
    }
  }

  const told = (onProgress: (progress: TransferProgress) => void, signal: AbortSignal) => ({
    signal,
    onProgress: (value: unknown) => {
      if (!signal.aborted) onProgress(value as TransferProgress);
    },
  });
  /** What only reads and deletes is done here; its code comes when it is first wanted. */
  const disk = () => import('./kept-downloads.ts');
  const root = () => navigator.storage.getDirectory();
  const drop = async (id: string, what: 'archive' | 'all') => {
    const { dropDownload } = await disk();
    return onceLetGo(id, () => dropDownload(root, id, what));
  };

  return {
    file: async (request, onProgress, signal) => {
      await call((link) => link.call('file', request, told(onProgress, signal)));
    },
    archive: async (request, onProgress, signal) => {
      await call((link) => link.call('archive', request, told(onProgress, signal)));
    },
    manifestText: (url, signal) => call((link) => link.call('manifestText', { url }, { signal })),
    note: async (id, note) => {
      await call((link) => link.call('note', { id, note }));
    },
    alone: (id, job) =>
      navigator.locks.request(LOCK + id, { ifAvailable: true }, async (lock) => {
        if (lock) await job();
        return lock !== null;
      }),
    going: async () => {
      const { held = [] } = await navigator.locks.query();
      const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(LOCK));
      return new Set(names.map((name) => name.slice(LOCK.length)));
    },
    kept: async () => (await disk()).keptDownloads(root),
    archiveOf: async (id) => (await disk()).keptArchive(root, id),
    dropArchive: (id) => drop(id, 'archive'),
    drop: (id) => drop(id, 'all'),
  };
}

function startDownloadsWorker(): Worker {
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-downloads' });
}
