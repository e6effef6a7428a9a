import type { Shell, ShellFile, StoringNews } from './contract.ts';
import { withIsolation } from './isolation.ts';
import type { ShellCache } from './shell-cache.ts';
import { StoringError } from './shell-cache.ts';
import { HASHED_FOLDER, pathInScope, totalBytes } from './shell.ts';

export interface OfflineDependencies {
  /** Address of the folder that is served, ends in `/`. */
  readonly scope: string;
  readonly shell: Shell;
  readonly cache: ShellCache;
  readonly fetch: (request: Request) => Promise<Response>;
  /** A shipped file from the origin's private file system; null where it is not there. */
  readonly answerFromDisk: (request: Request, file: ShellFile) => Promise<Response | null>;
  /** Versions of the tabs that are open. */
  readonly versionsInUse: () => Promise<ReadonlySet<string>>;
  /** Runs `job` while no other service worker of this place writes or deletes. */
  readonly alone: <T>(job: () => Promise<T>) => Promise<T>;
  /** True while another version is being fetched or waits: what it needs is on no list of this one. */
  readonly hasSuccessor: () => boolean;
}

export type OfflineService = ReturnType<typeof createOfflineService>;

/** What the service worker does, without the events it does it on. */
export function createOfflineService(dependencies: OfflineDependencies) {
  const { scope, shell, cache, fetch, answerFromDisk, versionsInUse, alone, hasSuccessor } = dependencies;
  const byPath = new Map(shell.files.map((file) => [file.path, file]));
  const onDisk = new Map(shell.onDisk.map((file) => [file.path, file]));

  async function ownFile(file: ShellFile, request: Request): Promise<Response> {
    return withIsolation((await cache.find(file)) ?? (await fetch(request)));
  }

  async function keptFile(path: string, request: Request): Promise<Response> {
    return withIsolation((await cache.findKept(path)) ?? (await fetch(request)));
  }

  async function shippedFile(file: ShellFile, request: Request): Promise<Response> {
    return (await answerFromDisk(request, file)) ?? fetch(request);
  }

  return {
    /**
     * The answer to a request for a file of the shell; null for everything else, which goes its way untouched: the weights of models are
     * read in parts and resumed by who asks for them.
     */
    answer(request: Request): Promise<Response> | null {
      if (request.method !== 'GET' && request.method !== 'HEAD') return null;
      const path = pathInScope(scope, request.url);
      if (path === null) return null;
      const shipped = onDisk.get(path);
      if (shipped) return shippedFile(shipped, request);
      if (request.method === 'HEAD') return null;
      const file = byPath.get(path);
      if (file) return ownFile(file, request);
      // Of a version that a tab still runs, after a new one took over.
      if (path.startsWith(HASHED_FOLDER)) return keptFile(path, request);
      return null;
    },

    /** Stores this version. Never rejects: the last news says how it ended. */
    async store(tell: (news: StoringNews) => void): Promise<void> {
      const onBytes = (doneBytes: number) => {
        tell({ kind: 'storing', doneBytes, totalBytes: totalBytes(shell) });
      };
      try {
        await alone(() => cache.store(shell, onBytes));
        tell({ kind: 'stored' });
      } catch (error) {
        const { problem, path } =
          error instanceof StoringError ? error : { problem: 'no-room' as const, path: String(error) };
        tell({ kind: 'failed', problem, path });
      }
    },

    /** Deletes what only versions need that no tab runs any more. */
    async tidy(): Promise<void> {
      await alone(async () => {
        if (!hasSuccessor()) await cache.tidy(shell, await versionsInUse());
      });
    },
  };
}
