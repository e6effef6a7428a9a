import { FoveaError } from '#core/errors/fovea-error.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { NEW, replaceFile } from '../shared/replace-file.ts';
import type { KeptFile, KeptFiles } from './contract.ts';

/** Folder of the origin's private file system that holds results: one folder for each slide, by its fingerprint. */
export const RESULTS_FOLDER = 'results-v1';

/** A result file as it is exported. */
const RESULT = '.fovea.json';
/** What the window knows of a result beside the file. */
const ABOUT = '.about.json';
/** A file that could not be read: no result any more, and not deleted either. */
const ASIDE = '.damaged';
/** Name of the result that is shown. */
const SHOWN = 'shown.txt';

/** More than a window lists, so that the ones that two tabs add do not push each other out. */
const MOST_OF_SLIDE = 24;
/** Of all slides; results are small beside features, and are work. */
const MOST_BYTES = 2 ** 30;
const MOST_ABOUT_BYTES = 2 ** 20;

type Root = () => Promise<FileSystemDirectoryHandle>;

/** What is changed of the results kept of a slide; `name` as {@link keptName} gives it. */
export type KeptChange =
  | { readonly kind: 'put'; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly about: string }
  | { readonly kind: 'remove'; readonly name: string }
  | { readonly kind: 'show'; readonly name: string }
  | { readonly kind: 'set-aside'; readonly name: string };

/** File name of a result: its key may be anything, a file name may not. */
export async function keptName(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Changes what is kept of a slide, while no other tab does. In workers only.
 *
 * @throws FoveaError `storage/full`
 */
export async function changeKept(
  root: Root,
  fingerprint: string,
  change: KeptChange,
  locks: LockManager,
): Promise<void> {
  await locks.request(`${RESULTS_FOLDER}/${fingerprint}`, async () => {
    const all = await (await root()).getDirectoryHandle(RESULTS_FOLDER, { create: true });
    const folder = await all.getDirectoryHandle(fingerprint, { create: true });
    const { name } = change;
    switch (change.kind) {
      case 'put': {
        if (change.bytes.length > RESULT_LIMITS.bytes)
          throw new FoveaError('storage/result-too-large', { bytes: change.bytes.length, most: RESULT_LIMITS.bytes });
        await makeRoom(all, fingerprint, name + RESULT, change.bytes.length);
        await orFull(replaceFile(folder, name + RESULT, change.bytes));
        await orFull(replaceFile(folder, name + ABOUT, new TextEncoder().encode(change.about)));
        return;
      }
      case 'show':
        await orFull(replaceFile(folder, SHOWN, new TextEncoder().encode(name)));
        return;
      case 'remove':
        await removeIfThere(folder, name + RESULT);
        await removeIfThere(folder, name + ABOUT);
        return;
      case 'set-aside': {
        const file = (await folder.getFileHandle(name + RESULT)) as FileSystemFileHandle & {
          move(to: string): Promise<void>;
        };
        await removeIfThere(folder, name + ASIDE);
        await file.move(name + ASIDE);
        await removeIfThere(folder, name + ABOUT);
      }
    }
  });
}

/** What is kept of a slide, unread; nothing where the browser keeps no files. */
export async function listKept(root: Root, fingerprint: string): Promise<KeptFiles> {
  const folder = await folderOf(root, fingerprint);
  const found = new Map<string, File>();
  if (folder) for (const { name, file } of await filesOf(folder)) found.set(name, file);
  const results: KeptFile[] = [];
  for (const [fileName, file] of found) {
    if (!fileName.endsWith(RESULT)) continue;
    const name = fileName.slice(0, -RESULT.length);
    const about = found.get(name + ABOUT);
    results.push({ name, file, about: about && about.size <= MOST_ABOUT_BYTES ? await about.text() : null });
  }
  return { results, shown: (await found.get(SHOWN)?.text()) ?? null };
}

/** What the results of one slide take. */
export interface KeptResultsOfSlide {
  readonly fingerprint: string;
  readonly count: number;
  readonly bytes: number;
}

/** What the results of all slides take, by slide. */
export async function keptResultBytes(root: Root): Promise<KeptResultsOfSlide[]> {
  const all = await folderOf(root);
  const slides: KeptResultsOfSlide[] = [];
  if (!all) return slides;
  for await (const [fingerprint, entry] of all.entries()) {
    if (entry.kind !== 'directory') continue;
    const files = await filesOf(entry);
    const count = files.filter(({ name }) => name.endsWith(RESULT)).length;
    if (files.length > 0) slides.push({ fingerprint, count, bytes: bytesOf(files) });
  }
  return slides;
}

/** Deletes the results of one slide, or of all. */
export async function forgetKept(root: Root, fingerprint: string | null): Promise<void> {
  const all = await folderOf(root);
  if (!all) return;
  const names: string[] = [];
  for await (const [name] of all.entries()) if (fingerprint === null || name === fingerprint) names.push(name);
  for (const name of names) await all.removeEntry(name, { recursive: true });
}

interface FoundFile {
  readonly name: string;
  readonly file: File;
}

/** Deletes the oldest results so that one more fits: of this slide by number, of the others by bytes. */
async function makeRoom(
  all: FileSystemDirectoryHandle,
  fingerprint: string,
  keep: string,
  forBytes: number,
): Promise<void> {
  const found: (FoundFile & { readonly folder: FileSystemDirectoryHandle; readonly isHere: boolean })[] = [];
  for await (const [name, folder] of all.entries()) {
    if (folder.kind !== 'directory') continue;
    for (const one of await filesOf(folder)) found.push({ ...one, folder, isHere: name === fingerprint });
  }
  // What a worker that was ended in the middle of writing left behind.
  for (const { name, folder } of found) if (name.endsWith(NEW)) await removeIfThere(folder, name);
  const results = found
    .filter(({ name, isHere }) => name.endsWith(RESULT) && !(isHere && name === keep))
    .sort((a, b) => a.file.lastModified - b.file.lastModified);
  const here = results.filter(({ isHere }) => isHere);
  const surplus = new Set(here.slice(0, Math.max(0, here.length + 1 - MOST_OF_SLIDE)));
  let total = bytesOf(found) + forBytes;
  for (const one of results) {
    if (!surplus.has(one) && (one.isHere || total <= MOST_BYTES)) continue;
    const name = one.name.slice(0, -RESULT.length);
    await removeIfThere(one.folder, one.name);
    await removeIfThere(one.folder, name + ABOUT);
    total -= one.file.size;
  }
}

async function orFull(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError')
      throw new FoveaError('storage/full', { what: 'result' }, { cause });
    throw cause;
  }
}

async function folderOf(root: Root, fingerprint?: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    const all = await (await root()).getDirectoryHandle(RESULTS_FOLDER);
    return fingerprint === undefined ? all : await all.getDirectoryHandle(fingerprint);
  } catch (error) {
    // Never made, or a browser (a private window, an insecure page) that keeps no files: then there is nothing.
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}

async function filesOf(folder: FileSystemDirectoryHandle): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind !== 'file') continue;
    try {
      files.push({ name, file: await entry.getFile() });
    } catch (error) {
      // Deleted or replaced by another tab meanwhile.
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    }
  }
  return files;
}

function bytesOf(files: readonly FoundFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

async function removeIfThere(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
}
