/** Workers only, so the type is not in the DOM library that other checks of this file use. */
interface SyncHandle {
  write(data: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

interface PrivateFile {
  createSyncAccessHandle(): Promise<SyncHandle>;
  move(name: string): Promise<void>;
}

/** Ending of a file that is being written and takes the place of another when it is whole. */
export const NEW = '.new';

/**
 * Writes a file of the origin's private file system in one go: whatever happens meanwhile, the old one stays until the new one is whole and on
 * the disk. In workers only.
 *
 * @throws DOMException `QuotaExceededError` where there is no room; nothing is left behind then
 */
export async function replaceFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const file = (await folder.getFileHandle(name + NEW, { create: true })) as FileSystemFileHandle & PrivateFile;
  try {
    const handle = await file.createSyncAccessHandle();
    try {
      handle.truncate(0);
      if (handle.write(bytes, { at: 0 }) < bytes.length)
        throw new DOMException('a write came out short', 'QuotaExceededError');
      handle.flush();
    } finally {
      handle.close();
    }
    await file.move(name);
  } catch (reason) {
    await folder.removeEntry(name + NEW).catch((left: unknown) => {
      console.warn(`${name + NEW} stays behind`, left);
    });
    throw reason;
  }
}
