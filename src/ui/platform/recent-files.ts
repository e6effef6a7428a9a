import { openDB, type DBSchema } from 'idb';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { FileHandle, RecentFiles } from '#commands/recent-files.ts';
import { MAX_RECENT_FILES } from '#state/recent-files-store.ts';
import { listHandledFolder } from './handled-folder.ts';

const NAME = 'fovea-recent-files';
const STORE = 'files';

interface Kept {
  readonly handle: FileSystemHandle;
  /** Epoch milliseconds. */
  readonly openedAtMs: number;
}

interface Schema extends DBSchema {
  [STORE]: { key: string; value: Kept };
}

/** Chromium alone; not in the DOM library. */
interface AskableHandle extends FileSystemHandle {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
}

/** Ways back to files in IndexedDB, which is where a browser can keep them. */
export function recentFiles(
  now: () => number = Date.now,
  newId: () => string = () => crypto.randomUUID(),
): RecentFiles {
  async function withDatabase<T>(job: (database: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
    const database = await open();
    try {
      return await job(database);
    } finally {
      // Opened for each use: no tab stands in the way of another one's newer form.
      database.close();
    }
  }

  function newestFirst(): Promise<(Kept & { readonly id: string })[]> {
    return withDatabase(async (database) => {
      const [ids, all] = await Promise.all([database.getAllKeys(STORE), database.getAll(STORE)]);
      const entries = all.flatMap((kept, index) => {
        const id = ids[index];
        return id === undefined || !(kept.handle instanceof FileSystemHandle) ? [] : [{ ...kept, id }];
      });
      return entries.sort((a, b) => b.openedAtMs - a.openedAtMs);
    });
  }

  const forget = (...ids: string[]) =>
    withDatabase((database) => Promise.all(ids.map((id) => database.delete(STORE, id))));

  return {
    async list() {
      return (await newestFirst()).map(({ id, handle }) => ({
        id,
        kind: handle.kind === 'directory' ? ('folder' as const) : ('file' as const),
        name: handle.name,
      }));
    },

    async remember(handle) {
      const given = asHandle(handle);
      const others = await newestFirst();
      const same = await Promise.all(others.map((other) => other.handle.isSameEntry(given)));
      const kept = others.filter((_, index) => !same[index]);
      await withDatabase((database) => database.put(STORE, { handle: given, openedAtMs: now() }, newId()));
      const tooMany = kept.slice(MAX_RECENT_FILES - 1);
      await forget(...[...others.filter((_, index) => same[index]), ...tooMany].map(({ id }) => id));
    },

    async open(id) {
      const kept = await withDatabase((database) => database.get(STORE, id));
      if (!kept) throw new FoveaError('recent/gone', { name: '' });
      const { handle } = kept;
      if (!(await isAllowed(handle))) throw new FoveaError('recent/not-allowed', { name: handle.name });
      try {
        return { source: await sourceOf(handle), handle };
      } catch (cause) {
        if (cause instanceof DOMException && cause.name === 'NotAllowedError')
          throw new FoveaError('recent/not-allowed', { name: handle.name }, { cause });
        throw new FoveaError('recent/gone', { name: handle.name }, { cause });
      }
    },

    async forget(id) {
      await forget(id);
    },

    async forgetAll() {
      await withDatabase((database) => database.clear(STORE));
    },
  };
}

/** What a handle stands for, to be opened; a folder with all that is in it. Rejects as the platform does. */
export async function sourceOf(handle: FileSystemHandle) {
  if (handle.kind === 'file') return { kind: 'file' as const, file: await (handle as FileSystemFileHandle).getFile() };
  const files = await listHandledFolder(handle as FileSystemDirectoryHandle);
  return { kind: 'folder' as const, name: handle.name, files };
}

/** Asks the user where the browser would. */
async function isAllowed(handle: AskableHandle): Promise<boolean> {
  if (!handle.queryPermission || !handle.requestPermission) return true;
  const mode = { mode: 'read' } as const;
  if ((await handle.queryPermission(mode)) === 'granted') return true;
  return (await handle.requestPermission(mode)) === 'granted';
}

function asHandle(handle: FileHandle): FileSystemHandle {
  if (handle instanceof FileSystemHandle) return handle;
  throw new TypeError('only the browser’s own handles can be kept');
}

function open() {
  return openDB<Schema>(NAME, 1, {
    upgrade: (created) => {
      created.createObjectStore(STORE);
    },
  });
}
