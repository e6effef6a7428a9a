import { MAX_FOLDER_FILES, isSystemFile } from './folder-files.ts';

interface ListedFile {
  readonly path: string;
  readonly file: File;
}

/** Files whose content is asked for at the same time: each asking goes to another process and back. */
const AT_ONCE = 64;

/** All files under a folder, paths relative to it, up to {@link MAX_FOLDER_FILES}; without what systems put there. */
export async function listHandledFolder(folder: FileSystemDirectoryHandle): Promise<readonly ListedFile[]> {
  const handles: { readonly path: string; readonly handle: FileSystemFileHandle }[] = [];
  const folders = [{ path: '', handle: folder }];
  for (let next = folders.pop(); next && handles.length < MAX_FOLDER_FILES; next = folders.pop()) {
    for await (const entry of next.handle.values()) {
      const path = next.path + entry.name;
      if (entry.kind === 'directory') folders.push({ path: `${path}/`, handle: entry });
      else if (!isSystemFile(entry.name)) handles.push({ path, handle: entry });
      if (handles.length >= MAX_FOLDER_FILES) break;
    }
  }
  const files: ListedFile[] = [];
  for (let at = 0; at < handles.length; at += AT_ONCE) {
    const batch = handles.slice(at, at + AT_ONCE);
    files.push(...(await Promise.all(batch.map(async ({ path, handle }) => ({ path, file: await handle.getFile() })))));
  }
  return files;
}
