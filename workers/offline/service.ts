import { LOGIN_QUERY } from '#core/network/allowed-hosts.ts';
import type { Shell, ShellFile, StoringNews, Versions } from './contract.ts';
import { answerOfStored, withIsolation } from './isolation.ts';
import type { ShellCache } from './shell-cache.ts';
import { StoringError } from './shell-cache.ts';
import { HASHED_FOLDER, isOfEveryVersion, pathInScope, placeOf, totalBytes, VERSION_HEADER } from './shell.ts';

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
  const paths = new Set(shell.files.map(({ path }) => path));

  /** What windows are given: the version agreed to, where all of it is here; else this one. */
  async function agreedShell(): Promise<Shell> {
    const version = await cache.agreed();
    return version === null || version === shell.version ? shell : ((await cache.list(version)) ?? shell);
  }

  /** The version that asks, where it says so; a window that is being opened, or a worker, is of the one agreed to. */
  async function shellOf(request: Request): Promise<Shell> {
    const version = request.headers.get(VERSION_HEADER);
    if (version === shell.version) return shell;
    try {
      return (version === null ? null : await cache.list(version)) ?? (await agreedShell());
    } catch (reason) {
      console.warn('which versions are on this machine cannot be read', reason);
      return shell;
    }
  }

  /** Of names that never stand for two contents, whichever version lists it: a tab of an earlier one may ask. */
  async function shellWith(path: string): Promise<Shell> {
    if (paths.has(path)) return shell;
    return (await cache.lists()).find(({ files }) => files.some((file) => file.path === path)) ?? shell;
  }

  async function stored(path: string, version: Promise<Shell>): Promise<Response | null> {
    try {
      const { files, policy } = await version;
      const file = files.find((listed) => listed.path === path);
      const found = file && (await cache.find(file));
      return found ? answerOfStored(found, path, policy) : null;
    } catch (reason) {
      // A full or damaged disk: the host has the file as well.
      console.warn(`${path} could not be read from this machine`, reason);
      return null;
    }
  }

  async function ofShell(path: string, version: Promise<Shell>, request: Request): Promise<Response> {
    return (await stored(path, version)) ?? withIsolation(await fetch(request), shell.policy);
  }

  async function shipped(path: string, version: Promise<Shell>, request: Request): Promise<Response> {
    try {
      const file = (await version).onDisk.find((listed) => listed.path === path);
      const found = file ? await answerFromDisk(request, file) : null;
      if (found) return found;
    } catch (reason) {
      console.warn(`${path} could not be read from this machine`, reason);
    }
    return fetch(request);
  }

  return {
    /**
     * The answer to a request for a file of the shell; null for everything else, which goes its way untouched: the weights of models are
     * read in parts and resumed by who asks for them.
     */
    answer(request: Request): Promise<Response> | null {
      if (request.method !== 'GET' && request.method !== 'HEAD') return null;
      const path = pathInScope(scope, request.url);
      if (path === null || request.url.endsWith(LOGIN_QUERY)) return null;
      if (placeOf(path) === 'on-disk') return shipped(path, shellOf(request), request);
      if (request.method === 'HEAD') return null;
      if (isOfEveryVersion(path)) return ofShell(path, shellOf(request), request);
      return paths.has(path) || path.startsWith(HASHED_FOLDER) ? ofShell(path, shellWith(path), request) : null;
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

    /** Has this version given to windows from now on. Rejects where that cannot be noted. */
    agree: () => cache.agree(shell.version),

    async versions(): Promise<Versions> {
      return { newest: shell.version, agreed: (await agreedShell()).version };
    },

    /** Deletes what only versions need that no tab runs any more and nobody agreed to. */
    async tidy(): Promise<void> {
      await alone(async () => {
        if (hasSuccessor()) return;
        const agreed = await agreedShell();
        await cache.tidy(shell, new Set([agreed.version, ...(await versionsInUse())]));
      });
    },
  };
}
