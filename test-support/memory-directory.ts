/** An origin's private file system in memory, with a quota, locks of its handles, and a switch that is pulled like a plug. */

interface MemoryFile {
  bytes: Uint8Array<ArrayBuffer>;
  modifiedMs: number;
  /** Modes of the open handles. */
  readonly open: { readonly mode: string; isClosed: boolean }[];
}

type Entry =
  { readonly kind: 'file'; readonly file: MemoryFile } | { readonly kind: 'directory'; readonly entries: Folder };
type Folder = Map<string, Entry>;

export interface MemoryDirectory {
  /** As `navigator.storage.getDirectory()` gives it. */
  readonly root: () => Promise<FileSystemDirectoryHandle>;
  /** Bytes that all files may have together; a write beyond throws `QuotaExceededError`. */
  quotaBytes: number;
  /** Bytes of a file, or undefined. */
  readonly bytesOf: (...path: string[]) => Uint8Array<ArrayBuffer> | undefined;
  /** Puts or replaces a file. */
  readonly put: (path: readonly string[], bytes: Uint8Array<ArrayBuffer>, modifiedMs?: number) => void;
  /** Names in a folder, sorted; none where it is not there. */
  readonly names: (...path: string[]) => string[];
  /** Closes every handle at once, as the end of the process does. */
  readonly kill: () => void;
  /** Failure of the next calls that open a handle; null: none. */
  refusal: Error | null;
}

export function memoryDirectory(): MemoryDirectory {
  const top: Folder = new Map();
  let clock = 1_000_000;
  const all = (folder: Folder): MemoryFile[] =>
    [...folder.values()].flatMap((entry) => (entry.kind === 'file' ? [entry.file] : all(entry.entries)));
  const find = (path: readonly string[]): Entry | undefined => {
    let entry: Entry | undefined = { kind: 'directory', entries: top };
    for (const name of path) entry = entry?.kind === 'directory' ? entry.entries.get(name) : undefined;
    return entry;
  };
  const gone = () => new DOMException('not there', 'NotFoundError');
  const locked = () => new DOMException('in use', 'NoModificationAllowedError');

  function handleOf(file: MemoryFile, mode: string) {
    const own = { mode, isClosed: false };
    file.open.push(own);
    const check = () => {
      if (own.isClosed) throw new DOMException('closed', 'InvalidStateError');
    };
    const view = (data: ArrayBuffer | ArrayBufferView<ArrayBuffer>) =>
      data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const resize = (size: number) => {
      const others = all(top).reduce((sum, { bytes }) => sum + bytes.length, 0) - file.bytes.length;
      if (size > file.bytes.length && others + size > directory.quotaBytes)
        throw new DOMException('no room', 'QuotaExceededError');
      const resized = new Uint8Array(size);
      resized.set(file.bytes.subarray(0, size));
      file.bytes = resized;
    };
    return {
      getSize: () => (check(), file.bytes.length),
      read(into: ArrayBufferView<ArrayBuffer>, { at = 0 }: { at?: number } = {}) {
        check();
        const part = file.bytes.subarray(at, at + into.byteLength);
        view(into).set(part);
        return part.length;
      },
      write(data: ArrayBuffer | ArrayBufferView<ArrayBuffer>, { at = 0 }: { at?: number } = {}) {
        check();
        const bytes = view(data);
        if (at + bytes.length > file.bytes.length) resize(at + bytes.length);
        file.bytes.set(bytes, at);
        file.modifiedMs = ++clock;
        return bytes.length;
      },
      truncate(size: number) {
        check();
        resize(size);
      },
      flush: check,
      close() {
        own.isClosed = true;
        const at = file.open.indexOf(own);
        if (at >= 0) file.open.splice(at, 1);
      },
    };
  }

  const fileHandle = (name: string, file: MemoryFile, parent: Folder) => ({
    kind: 'file',
    name,
    getFile: () => Promise.resolve(new File([file.bytes.slice()], name, { lastModified: file.modifiedMs })),
    createSyncAccessHandle({ mode = 'readwrite' }: { mode?: string } = {}) {
      if (directory.refusal) return Promise.reject(directory.refusal);
      const isShared = mode === 'readwrite-unsafe' && file.open.every((one) => one.mode === mode);
      if (file.open.length > 0 && !isShared) return Promise.reject(locked());
      return Promise.resolve(handleOf(file, mode));
    },
    move(to: string) {
      if (file.open.length > 0) return Promise.reject(locked());
      parent.delete(name);
      parent.set(to, { kind: 'file', file });
      return Promise.resolve();
    },
  });

  const folderHandle = (entries: Folder): FileSystemDirectoryHandle =>
    ({
      kind: 'directory',
      getDirectoryHandle(name: string, { create = false } = {}) {
        const entry = entries.get(name);
        if (!entry && create) entries.set(name, { kind: 'directory', entries: new Map() });
        const found = entries.get(name);
        return found?.kind === 'directory' ? Promise.resolve(folderHandle(found.entries)) : Promise.reject(gone());
      },
      getFileHandle(name: string, { create = false } = {}) {
        if (!entries.has(name) && create)
          entries.set(name, { kind: 'file', file: { bytes: new Uint8Array(0), modifiedMs: ++clock, open: [] } });
        const found = entries.get(name);
        return found?.kind === 'file' ? Promise.resolve(fileHandle(name, found.file, entries)) : Promise.reject(gone());
      },
      removeEntry(name: string) {
        const found = entries.get(name);
        if (!found) return Promise.reject(gone());
        if (found.kind === 'file' && found.file.open.length > 0) return Promise.reject(locked());
        entries.delete(name);
        return Promise.resolve();
      },
      async *entries() {
        for (const [name, entry] of [...entries])
          yield [name, entry.kind === 'file' ? fileHandle(name, entry.file, entries) : folderHandle(entry.entries)];
        await Promise.resolve();
      },
    }) as unknown as FileSystemDirectoryHandle;

  const directory: MemoryDirectory = {
    root: () => Promise.resolve(folderHandle(top)),
    quotaBytes: Infinity,
    refusal: null,
    bytesOf(...path) {
      const entry = find(path);
      return entry?.kind === 'file' ? entry.file.bytes : undefined;
    },
    put(path, bytes, modifiedMs = ++clock) {
      let folder = top;
      for (const name of path.slice(0, -1)) {
        const entry = folder.get(name) ?? { kind: 'directory', entries: new Map() };
        folder.set(name, entry);
        if (entry.kind === 'file') throw new Error(`${name} is a file`);
        folder = entry.entries;
      }
      folder.set(path.at(-1) ?? '', { kind: 'file', file: { bytes, modifiedMs, open: [] } });
    },
    names(...path) {
      const entry = find(path);
      return entry?.kind === 'directory' ? [...entry.entries.keys()].sort() : [];
    },
    kill() {
      for (const { open } of all(top)) for (const one of open.splice(0)) one.isClosed = true;
    },
  };
  return directory;
}
