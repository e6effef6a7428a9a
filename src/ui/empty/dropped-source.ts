import type { AppCommands } from '#commands/create-commands.ts';
import type { FileHandle } from '#commands/recent-files.ts';
import { MAX_FOLDER_FILES, isSystemFile } from '../platform/folder-files.ts';

/** What the commands take to open a slide. */
export type DroppedSource = Parameters<AppCommands['openSlide']>[0];

/** What the commands take to add a model. */
export type DroppedBundle = Parameters<AppCommands['addBundle']>[0];

interface ListedFile {
  readonly path: string;
  readonly file: File;
}

/**
 * What was dropped, as something that can be opened: one file, or a folder with all that is in it. Several files dropped
 * together count as a folder (a `.dzi` and its tiles). Null for anything else, for instance dragged text.
 *
 * Must be called within the drop event: the browser takes the items away afterwards.
 */
export async function droppedSource(transfer: DataTransfer): Promise<DroppedSource | null> {
  const entries = Array.from(transfer.items)
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files: ListedFile[] = [];
  let folderName: string | null = null;
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) {
      folderName ??= entry.name;
      // One folder alone: paths relative to it. Among several things: relative to what holds them all.
      await listFolder(entry as FileSystemDirectoryEntry, entries.length === 1 ? '' : `${entry.name}/`, files);
    } else if (file) files.push({ path: file.name, file });
  }
  const [first] = files;
  if (!first) return null;
  if (files.length === 1 && folderName === null) return { kind: 'file', file: first.file };
  return { kind: 'folder', name: folderName ?? first.path, files };
}

/** Chromium alone; not in the DOM library. */
interface HandledItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileHandle | null>;
}

/**
 * The browser's way back to the one file or folder that was dropped; null where it gives none or several were. Within the drop event
 * likewise. Never rejects.
 */
export async function droppedHandle(transfer: DataTransfer): Promise<FileHandle | null> {
  const [item, ...others] = Array.from(transfer.items).filter(({ kind }) => kind === 'file') as HandledItem[];
  if (!item?.getAsFileSystemHandle || others.length > 0) return null;
  try {
    return await item.getAsFileSystemHandle();
  } catch (reason) {
    // The slide opens all the same; it is only not found again by itself.
    console.warn('the browser gives no way back to what was dropped', reason);
    return null;
  }
}

/**
 * The same as a model's bundle, where it is one: a .zip, or a folder with `model.json` at its top or in a folder there. No slide that Fovea
 * reads looks like that.
 */
export function droppedBundle(source: DroppedSource): DroppedBundle | null {
  if (source.kind === 'folder') {
    const isBundle = source.files.some(({ path }) => /^(?:[^/]+\/)?model\.json$/.test(path));
    return isBundle ? { kind: 'folder', name: source.name, files: source.files } : null;
  }
  if (source.kind !== 'file') return null;
  const { file } = source;
  if (/\.zip$/i.test(file.name)) return { kind: 'zip', file };
  // A manifest by itself: said to lack its files, which tells more than a result file that it is not.
  return file.name === 'model.json' ? { kind: 'folder', name: file.name, files: [{ path: file.name, file }] } : null;
}

/** What was chosen with a folder input: its files' paths begin with the folder's name. */
export function pickedFolder(list: Iterable<File>): DroppedSource | null {
  const files = Array.from(list)
    .filter((file) => !isSystemFile(file.name))
    .slice(0, MAX_FOLDER_FILES);
  const [first] = files;
  if (!first) return null;
  const name = first.webkitRelativePath.split('/')[0] ?? first.name;
  const relative = (file: File) => file.webkitRelativePath.split('/').slice(1).join('/') || file.name;
  return { kind: 'folder', name, files: files.map((file) => ({ path: relative(file), file })) };
}

async function listFolder(folder: FileSystemDirectoryEntry, prefix: string, into: ListedFile[]): Promise<void> {
  const reader = folder.createReader();
  // A reader gives its entries in batches and an empty one at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return;
    for (const entry of batch) {
      if (into.length >= MAX_FOLDER_FILES) return;
      if (entry.isDirectory) await listFolder(entry as FileSystemDirectoryEntry, `${prefix}${entry.name}/`, into);
      else if (!isSystemFile(entry.name)) {
        const file = await new Promise<File>((resolve, reject) => {
          (entry as FileSystemFileEntry).file(resolve, reject);
        });
        into.push({ path: `${prefix}${entry.name}`, file });
      }
    }
  }
}
