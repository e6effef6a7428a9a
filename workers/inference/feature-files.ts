import { hexOf } from '#core/hex.ts';
import { HELD_MS, openWhenFree } from '../shared/when-free.ts';
import { createFeatureMemory } from './feature-memory.ts';
import { featureRecords, recordBytesOf } from './feature-records.ts';
import type { FeatureRecords, RecordFile } from './feature-records.ts';
import {
  FEATURES_FOLDER,
  HEADER_BYTES,
  MOST_FILES_OF_GROUP,
  groupLock,
  headerBytes,
  makeRoom,
  readHeader,
  removeEarlierForms,
} from './feature-folder.ts';
import type { FeatureHeader } from './feature-folder.ts';
import type { FeatureStore, LastingFeatures, NotKept, OpenFeatures } from './feature-store.ts';

type OpenFile = RecordFile & { flush(): void; close(): void };

/** Workers only, so the type is not in the DOM library that other checks of this file use; `mode` is known to Chromium alone so far. */
interface SyncOpening {
  createSyncAccessHandle(options?: { readonly mode: 'readwrite-unsafe' }): Promise<OpenFile>;
}

/** What features may take together unless the page says otherwise. */
export const DEFAULT_FEATURE_BYTES = 4 * 2 ** 30;

/**
 * What is written is the system's at once and survives the end of the browser; this often it is also put on the disk, for the end of the
 * machine.
 */
const FLUSH_MS = 2000;

export interface FeatureFilesDependencies {
  /** Gives the origin's private folder. */
  readonly root: () => Promise<FileSystemDirectoryHandle>;
  readonly locks: LockManager;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Epoch milliseconds. */
  readonly date: () => number;
}

/**
 * Features in files of the origin's private file system, so that they outlive the worker, the tab and the browser. Each tab writes a file of its
 * own and reads those of all: two tabs on one slide never write into each other's. What cannot be kept is held in memory.
 */
export function fileFeatureStore(dependencies: FeatureFilesDependencies): FeatureStore {
  const memory = createFeatureMemory();
  let limitBytes = DEFAULT_FEATURE_BYTES;
  return {
    keepWithin: (bytes) => {
      limitBytes = bytes;
    },
    async open(key, featureDim, lasting) {
      const inMemory = memory.of(key);
      if (!lasting) return { cache: inMemory, notKept: () => 'unknown-slide', close: () => undefined };
      const files = await openFiles(dependencies, { key, featureDim, lasting, limitBytes });
      const { own, others, close } = files;
      let flushedAt = dependencies.now();
      return {
        cache: {
          read(column, row) {
            for (const one of own ? [own.records, ...others] : others) {
              const found = one.read(column, row);
              if (found) return found;
            }
            return inMemory.read(column, row);
          },
          write(column, row, features) {
            if (!own?.records.write(column, row, features)) {
              inMemory.write(column, row, features);
              return;
            }
            if (dependencies.now() - flushedAt < FLUSH_MS) return;
            flushedAt = dependencies.now();
            own.flush();
          },
        },
        notKept: () => (lasting.patches === 0 ? null : own ? own.ended() : (files.notOpened ?? 'refused')),
        close,
      } satisfies OpenFeatures;
    },
  };
}

interface OpenedFiles {
  /** What this tab writes; null where it only reads, or may not. */
  readonly own: {
    readonly records: FeatureRecords;
    readonly flush: () => void;
    readonly ended: () => NotKept | null;
  } | null;
  readonly others: readonly FeatureRecords[];
  readonly notOpened: NotKept | null;
  readonly close: () => void;
}

interface Wanted {
  readonly key: string;
  readonly featureDim: number;
  readonly lasting: LastingFeatures;
  readonly limitBytes: number;
}

async function openFiles({ root, locks, date }: FeatureFilesDependencies, wanted: Wanted): Promise<OpenedFiles> {
  const closing: (() => void)[] = [];
  const close = () => {
    for (const one of closing.splice(0).reverse()) one();
  };
  const { key, featureDim, lasting, limitBytes } = wanted;
  try {
    const group = await groupName(key);
    closing.push(await holdLock(locks, groupLock(group), { mode: 'shared' }));
    const top = await root();
    await removeEarlierForms(top);
    const folder = await top.getDirectoryHandle(FEATURES_FOLDER, { create: true });
    const header: FeatureHeader = {
      format: 'fovea-features',
      version: 2,
      key,
      featureDim,
      slide: { name: lasting.slide.name.slice(0, 300), fingerprint: lasting.slide.fingerprint },
      encoder: lasting.encoder.slice(0, 300),
      usedAt: date(),
    };
    let ownFile: OwnFile | null = null;
    let left = 0;
    if (lasting.patches > 0) {
      const forBytes = HEADER_BYTES + lasting.patches * recordBytesOf(featureDim);
      left = await makeRoom(folder, { keep: group, forBytes, limitBytes }, locks);
      ownFile = await openOwn(folder, group, locks);
      closing.push(ownFile.close);
    }
    const others: FeatureRecords[] = [];
    for (let number = 0; number < MOST_FILES_OF_GROUP; number++) {
      const file = number === ownFile?.number ? null : await openToRead(folder, nameOf(group, number));
      if (!file) continue;
      closing.push(() => {
        file.close();
      });
      left += file.getSize();
      const found = readHeaderOf(file);
      if (found && found.key !== key) continue;
      if (found) touch(file, { ...found, usedAt: header.usedAt });
      others.push(featureRecords(file, featureDim, { at: HEADER_BYTES, mostBytes: null }));
    }
    const own = ownFile && writing(ownFile.handle, header, Math.max(0, limitBytes - left));
    return { own, others, notOpened: null, close };
  } catch (reason) {
    close();
    // Private windows keep no files and full disks have no room: the run goes on in memory, and says so.
    console.warn('features are not kept', reason);
    return { own: null, others: [], notOpened: isNamed(reason, 'QuotaExceededError') ? 'full' : 'refused', close };
  }
}

/**
 * The records of a file that is this tab's, begun anew where it says that it is not what its name promises. Where it says nothing (its head was torn while
 * it was written, or damaged) its name, which is made of the key, and the check sums of its records are enough.
 */
function writing(file: OpenFile, header: FeatureHeader, mostBytes: number): OpenedFiles['own'] {
  const found = readHeaderOf(file);
  if (found && (found.key !== header.key || found.featureDim !== header.featureDim)) file.truncate(0);
  // Also where it is right already: it says when it was used last.
  const bytes = headerBytes(header);
  if (file.write(bytes.buffer, { at: 0 }) !== bytes.length) throw new DOMException('no room', 'QuotaExceededError');
  const records = featureRecords(file, header.featureDim, { at: HEADER_BYTES, mostBytes });
  let flushFailed = false;
  return {
    records,
    ended: () => (flushFailed ? 'full' : records.ended()),
    flush: () => {
      try {
        file.flush();
      } catch (reason) {
        console.warn('features could not be put on the disk', reason);
        flushFailed = true;
      }
    },
  };
}

/** Notes when a file was used last; one that cannot be written is of use all the same. */
function touch(file: RecordFile, header: FeatureHeader): void {
  try {
    file.write(headerBytes(header).buffer, { at: 0 });
  } catch (reason) {
    console.warn('the use of kept features is not noted', reason);
  }
}

function readHeaderOf(file: RecordFile): FeatureHeader | null {
  const bytes = new Uint8Array(HEADER_BYTES);
  return file.read(bytes, { at: 0 }) === HEADER_BYTES ? readHeader(bytes) : null;
}

interface OwnFile {
  readonly handle: OpenFile;
  readonly number: number;
  readonly close: () => void;
}

/** The first file of a group that no other tab writes. The very first is waited for a little: its writer may be about to end. */
async function openOwn(folder: FileSystemDirectoryHandle, group: string, locks: LockManager): Promise<OwnFile> {
  for (let number = 0; number < MOST_FILES_OF_GROUP; number++) {
    const release = await holdLockOrNull(locks, fileLock(group, number), number === 0 ? HELD_MS : 0);
    if (!release) continue;
    try {
      const handle = await openOrNull(folder, nameOf(group, number));
      if (handle) {
        const close = () => {
          handle.close();
          release();
        };
        return { handle, number, close };
      }
      release();
    } catch (reason) {
      release();
      throw reason;
    }
  }
  throw new Error(`${MOST_FILES_OF_GROUP} tabs use these features already`);
}

/** Browsers other than Chromium lend a file to one only: who reads it is waited for a little. Null where that does not end. */
async function openOrNull(folder: FileSystemDirectoryHandle, name: string): Promise<OpenFile | null> {
  try {
    return await openWhenFree(() => openHandle(folder, name, true));
  } catch (error) {
    if (isNamed(error, 'NoModificationAllowedError')) return null;
    throw error;
  }
}

/** A file that another tab may be writing; null where there is none, or where this browser lends it to nobody else. */
async function openToRead(folder: FileSystemDirectoryHandle, name: string): Promise<OpenFile | null> {
  try {
    return await openHandle(folder, name, false);
  } catch (error) {
    if (isNamed(error, 'NotFoundError', 'NoModificationAllowedError')) return null;
    throw error;
  }
}

/** In the mode that lends a file to several at once; browsers that do not know it lend it to one. */
async function openHandle(folder: FileSystemDirectoryHandle, name: string, create: boolean): Promise<OpenFile> {
  const file = (await folder.getFileHandle(name, { create })) as FileSystemFileHandle & SyncOpening;
  return file.createSyncAccessHandle({ mode: 'readwrite-unsafe' });
}

function nameOf(group: string, number: number): string {
  return `${group}-${number}.f32`;
}

/** Held by who writes a file. */
function fileLock(group: string, number: number): string {
  return `${groupLock(group)}/${number}`;
}

async function groupName(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));
  return hexOf(digest.subarray(0, 16));
}

function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof DOMException && names.includes(error.name);
}

/** Takes a lock for longer than a call. @returns gives it back */
function holdLock(locks: LockManager, name: string, options: LockOptions): Promise<() => void> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, options, (lock) => {
        if (!lock) throw new DOMException(`${name} is held by another`, 'NoModificationAllowedError');
        return new Promise<void>((release) => {
          resolve(release);
        });
      })
      .catch(reject);
  });
}

/** The same for one who can do without: null where another holds it for longer than `waitMs`. */
async function holdLockOrNull(locks: LockManager, name: string, waitMs: number): Promise<(() => void) | null> {
  try {
    return await holdLock(locks, name, waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true });
  } catch (error) {
    if (isNamed(error, 'NoModificationAllowedError', 'TimeoutError')) return null;
    throw error;
  }
}
