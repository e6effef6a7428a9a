import { MODELS_FOLDER, writeLock } from '../shared/private-folders.ts';
import { openWhenFree } from '../shared/when-free.ts';

/** Workers only, so the type is not in the DOM library that other checks of this file use. */
interface SyncHandle {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(data: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

/** What of a private file is used beyond the DOM library: `move` renames, in every browser that has the handles. */
interface PrivateFile extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>;
  move(name: string): Promise<void>;
}

const PART = '.part';
const ORIGIN = '.from';

/** The disk, or what the browser gives of it, is full. */
export class StorageFullError extends Error {
  override readonly name = 'StorageFullError';
}

/** A file that is being written, in place: what is in it survives the end of the worker, of the tab and of the browser. */
export interface PartFile {
  /** Bytes in it. */
  size(): number;
  /** Fills `into` from `at` on; gives how many bytes there were. */
  read(into: Uint8Array<ArrayBuffer>, at: number): number;
  /** @throws StorageFullError */
  write(data: Uint8Array<ArrayBuffer>, at: number): void;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

/** Files by the SHA-256 of their content, complete ones apart from those on the way. */
export interface ModelFolder {
  /** A complete file, or null. */
  find(sha256: string): Promise<Blob | null>;
  /** @throws StorageFullError, as what writes */
  openPart(sha256: string): Promise<PartFile>;
  /** What the server called the version that the part is of; null where it named none. */
  readOrigin(sha256: string): Promise<string | null>;
  writeOrigin(sha256: string, validator: string | null): Promise<void>;
  /** Takes a part, closed and found right, as the complete file. */
  complete(sha256: string): Promise<void>;
  /** Deletes the file, its part, and what was noted of it. */
  remove(sha256: string): Promise<void>;
  /** Bytes that may still be written; null where the browser does not say. */
  roomBytes(): Promise<number | null>;
  /** Runs `job` while no other tab writes the same file. */
  alone<T>(sha256: string, signal: AbortSignal, job: () => Promise<T>): Promise<T>;
}

/** Writes a small text in one go: the old one stays until the new one is whole. @throws StorageFullError */
export async function replaceText(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  await doneOrFull(async () => {
    const file = (await folder.getFileHandle(`${name}.new`, { create: true })) as PrivateFile;
    const handle = await file.createSyncAccessHandle();
    try {
      handle.truncate(0);
      handle.write(new TextEncoder().encode(text), { at: 0 });
      handle.flush();
    } finally {
      handle.close();
    }
    await file.move(name);
  });
}

/**
 * @param root gives the origin's private folder; rejects where the browser has none
 * @param name of the folder in it: that of the models' files, or another whose files have ids in the place of hashes
 */
export async function openModelFolder(
  root: () => Promise<FileSystemDirectoryHandle>,
  name = MODELS_FOLDER,
): Promise<ModelFolder> {
  const folder = await (await root()).getDirectoryHandle(name, { create: true });
  const file = async (path: string) => (await folder.getFileHandle(path, { create: true })) as PrivateFile;
  const openToWrite = (path: string) =>
    doneOrFull(async () => {
      const found = await file(path);
      return openWhenFree(() => found.createSyncAccessHandle());
    });
  const remove = async (path: string) => {
    try {
      await folder.removeEntry(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  };

  return {
    async find(sha256) {
      try {
        return await (await folder.getFileHandle(sha256)).getFile();
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async openPart(sha256) {
      const handle = await openToWrite(sha256 + PART);
      return {
        size: () => handle.getSize(),
        read: (into, at) => handle.read(into, { at }),
        write(data, at) {
          if (writeOrFull(() => handle.write(data, { at })) < data.length)
            throw new StorageFullError('a write came out short');
        },
        truncate: (bytes) => {
          handle.truncate(bytes);
        },
        flush: () => {
          writeOrFull(() => {
            handle.flush();
          });
        },
        close: () => {
          handle.close();
        },
      };
    },
    async readOrigin(sha256) {
      try {
        const text = await (await (await folder.getFileHandle(sha256 + ORIGIN)).getFile()).text();
        return text === '' ? null : text;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async writeOrigin(sha256, validator) {
      const handle = await openToWrite(sha256 + ORIGIN);
      try {
        handle.truncate(0);
        writeOrFull(() => handle.write(new TextEncoder().encode(validator ?? ''), { at: 0 }));
      } finally {
        handle.close();
      }
    },
    async complete(sha256) {
      await doneOrFull(async () => (await file(sha256 + PART)).move(sha256));
      await remove(sha256 + ORIGIN);
    },
    async remove(sha256) {
      for (const path of [sha256, sha256 + PART, sha256 + ORIGIN]) await remove(path);
    },
    async roomBytes() {
      const { quota, usage } = await navigator.storage.estimate();
      return quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
    },
    alone: (sha256, signal, job) => navigator.locks.request(writeLock(sha256), { signal }, job),
  };
}

function writeOrFull<T>(write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw fullOr(cause);
  }
}

/** Not only writing: on a full disk not even a file can be made. */
async function doneOrFull<T>(job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (cause) {
    throw fullOr(cause);
  }
}

function fullOr(cause: unknown): unknown {
  return isStorageFull(cause) ? new StorageFullError(String(cause), { cause }) : cause;
}

/** Of what is thrown here, and by the browser itself where the folder cannot be made. */
export function isStorageFull(error: unknown): boolean {
  return error instanceof StorageFullError || (error instanceof DOMException && error.name === 'QuotaExceededError');
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/** A part in memory, where nothing can be kept. */
export function memoryPart(capacityBytes: number): PartFile & { data(): Uint8Array<ArrayBuffer> } {
  const memory = new Uint8Array(capacityBytes);
  let size = 0;
  return {
    data: () => memory.subarray(0, size),
    size: () => size,
    read(into, at) {
      const part = memory.subarray(at, Math.min(size, at + into.length));
      into.set(part);
      return part.length;
    },
    write(data, at) {
      memory.set(data, at);
      size = Math.max(size, at + data.length);
    },
    truncate(bytes) {
      size = Math.min(size, bytes);
    },
    flush: () => undefined,
    close: () => undefined,
  };
}
