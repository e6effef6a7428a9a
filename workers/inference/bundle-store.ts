import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import { downloadPart, readPart } from './bundle-download.ts';
import type { DownloadOptions, Fetch, ListedFile } from './bundle-download.ts';
import { lazyBytes } from './lazy-bytes.ts';
import { StorageFullError, memoryPart } from './model-folder.ts';
import type { ModelFolder, PartFile } from './model-folder.ts';

/** A file of a bundle, found right. */
export interface StoredFile {
  /** False where it lies in this worker's memory only and will have to be fetched again. */
  readonly isKept: boolean;
  /** All of it, in memory of the caller's own. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  /** All of it without holding it where that can be; see `lazyBytes`. */
  lazy(): Uint8Array<ArrayBuffer>;
}

export interface GetOptions {
  /** Where it can be fetched; null where it is in the store or nowhere. */
  readonly url: string | null;
  readonly signal: AbortSignal;
  readonly onBytes: DownloadOptions['onBytes'];
  readonly onRetry?: () => void;
  readonly onStartOver?: () => void;
}

/** Where the files of bundles are kept: once each, by the SHA-256 of their content, whichever bundles use them. */
export interface BundleStore {
  /**
   * The file, from the disk where it is there, else fetched, verified and kept.
   *
   * @throws FoveaError `model/unreachable`, `model/hash-mismatch`, `model/no-room`, `model/files-gone`
   */
  get(file: ListedFile, options: GetOptions): Promise<StoredFile>;
  /**
   * Brings a file onto the disk, for later; does nothing where it is there. What has arrived stays whatever happens, but for what turned out
   * to be another file.
   *
   * @throws FoveaError as {@link get}; `model/no-room` also where the browser keeps no files
   */
  keep(file: ListedFile, options: GetOptions): Promise<void>;
  /**
   * Takes a file from elsewhere, reading all of it whether or not it is there already, and keeps it on the disk.
   *
   * @throws FoveaError `model/hash-mismatch`, `model/no-room` (also where the browser keeps no files)
   */
  put(
    file: ListedFile,
    content: ReadableStream<Uint8Array<ArrayBuffer>>,
    options: Pick<GetOptions, 'signal' | 'onBytes'>,
  ): Promise<void>;
}

export interface BundleStoreDependencies {
  readonly fetch: Fetch;
  readonly retries: DownloadOptions['retries'];
  /** Null for a store in memory. Rejects where the browser keeps no files. */
  readonly openFolder: (() => Promise<ModelFolder>) | null;
}

/** What is not kept may be held in memory up to this size: WASM or the GPU needs as much again. */
const MAX_MEMORY_BYTES = 2 ** 29;
/** Room that is left to everything else. */
const SPARE_BYTES = 2 ** 24;

export function createBundleStore({ fetch, retries, openFolder }: BundleStoreDependencies): BundleStore {
  let opened: Promise<ModelFolder | null> | null = null;
  // A private window or an insecure page keeps no files: then memory is all there is.
  const folderOrNull = () => (opened ??= openFolder ? openFolder().catch(() => null) : Promise.resolve(null));

  async function fetched(
    file: ListedFile,
    part: PartFile,
    origin: DownloadOptions['origin'],
    { url, ...options }: GetOptions,
  ): Promise<void> {
    if (url === null) throw new FoveaError('model/files-gone', { bundle: file.bundle, path: file.path });
    await downloadPart(url, file, part, { fetch, retries, origin, ...options });
  }

  async function inMemory(file: ListedFile, roomBytes: number | null, options: GetOptions): Promise<StoredFile> {
    if (file.bytes > MAX_MEMORY_BYTES)
      throw new FoveaError('model/no-room', { bundle: file.bundle, bytes: file.bytes, roomBytes });
    const part = memoryPart(file.bytes);
    await fetched(file, part, noOrigin(), options);
    const data = part.data();
    return { isKept: openFolder === null, read: () => Promise.resolve(data), lazy: () => data };
  }

  /** @returns null where the disk is full */
  async function onDisk(
    folder: ModelFolder,
    file: ListedFile,
    options: GetOptions,
    whenFull: 'clear' | 'keep',
  ): Promise<StoredFile | null> {
    const found = await folder.find(file.sha256);
    if (found) {
      if (found.size === file.bytes) {
        options.onBytes('loading', file.bytes);
        return storedFile(found);
      }
      // Not what was verified: something outside of this program has changed it.
      await folder.remove(file.sha256);
    }
    const part = await folder.openPart(file.sha256).catch(nullWhereFull);
    if (!part) return null;
    try {
      const room = await folder.roomBytes();
      if (room !== null && file.bytes - part.size() > Math.max(0, room - SPARE_BYTES))
        throw new StorageFullError(`${file.bytes} bytes, and room for ${room}`);
      const origin = {
        read: () => folder.readOrigin(file.sha256),
        write: (validator: string | null) => folder.writeOrigin(file.sha256, validator),
      };
      await fetched(file, part, origin, options);
    } catch (error) {
      const isOfNoUse =
        error instanceof StorageFullError
          ? whenFull === 'clear'
          : isFoveaError(error) && (error.code === 'model/hash-mismatch' || error.code === 'model/files-gone');
      if (isOfNoUse) {
        part.close();
        await folder.remove(file.sha256);
      }
      if (error instanceof StorageFullError) return null;
      throw error;
    } finally {
      part.close();
    }
    await folder.complete(file.sha256);
    const complete = await folder.find(file.sha256);
    if (!complete) throw new Error(`${file.path} was stored and is not there`);
    return storedFile(complete);
  }

  return {
    async keep(file, options) {
      const folder = await folderOrNull();
      const kept = folder
        ? await folder.alone(file.sha256, options.signal, () => onDisk(folder, file, options, 'keep'))
        : null;
      if (kept) return;
      const roomBytes = folder ? await folder.roomBytes() : 0;
      throw new FoveaError('model/no-room', { bundle: file.bundle, bytes: file.bytes, roomBytes });
    },

    async put(file, content, options) {
      const folder = await folderOrNull();
      if (!folder) throw new FoveaError('model/no-room', { bundle: file.bundle, bytes: file.bytes, roomBytes: 0 });
      await folder.alone(file.sha256, options.signal, () => putOnDisk(folder, file, content, options));
    },

    async get(file, options) {
      const folder = await folderOrNull();
      if (!folder) return inMemory(file, openFolder === null ? null : 0, options);
      const kept = await folder.alone(file.sha256, options.signal, () => onDisk(folder, file, options, 'clear'));
      return kept ?? inMemory(file, await folder.roomBytes(), options);
    },
  };
}

function nullWhereFull(error: unknown): null {
  if (error instanceof StorageFullError) return null;
  throw error;
}

async function putOnDisk(
  folder: ModelFolder,
  file: ListedFile,
  content: ReadableStream<Uint8Array<ArrayBuffer>>,
  options: Pick<GetOptions, 'signal' | 'onBytes'>,
): Promise<void> {
  const found = await folder.find(file.sha256);
  if (found?.size === file.bytes) {
    await readPart(content, file, null, options);
    return;
  }
  await folder.remove(file.sha256);
  const part = await folder.openPart(file.sha256).catch(nullWhereFull);
  try {
    if (!part) throw new StorageFullError('no file can be made');
    const room = await folder.roomBytes();
    if (room !== null && file.bytes > Math.max(0, room - SPARE_BYTES))
      throw new StorageFullError(`${file.bytes} bytes, and room for ${room}`);
    await readPart(content, file, part, options);
  } catch (error) {
    part?.close();
    await folder.remove(file.sha256);
    if (error instanceof StorageFullError)
      throw new FoveaError('model/no-room', {
        bundle: file.bundle,
        bytes: file.bytes,
        roomBytes: await folder.roomBytes(),
      });
    throw error;
  } finally {
    part?.close();
  }
  await folder.complete(file.sha256);
}

/** Workers only, so the type is not in the DOM library that other checks of this file use. */
interface SyncReading {
  readonly FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };
}

function storedFile(blob: Blob): StoredFile {
  return {
    isKept: true,
    read: async () => new Uint8Array(await blob.arrayBuffer()),
    lazy: () => {
      const reader = new (globalThis as unknown as SyncReading).FileReaderSync();
      return lazyBytes(blob.size, (from, to) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(from, to))));
    },
  };
}

function noOrigin(): DownloadOptions['origin'] {
  let kept: string | null = null;
  return {
    read: () => Promise.resolve(kept),
    write(validator) {
      kept = validator;
      return Promise.resolve();
    },
  };
}
