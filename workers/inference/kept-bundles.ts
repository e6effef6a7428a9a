import { parseDownloadNote } from '#core/model/download-note.ts';
import { parseManifestText } from '#core/model/manifest.ts';
import {
  DOWNLOADS_FOLDER,
  MODELS_FOLDER,
  filesOf,
  letGoTime,
  onceLetGo,
  removeIfThere,
} from '../shared/private-folders.ts';

/** Folder of the origin's private file system that holds the manifests of added bundles, `<id>.json` each. */
export const BUNDLES_FOLDER = 'bundles';

/** Held while a bundle is added: its files are on the disk then, and nobody's yet. */
export const ADDING_LOCK = 'fovea-adding-a-bundle';

/**
 * Held, shared with others, by whatever reads files of models: a run, a check, an addition, a question. Who deletes such files asks for it
 * alone and leaves them where it is not to be had: they may be read in another tab.
 */
export const READING_LOCK = 'fovea-reading-models';

type Root = () => Promise<FileSystemDirectoryHandle>;

/** The manifest of a bundle that was added, as the text that was kept. */
export interface KeptManifest {
  readonly id: string;
  readonly manifestText: string;
}

/** Manifests of all bundles added on this machine, by id; none where the browser keeps no files. */
export async function keptManifests(root: Root): Promise<KeptManifest[]> {
  const found: KeptManifest[] = [];
  for (const { name, file } of await filesOf(root, BUNDLES_FOLDER)) {
    if (name.endsWith('.json'))
      found.push({ id: name.slice(0, -'.json'.length), manifestText: await (await file()).text() });
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Takes a bundle off the list; its files go with {@link tidyModelFiles}. */
export async function forgetBundle(root: Root, id: string): Promise<void> {
  const folder = await (await root()).getDirectoryHandle(BUNDLES_FOLDER, { create: true });
  await removeIfThere(folder, `${id}.json`);
}

/** Bytes on this machine of each file of a bundle, by SHA-256; a file still on its way counts with what there is. */
export async function modelFileBytes(root: Root): Promise<Record<string, number>> {
  const bytes: Record<string, number> = {};
  for (const { name, file } of await filesOf(root, MODELS_FOLDER)) {
    const sha256 = hashOf(name);
    if (!name.endsWith('.from')) bytes[sha256] = (bytes[sha256] ?? 0) + (await sizeOf(file));
  }
  return bytes;
}

/** 0 for a file that was deleted, or got its final name, meanwhile. */
async function sizeOf(file: () => Promise<File>): Promise<number> {
  try {
    return (await file()).size;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return 0;
    throw error;
  }
}

/** Runs `job` while nobody reads files of models, in whichever tab. @returns false where somebody does, and nothing was done */
async function whileUnread(job: () => Promise<void>): Promise<boolean> {
  return navigator.locks.request(READING_LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await job();
    return lock !== null;
  });
}

/** Each as soon as who was told to stop writing it has let go of it. @returns false where one of them is still written after a while */
async function removeFiles(root: Root, isMeant: (sha256: string) => boolean): Promise<boolean> {
  const patience = letGoTime();
  let areLetGo = true;
  for (const { name, parent } of await filesOf(root, MODELS_FOLDER)) {
    const sha256 = hashOf(name);
    if (isMeant(sha256)) areLetGo = (await onceLetGo(sha256, () => removeIfThere(parent, name), patience)) && areLetGo;
  }
  return areLetGo;
}

/**
 * Deletes files of models by SHA-256, with their parts.
 *
 * @returns false where models are in use in some tab: all of them stay; also where one goes on being written: what is not deleted by then stays
 */
export async function removeModelFiles(root: Root, sha256s: ReadonlySet<string>): Promise<boolean> {
  let areLetGo = true;
  const areUnread = await whileUnread(async () => {
    areLetGo = await removeFiles(root, (sha256) => sha256s.has(sha256));
  });
  return areUnread && areLetGo;
}

/**
 * Deletes the files that nobody lists any more: of bundles removed, or of versions that ship no longer. What the kept manifests, downloads
 * that were begun and other builds on this origin list stays whatever the caller knows of them: another tab may have added one since, another
 * installation has models of its own. Does nothing while models are in use or a bundle is being added, in whichever tab, and where a kept
 * manifest cannot be read, for nobody knows then what it lists.
 *
 * @param listed SHA-256 of further files that stay: of what this build ships
 * @param ofBuilds gives those of the files that other builds ship; where it rejects nothing is deleted
 */
export async function tidyModelFiles(
  root: Root,
  listed: ReadonlySet<string>,
  ofBuilds: () => Promise<ReadonlySet<string>>,
): Promise<void> {
  await navigator.locks.request(ADDING_LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const kept = await hashesOfKept(root);
    if (kept === null) return;
    const others = await ofBuilds();
    const isListed = (hash: string) => listed.has(hash) || kept.has(hash) || others.has(hash);
    await whileUnread(async () => {
      // What is still written stays for the next time.
      await removeFiles(root, (hash) => !isListed(hash));
    });
  });
}

/** What the added bundles list, and those that are being downloaded; null where the manifest of an added one cannot be read. */
async function hashesOfKept(root: Root): Promise<Set<string> | null> {
  const hashes = new Set<string>();
  for (const { name, file } of await filesOf(root, DOWNLOADS_FOLDER)) {
    // One that cannot be read cannot be gone on with either.
    const note = name.endsWith('.json') ? parseDownloadNote(await (await file()).text()) : null;
    for (const { sha256 } of note?.manifest?.files ?? []) hashes.add(sha256);
  }
  for (const { id, manifestText } of await keptManifests(root)) {
    try {
      for (const { sha256 } of parseManifestText(manifestText, id).files) hashes.add(sha256);
    } catch (reason) {
      console.warn(`no model file is deleted: the manifest of ${id} cannot be read`, reason);
      return null;
    }
  }
  return hashes;
}

/** Text of a kept file of at most `maxBytes`, or null. */
export async function keptText(root: Root, sha256: string, maxBytes: number): Promise<string | null> {
  for (const { name, file } of await filesOf(root, MODELS_FOLDER)) {
    if (name !== sha256) continue;
    const found = await file();
    return found.size <= maxBytes ? found.text() : null;
  }
  return null;
}

function hashOf(name: string): string {
  return name.split('.')[0] ?? name;
}
