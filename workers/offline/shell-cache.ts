import type { Shell, ShellFile, StoredShell, StoringProblem } from './contract.ts';
import { storable } from './isolation.ts';
import { cacheName, fileKey, isListKey, listKey, totalBytes } from './shell.ts';

/** At the same time; more would only compete with what the window asks for. */
const MAX_FETCHES = 4;

/** The shell was not stored: why, and which file it was about. */
export class StoringError extends Error {
  override readonly name = 'StoringError';
  constructor(
    readonly problem: StoringProblem,
    readonly path: string,
    cause: unknown,
  ) {
    super(`${path}: ${problem}`, { cause });
  }
}

export interface ShellCacheDependencies {
  /** Address of the folder that is served, ends in `/`. */
  readonly scope: string;
  readonly caches: Pick<CacheStorage, 'open'>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/**
 * The files of this and earlier versions on disk, by content: a new version brings only what has changed, and a tab of an earlier one finds
 * its files as long as it is open.
 */
export function createShellCache({ scope, caches, fetch }: ShellCacheDependencies) {
  const open = () => caches.open(cacheName(scope));

  async function fetched(file: ShellFile): Promise<Response> {
    const address = new URL(file.path, scope).href;
    const get = async (cache: RequestCache) => {
      let response: Response;
      try {
        response = await fetch(address, { cache, credentials: 'same-origin' });
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        return { response, content: await response.arrayBuffer() };
      } catch (cause) {
        throw new StoringError('unreachable', file.path, cause);
      }
    };
    // What the page has just loaded is in the browser's own cache; if that is of another version the server is asked.
    let got = await get('default');
    if ((await sha256(got.content)) !== file.sha256) got = await get('reload');
    if ((await sha256(got.content)) !== file.sha256) throw new StoringError('other-content', file.path, null);
    return storable(got.response, got.content);
  }

  async function lists(cache: Cache): Promise<Shell[]> {
    const keys = (await cache.keys()).map(({ url }) => url).filter((url) => isListKey(scope, url));
    const found = await Promise.all(keys.map((key) => cache.match(key)));
    return Promise.all(found.filter((list) => list !== undefined).map((list) => list.json() as Promise<Shell>));
  }

  return {
    /** Fetches and verifies what of a version is missing. @throws StoringError */
    async store(shell: Shell, onBytes: (doneBytes: number) => void): Promise<void> {
      const cache = await open();
      const there = new Set((await cache.keys()).map(({ url }) => url));
      const missing = shell.files.filter((file) => !there.has(fileKey(scope, file)));
      let doneBytes = totalBytes(shell) - totalBytes({ ...shell, files: missing });
      onBytes(doneBytes);
      const queue = [...missing];
      const put = async (key: string, path: string, response: Response) => {
        try {
          await cache.put(key, response);
        } catch (cause) {
          throw new StoringError('no-room', path, cause);
        }
      };
      const work = async () => {
        for (let file = queue.shift(); file; file = queue.shift()) {
          try {
            await put(fileKey(scope, file), file.path, await fetched(file));
          } catch (error) {
            // What is fetched elsewhere would be of no use either.
            queue.length = 0;
            throw error;
          }
          doneBytes += file.bytes;
          onBytes(doneBytes);
        }
      };
      // What is on its way is kept: the next try need not fetch it again.
      const ends = await Promise.allSettled(Array.from({ length: MAX_FETCHES }, work));
      const failure = ends.find(({ status }) => status === 'rejected');
      if (failure?.status === 'rejected') throw failure.reason;
      await put(listKey(scope, shell.version), 'versions', Response.json(shell));
    },

    /** A file of this version; undefined where it is not stored. */
    async find(file: ShellFile): Promise<Response | undefined> {
      return (await open()).match(fileKey(scope, file));
    },

    /** A file of any version that is kept, by its path: for names that never stand for two contents. */
    async findKept(path: string): Promise<Response | undefined> {
      const cache = await open();
      for (const { files } of await lists(cache)) {
        const file = files.find((listed) => listed.path === path);
        const stored = file && (await cache.match(fileKey(scope, file)));
        if (stored) return stored;
      }
      return undefined;
    },

    /** What is really there of a version, file by file with its size; null while it was never stored whole. */
    async look(version: string): Promise<StoredShell | null> {
      const cache = await open();
      const list = await cache.match(listKey(scope, version));
      if (!list) return null;
      const shell = (await list.json()) as Shell;
      const found = await Promise.all(shell.files.map((file) => cache.match(fileKey(scope, file))));
      const sizes = await Promise.all(
        found.map(async (stored, index) => {
          const size = stored ? (await stored.blob()).size : 0;
          return size === shell.files[index]?.bytes ? size : 0;
        }),
      );
      return {
        files: sizes.filter((size) => size > 0).length,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        listedBytes: totalBytes(shell),
      };
    },

    /** Deletes the lists of all versions but `wanted`, and the files that none of these names. */
    async tidy(current: Shell, wanted: ReadonlySet<string>): Promise<void> {
      const cache = await open();
      const kept = (await lists(cache)).filter(({ version }) => wanted.has(version));
      const needed = new Set([
        ...kept.map(({ version }) => listKey(scope, version)),
        ...[...kept, current].flatMap(({ files }) => files.map((file) => fileKey(scope, file))),
        listKey(scope, current.version),
      ]);
      const keys = (await cache.keys()).map(({ url }) => url);
      await Promise.all(keys.filter((key) => !needed.has(key)).map((key) => cache.delete(key)));
    },
  };
}

export type ShellCache = ReturnType<typeof createShellCache>;

async function sha256(content: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
