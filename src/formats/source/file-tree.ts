/** Files of a slide that is a folder: by URL, or dropped. Paths are relative to the descriptor, `/`-separated. */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { patienceOf, type Patience } from '#network/patience.ts';
import type { SourceStats } from './byte-source.ts';
import { fetchWholeFile, type KnownServer } from './http-file.ts';
import { readFile, type NamedBlob } from './read-file.ts';
import { SharedTasks } from './shared-tasks.ts';

export interface FileTree {
  /** The file's bytes (borrowed: cached), or null where there is none. Larger than `maxBytes` is refused. */
  read(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>;
  readonly stats: SourceStats;
}

const MAX_CACHE_BYTES = 32 * 1024 * 1024;

type Load = (path: string, maxBytes: number, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer> | null>;

/** Caches whole files, least recently used first out, and shares loads between callers. */
class CachedTree implements FileTree {
  readonly #load: Load;
  readonly #hosts: readonly string[];
  readonly #cache = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #tasks = new SharedTasks<string, Uint8Array<ArrayBuffer> | null>();
  #cacheBytes = 0;
  #bytesRead = 0;
  #requests = 0;

  constructor(load: Load, hosts: readonly string[]) {
    this.#load = load;
    this.#hosts = hosts;
  }

  get stats(): SourceStats {
    return {
      bytesRead: this.#bytesRead,
      requests: this.#requests,
      cacheBytes: this.#cacheBytes,
      hosts: this.#hosts,
    };
  }

  async read(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const cached = this.#cache.get(path);
    if (cached) {
      this.#cache.delete(path);
      this.#cache.set(path, cached);
      return cached;
    }
    return this.#tasks.run(path, signal, async (taskSignal) => {
      this.#requests += 1;
      const bytes = await this.#load(path, maxBytes, taskSignal);
      if (bytes) this.#keep(path, bytes);
      return bytes;
    });
  }

  #keep(path: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytesRead += bytes.length;
    this.#cache.set(path, bytes);
    this.#cacheBytes += bytes.length;
    for (const [oldest, old] of this.#cache) {
      if (this.#cacheBytes <= MAX_CACHE_BYTES) break;
      this.#cache.delete(oldest);
      this.#cacheBytes -= old.length;
    }
  }
}

/** Files beside `descriptor`, whose query (an access token) goes along with each. */
export function urlTree(descriptor: URL, patience?: Partial<Patience>): FileTree {
  const settings = patienceOf(patience);
  const server: KnownServer = { hasAnswered: false };
  return new CachedTree(
    (path, maxBytes, signal) => {
      const url = new URL(path.split('/').map(encodeURIComponent).join('/'), descriptor);
      url.search = descriptor.search;
      return fetchWholeFile(url, maxBytes, signal, settings, server);
    },
    [descriptor.host],
  );
}

/** A dropped folder; `files` by path relative to the descriptor. */
export function folderTree(
  name: string,
  files: ReadonlyMap<string, NamedBlob>,
  patience?: Partial<Patience>,
): FileTree {
  const settings = patienceOf(patience);
  return new CachedTree(async (path, maxBytes, signal) => {
    const file = files.get(path);
    if (!file) return null;
    if (file.size > maxBytes) {
      throw new FoveaError('slide/damaged', { name, what: `${path} is ${file.size} bytes long` });
    }
    return readFile(file, [0, file.size], signal, settings);
  }, []);
}
