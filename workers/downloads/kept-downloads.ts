/** Downloads that were begun, as they lie on the disk; all of this works in the page. */
import { DOWNLOADS_FOLDER, filesOf, removeIfThere } from '../shared/private-folders.ts';
import type { KeptDownload } from './contract.ts';

type Root = () => Promise<FileSystemDirectoryHandle>;

/** What the name of a file in {@link DOWNLOADS_FOLDER} ends in, after the id; the whole archive is the id alone. */
const NOTE = '.json';
const PART = '.part';

/** A note of a few model.json's length is no note of ours. */
const MAX_NOTE_BYTES = 8 << 20;

/** All that was noted; none where the browser keeps no files. */
export async function keptDownloads(root: Root): Promise<KeptDownload[]> {
  const notes = new Map<string, string>();
  const bytes = new Map<string, number>();
  for (const { name, file } of await filesOf(root, DOWNLOADS_FOLDER)) {
    if (name.endsWith(NOTE)) {
      const note = await file();
      if (note.size <= MAX_NOTE_BYTES) notes.set(name.slice(0, -NOTE.length), await note.text());
    } else if (name.endsWith(PART) || !name.includes('.')) {
      bytes.set(name.split('.')[0] ?? name, (await file()).size);
    }
  }
  return [...notes]
    .map(([id, note]) => ({ id, note, archiveBytes: bytes.get(id) ?? 0 }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The whole archive of a download, or null. */
export async function keptArchive(root: Root, id: string): Promise<File | null> {
  const found = (await filesOf(root, DOWNLOADS_FOLDER)).find(({ name }) => name === id);
  return found ? found.file() : null;
}

/** Deletes all there is of a download, or all but its note. */
export async function dropDownload(root: Root, id: string, what: 'all' | 'archive'): Promise<void> {
  for (const { name, parent } of await filesOf(root, DOWNLOADS_FOLDER)) {
    const isNote = name === id + NOTE;
    if (name === id || (name.startsWith(`${id}.`) && (what === 'all' || !isNote))) await removeIfThere(parent, name);
  }
}
