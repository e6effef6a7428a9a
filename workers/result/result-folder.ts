import { hexOf } from '#core/hex.ts';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { MOST_KEPT_RESULTS } from '#core/result/most-kept-results.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { NEW, replaceFile } from '../shared/replace-file.ts';
import type { KeptFile, KeptFiles, KeptResultsOfSlide, SmallChange } from './contract.ts';

/** Folder of the origin's private file system that holds results: one folder for each slide, by its fingerprint. */
export const RESULTS_FOLDER = 'results-v1';

/** A result file as it is exported. */
const RESULT = '.fovea.json';
/** What the window knows of a result beside the file. */
const ABOUT = '.about.json';
/** Name of the result that is shown. */
const SHOWN = 'shown.txt';

const MOST_ABOUT_BYTES = 2 ** 20;

type Root = () => Promise<FileSystemDirectoryHandle>;

/** What is changed of the results kept of a slide; `name` as {@link keptName} gives it. */
export type KeptChange =
  | {
      readonly kind: 'put';
      readonly name: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly about: string;
      readonly over: string | null;
    }
  | SmallChange;

/** File name of a result: its key may be anything, a file name may not. */
export async function keptName(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));
  return hexOf(digest.subarray(0, 16));
}

/** Tells a file from what another tab has written in its place. */
function stampOf({ lastModified, size }: File): string {
  return `${lastModified} ${size}`;
}

/**
 * Changes what is kept of a slide, while no other tab does. In workers only.
 *
 * @returns stamp of what was put; null where the file is not the one that it was to take the place of: nothing is written then
 * @throws FoveaError `storage/full`, `storage/result-too-large`
 */
export async function changeKept(
  root: Root,
  fingerprint: string,
  change: KeptChange,
  locks: LockManager,
): Promise<string | null> {
  return locks.request(lockOf(fingerprint), async () => {
    const all = await (await root()).getDirectoryHandle(RESULTS_FOLDER, { create: true });
    const folder = await all.getDirectoryHandle(fingerprint, { create: true });
    const { name } = change;
    switch (change.kind) {
      case 'put': {
        if (change.bytes.length > RESULT_LIMITS.bytes)
          throw new FoveaError('storage/result-too-large', { bytes: change.bytes.length, most: RESULT_LIMITS.bytes });
        const files = await filesOf(folder);
        const there = files.find((one) => one.name === name + RESULT);
        if (there && stampOf(there.file) !== change.over) return null;
        await makeRoom(folder, files, name + RESULT);
        // What is beside it first: no tab ever finds a result without.
        await orFull(replaceFile(folder, name + ABOUT, new TextEncoder().encode(change.about)));
        await orFull(replaceFile(folder, name + RESULT, change.bytes));
        return stampOf(await (await folder.getFileHandle(name + RESULT)).getFile());
      }
      case 'show':
        await orFull(replaceFile(folder, SHOWN, new TextEncoder().encode(name)));
        return null;
      case 'remove':
        await removeIfThere(folder, name + RESULT);
        await removeIfThere(folder, name + ABOUT);
        return null;
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
    const about = found.get(name + ABOUT) ?? (folder && (await fileIn(folder, name + ABOUT)));
    results.push({ name, file, stamp: stampOf(file), about: await aboutIn(about) });
  }
  return { results, shown: (await found.get(SHOWN)?.text()) ?? null };
}

async function aboutIn(file: File | null | undefined): Promise<string | null> {
  return file && file.size <= MOST_ABOUT_BYTES ? file.text() : null;
}

/** What the results of all slides take, by slide. */
export async function keptResultBytes(root: Root): Promise<KeptResultsOfSlide[]> {
  const all = await folderOf(root);
  const slides: KeptResultsOfSlide[] = [];
  if (!all) return slides;
  for await (const [fingerprint, entry] of all.entries()) {
    if (entry.kind !== 'directory') continue;
    const files = await filesOf(entry);
    if (files.length === 0) continue;
    const count = files.filter(({ name }) => name.endsWith(RESULT)).length;
    const abouts = files.filter(({ name }) => name.endsWith(ABOUT)).map(({ file }) => file);
    const latest = abouts.sort((a, b) => b.lastModified - a.lastModified)[0];
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    slides.push({ fingerprint, count, bytes, about: await aboutIn(latest) });
  }
  return slides;
}

/** Deletes the results of one slide, or of all; what a tab is writing right now is waited for. */
export async function forgetKept(root: Root, fingerprint: string | null, locks: LockManager): Promise<void> {
  const all = await folderOf(root);
  if (!all) return;
  const names: string[] = [];
  for await (const [name] of all.entries()) if (fingerprint === null || name === fingerprint) names.push(name);
  for (const name of names) await locks.request(lockOf(name), () => all.removeEntry(name, { recursive: true }));
}

function lockOf(fingerprint: string): string {
  return `${RESULTS_FOLDER}/${fingerprint}`;
}

interface FoundFile {
  readonly name: string;
  readonly file: File;
}

/** Deletes what a worker that was ended in the middle of writing left behind and, where the slide has very many results, the oldest. */
async function makeRoom(folder: FileSystemDirectoryHandle, files: readonly FoundFile[], keep: string): Promise<void> {
  for (const { name } of files) if (name.endsWith(NEW)) await removeIfThere(folder, name);
  const others = files
    .filter(({ name }) => name.endsWith(RESULT) && name !== keep)
    .sort((a, b) => a.file.lastModified - b.file.lastModified);
  for (const one of others.slice(0, Math.max(0, others.length + 1 - MOST_KEPT_RESULTS))) {
    const name = one.name.slice(0, -RESULT.length);
    await removeIfThere(folder, name + RESULT);
    await removeIfThere(folder, name + ABOUT);
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
  const names: string[] = [];
  for await (const [name, { kind }] of folder.entries()) if (kind === 'file') names.push(name);
  const files: FoundFile[] = [];
  for (const name of names) {
    const file = await fileIn(folder, name);
    if (file) files.push({ name, file });
  }
  return files;
}

/** Null for one that another tab has deleted, or is replacing at this moment. */
async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

async function removeIfThere(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name);
  } catch (error) {
    // A worker that was just ended may still hold what it was writing: the next write removes it.
    const passes = name.endsWith(NEW) ? ['NotFoundError', 'NoModificationAllowedError'] : ['NotFoundError'];
    if (!(error instanceof DOMException && passes.includes(error.name))) throw error;
  }
}
