import { featureRecords } from './feature-records.ts';
import type { RecordFile } from './feature-records.ts';
import { memoryFeatureStore } from './feature-store.ts';
import type { FeatureStore } from './feature-store.ts';
import { FEATURES_FOLDER } from './kept-features.ts';

type OpenFile = RecordFile & { close(): void };

/** Workers only, so the type is not in the DOM library that other checks of this file use. */
interface SyncOpening {
  createSyncAccessHandle(): Promise<OpenFile>;
}

/** What all files may hold together; the least recently used go first. */
const MAX_TOTAL_BYTES = 2 ** 30;

/** A worker that was just cancelled may hold the file for this long (the client's grace, and some). */
const LOCK_WAIT_MS = 5000;
const LOCK_RETRY_MS = 100;

/**
 * Features in files of the origin's private file system, one per key, so that they outlive the worker and the tab.
 *
 * @param folder gives the origin's private folder
 */
export function fileFeatureStore(folder: () => Promise<FileSystemDirectoryHandle>): FeatureStore {
  const memory = memoryFeatureStore();
  return {
    async open(key, featureDim, lasting) {
      const handle = lasting ? await openFile(folder, key) : null;
      if (!handle) return memory.open(key, featureDim, lasting);
      return {
        cache: featureRecords(handle, featureDim, MAX_TOTAL_BYTES),
        close: () => {
          handle.close();
        },
      };
    },
  };
}

async function openFile(folder: () => Promise<FileSystemDirectoryHandle>, key: string): Promise<OpenFile | null> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));
  const name = `${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}.f32`;
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      const root = await folder();
      const files = await root.getDirectoryHandle(FEATURES_FOLDER, { create: true });
      await makeRoom(files, name);
      const file = (await files.getFileHandle(name, { create: true })) as FileSystemFileHandle & SyncOpening;
      return await file.createSyncAccessHandle();
    } catch (error) {
      const locked = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      // Private windows and full disks have no room: the run goes on without, it is only not remembered.
      if (!locked || performance.now() > deadline) return null;
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
    }
  }
}

/** Deletes the files longest unused until the rest stays within the bound. */
async function makeRoom(files: FileSystemDirectoryHandle, keep: string): Promise<void> {
  const known: { name: string; bytes: number; usedAt: number }[] = [];
  for await (const [name, entry] of files.entries()) {
    if (entry.kind !== 'file') continue;
    const { size, lastModified } = await entry.getFile();
    known.push({ name, bytes: size, usedAt: name === keep ? Infinity : lastModified });
  }
  let total = known.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of known.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= MAX_TOTAL_BYTES || name === keep) return;
    await files.removeEntry(name);
    total -= bytes;
  }
}
