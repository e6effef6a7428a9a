import type { Shell, ShellFile, StoredShell, StoringProblem } from './contract.ts';
import { agreedKey, cacheName, fileKey, isListKey, listKey, totalBytes } from './shell.ts';
import { fetchVerified, NotAsBuiltError, sizeOf } from './verified.ts';

/** At the same time; more would only compete with what the window asks for. */
const MAX_FETCHES = 4;
/** Told at most this often: a message for each piece of the network would be thousands. */
const TELL_BYTES = 1 << 18;

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

  async function fetched(file: ShellFile, onBytes: (bytes: number) => void): Promise<ArrayBuffer> {
    const address = new URL(file.path, scope).href;
    const get = (cache: RequestCache) =>
      fetchVerified(() => fetch(address, { cache, credentials: 'same-origin' }), file, onBytes);
    try {
      // What the page has just loaded is in the browser's own cache; if that is of another version the server is asked.
      return await get('default').catch((reason: unknown) => {
        if (!(reason instanceof NotAsBuiltError)) throw reason;
        return get('reload');
      });
    } catch (cause) {
      throw new StoringError(cause instanceof NotAsBuiltError ? 'other-content' : 'unreachable', file.path, cause);
    }
  }

  async function isWhole(cache: Cache, file: ShellFile, isThorough = true): Promise<boolean> {
    const stored = await cache.match(fileKey(scope, file));
    return stored !== undefined && (await sizeOf(stored, isThorough)) === file.bytes;
  }

  async function listOf(cache: Cache, key: string): Promise<Shell | null> {
    const list = await cache.match(key);
    return list ? ((await list.json()) as Shell) : null;
  }

  async function lists(cache: Cache): Promise<Shell[]> {
    const keys = (await cache.keys()).map(({ url }) => url).filter((url) => isListKey(scope, url));
    const found = await Promise.all(keys.map((key) => listOf(cache, key)));
    return found.filter((list) => list !== null);
  }

  return {
    /** Fetches and verifies what of a version is missing. @throws StoringError */
    async store(shell: Shell, onBytes: (doneBytes: number) => void): Promise<void> {
      const cache = await open();
      const missing: ShellFile[] = [];
      for (const file of shell.files) if (!(await isWhole(cache, file))) missing.push(file);
      const here = totalBytes(shell) - totalBytes({ ...shell, files: missing });
      const arrived = new Map<ShellFile, number>();
      let toldBytes = -TELL_BYTES;
      const tell = (everyBytes: number) => {
        const doneBytes = here + Array.from(arrived.values()).reduce((sum, bytes) => sum + bytes, 0);
        if (Math.abs(doneBytes - toldBytes) < everyBytes) return;
        toldBytes = doneBytes;
        onBytes(doneBytes);
      };
      tell(0);
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
          const current = file;
          try {
            const content = await fetched(current, (bytes) => {
              arrived.set(current, bytes);
              tell(TELL_BYTES);
            });
            const headers = { 'Content-Length': String(content.byteLength) };
            await put(fileKey(scope, current), current.path, new Response(content, { headers }));
          } catch (error) {
            // What is fetched elsewhere would be of no use either.
            queue.length = 0;
            throw error;
          }
        }
      };
      // What is on its way is kept: the next try need not fetch it again.
      const ends = await Promise.allSettled(Array.from({ length: MAX_FETCHES }, work));
      const failure = ends.find(({ status }) => status === 'rejected');
      if (failure?.status === 'rejected') throw failure.reason;
      tell(1);
      await put(listKey(scope, shell.version), 'versions', Response.json(shell));
    },

    /** A file of a version; undefined where it is not stored. */
    async find(file: ShellFile): Promise<Response | undefined> {
      return (await open()).match(fileKey(scope, file));
    },

    /** The list of a version; null where it was never stored whole. */
    async list(version: string): Promise<Shell | null> {
      return listOf(await open(), listKey(scope, version));
    },

    /** The lists of all versions that are kept. */
    async lists(): Promise<readonly Shell[]> {
      return lists(await open());
    },

    /** The version that the user agreed to; null where none is noted. */
    async agreed(): Promise<string | null> {
      return (await (await open()).match(agreedKey(scope)))?.text() ?? null;
    },

    async agree(version: string): Promise<void> {
      await (await open()).put(agreedKey(scope), new Response(version));
    },

    /**
     * What is really there of a version, file by file with its size; null while it was never stored whole.
     *
     * @param isThorough reads every file, rather than how long it is said to be
     */
    async look(version: string, isThorough: boolean): Promise<StoredShell | null> {
      const cache = await open();
      const shell = await listOf(cache, listKey(scope, version));
      if (!shell) return null;
      let [files, bytes] = [0, 0];
      // One after the other: together they are 35 MB.
      for (const file of shell.files) {
        if (!(await isWhole(cache, file, isThorough))) continue;
        files += 1;
        bytes += file.bytes;
      }
      return { files, bytes, listedBytes: totalBytes(shell) };
    },

    /** Deletes the lists of all versions but `wanted`, and the files that none of these names. */
    async tidy(current: Shell, wanted: ReadonlySet<string>): Promise<void> {
      const cache = await open();
      const kept = (await lists(cache)).filter(({ version }) => wanted.has(version));
      const needed = new Set([
        ...kept.map(({ version }) => listKey(scope, version)),
        ...[...kept, current].flatMap(({ files }) => files.map((file) => fileKey(scope, file))),
        listKey(scope, current.version),
        agreedKey(scope),
      ]);
      const keys = (await cache.keys()).map(({ url }) => url);
      await Promise.all(keys.filter((key) => !needed.has(key)).map((key) => cache.delete(key)));
    },
  };
}

export type ShellCache = ReturnType<typeof createShellCache>;
