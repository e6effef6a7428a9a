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
