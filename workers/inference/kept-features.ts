/** Folder of the origin's private file system that holds patch features, one file per slide, encoder and grid. */
export const FEATURES_FOLDER = 'features-v1';

/** Bytes of all features kept on this machine; 0 where there are none or the browser keeps no files. */
export async function storedFeatureBytes(folder: () => Promise<FileSystemDirectoryHandle>): Promise<number> {
  let total = 0;
  for (const { entry } of await entriesOf(folder)) {
    if (entry.kind === 'file') total += (await (entry as FileSystemFileHandle).getFile()).size;
  }
  return total;
}

/**
 * Deletes all features but those that a run is writing at this moment.
 *
 * @returns bytes that are left
 */
export async function forgetStoredFeatures(folder: () => Promise<FileSystemDirectoryHandle>): Promise<number> {
  for (const { name, parent } of await entriesOf(folder)) {
    try {
      await parent.removeEntry(name);
    } catch (error) {
      const isInUse = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      const isGone = error instanceof DOMException && error.name === 'NotFoundError';
      if (!isInUse && !isGone) throw error;
    }
  }
  return storedFeatureBytes(folder);
}

async function entriesOf(
  folder: () => Promise<FileSystemDirectoryHandle>,
): Promise<{ name: string; entry: FileSystemHandle; parent: FileSystemDirectoryHandle }[]> {
  try {
    const root = await folder();
    const parent = await root.getDirectoryHandle(FEATURES_FOLDER);
    const found: { name: string; entry: FileSystemHandle; parent: FileSystemDirectoryHandle }[] = [];
    for await (const [name, entry] of parent.entries()) found.push({ name, entry, parent });
    return found;
  } catch (error) {
    // Never made, or a browser (a private window, an insecure page) that keeps no files: then there is nothing.
    if (error instanceof DOMException || error instanceof TypeError) return [];
    throw error;
  }
}
