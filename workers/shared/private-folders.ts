/** Folder of the origin's private file system that holds files of bundles and what else ships, each under its SHA-256. */
export const MODELS_FOLDER = 'models';

/** Folder of what is known of downloads that were begun, and of archives on their way. */
export const DOWNLOADS_FOLDER = 'downloads';

/** A file of a folder that was listed; it may be gone by the time it is opened. */
export interface PrivateFile {
  readonly name: string;
  readonly parent: FileSystemDirectoryHandle;
  readonly file: () => Promise<File>;
}

/** Files of a folder, not those of folders in it; none where it was never made, or where the browser keeps no files. */
export async function filesOf(
  root: () => Promise<FileSystemDirectoryHandle>,
  folderName: string,
): Promise<PrivateFile[]> {
  try {
    const parent = await (await root()).getDirectoryHandle(folderName);
    const found: PrivateFile[] = [];
    for await (const [name, entry] of parent.entries())
      if (entry.kind === 'file') found.push({ name, parent, file: () => entry.getFile() });
    return found;
  } catch (error) {
    // A private window and an insecure page keep no files: then there is nothing.
    if (error instanceof DOMException || error instanceof TypeError) return [];
    throw error;
  }
}

/** Name of the lock that is held by who writes a file of these folders, by its hash or id. */
export const writeLock = (id: string): string => `fovea-model-${id}`;

/** A worker that was told to stop lets go of its file within this, and mostly at once. */
const LET_GO_MS = 5000;

/** How long a file is waited for, or several of them in all, from the first wait on: what is free already costs none of it. */
export function letGoTime(): () => AbortSignal {
  let time: AbortSignal | null = null;
  return () => (time ??= AbortSignal.timeout(LET_GO_MS));
}

/**
 * Runs `job` as soon as nobody writes the file: its page may have been told that this has ended while the worker has yet to close it.
 *
 * @returns false where somebody goes on writing it, another tab perhaps, and nothing was done
 */
export async function onceLetGo(id: string, job: () => Promise<void>, patience = letGoTime()): Promise<boolean> {
  const isFree = await navigator.locks.request(writeLock(id), { ifAvailable: true }, async (lock) => {
    if (lock) await job();
    return lock !== null;
  });
  if (isFree) return true;
  const signal = patience();
  try {
    await navigator.locks.request(writeLock(id), { signal }, job);
    return true;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return false;
    throw error;
  }
}

/** Deletes a file; one that is in use stays, and one that is gone is as wanted. */
export async function removeIfThere(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name);
  } catch (error) {
    const isInUse = error instanceof DOMException && error.name === 'NoModificationAllowedError';
    const isGone = error instanceof DOMException && error.name === 'NotFoundError';
    if (!isInUse && !isGone) throw error;
  }
}
