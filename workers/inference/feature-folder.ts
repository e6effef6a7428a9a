import { z } from 'zod';
import { openSlideLock } from '#core/slide/open-slide-lock.ts';

/**
 * Folder of the origin's private file system that holds patch features. Those of one slide, encoder and grid are a group of files
 * `<group>-<number>.f32`: each tab that writes has its own, and reads all.
 */
export const FEATURES_FOLDER = 'features-v2';

/** What earlier builds wrote: without check sums, and nobody knows of what. */
const EARLIER_FOLDER = 'features-v1';

/** Files of one group at most: as many tabs may write the same features at once. */
export const MOST_FILES_OF_GROUP = 8;

/** Room for what a file says about itself, before its records. */
export const HEADER_BYTES = 4096;

const headerSchema = z.object({
  format: z.literal('fovea-features'),
  version: z.literal(2),
  key: z.string().max(2000),
  featureDim: z.int().min(1),
  slide: z.object({ name: z.string().max(300), fingerprint: z.string().regex(/^[0-9a-f]{64}$/) }),
  encoder: z.string().max(300),
  /** Epoch milliseconds. What the file system says of a file is that of its last change at best. */
  usedAt: z.number().min(0).max(8.64e15),
});

/** What a file of features says about itself. */
export type FeatureHeader = z.infer<typeof headerSchema>;

/** @returns exactly {@link HEADER_BYTES} bytes */
export function headerBytes(header: FeatureHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES).fill(' '.charCodeAt(0));
  bytes.set(new TextEncoder().encode(JSON.stringify(header)));
  return bytes;
}

/** Null for what this version did not write. */
export function readHeader(bytes: Uint8Array): FeatureHeader | null {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // Cut off while it was written, or of another version: then nothing in the file is known to be right.
    return null;
  }
}

/** All files that belong to one slide, encoder and grid. */
export interface FeatureGroup {
  readonly group: string;
  /** Null where its files cannot be read. */
  readonly header: FeatureHeader | null;
  readonly names: readonly string[];
  readonly bytes: number;
  /** Epoch milliseconds of the last use. */
  readonly usedAt: number;
}

export function groupOf(fileName: string): string {
  return fileName.split('-')[0] ?? fileName;
}

/** Held by whoever has a group open (shared), and for a moment by who deletes it. */
export function groupLock(group: string): string {
  return `fovea-features/${group}`;
}

/** What there is in the folder. */
export async function featureGroups(folder: FileSystemDirectoryHandle): Promise<FeatureGroup[]> {
  const groups = new Map<string, FeatureGroup>();
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind !== 'file') continue;
    const file = await fileOf(entry);
    if (!file) continue;
    const group = groupOf(name);
    const before = groups.get(group);
    const header = readHeader(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
    groups.set(group, {
      group,
      header: before?.header ?? header,
      names: [...(before?.names ?? []), name],
      bytes: (before?.bytes ?? 0) + file.size,
      usedAt: Math.max(before?.usedAt ?? 0, header?.usedAt ?? file.lastModified),
    });
  }
  return [...groups.values()];
}

/** Null for one that another tab has deleted meanwhile. */
async function fileOf(entry: FileSystemFileHandle): Promise<File | null> {
  try {
    return await entry.getFile();
  } catch (error) {
    if (isMissingOrInUse(error)) return null;
    throw error;
  }
}

/** Deletes a group unless it is open in any tab. @returns whether it is gone */
export async function removeGroup(
  folder: FileSystemDirectoryHandle,
  { group, names }: FeatureGroup,
  locks: LockManager,
): Promise<boolean> {
  return locks.request(groupLock(group), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    for (const name of names) await removeIfThere(folder, name);
    return true;
  });
}

/**
 * Deletes groups, those longest unused first, until all together leave `forBytes` free of `limitBytes`. Those of slides that are open go last,
 * and those in use never.
 *
 * @param keep the group that the room is for
 * @returns bytes of all the others that are left
 */
export async function makeRoom(
  folder: FileSystemDirectoryHandle,
  wanted: { readonly keep: string; readonly forBytes: number; readonly limitBytes: number },
  locks: LockManager,
): Promise<number> {
  const others = (await featureGroups(folder)).filter(({ group }) => group !== wanted.keep);
  const held = new Set(((await locks.query()).held ?? []).map(({ name }) => name));
  const isOpen = ({ header }: FeatureGroup) => header !== null && held.has(openSlideLock(header.slide.fingerprint));
  let total = others.reduce((sum, { bytes }) => sum + bytes, 0);
  const inOrder = others.toSorted((a, b) => Number(isOpen(a)) - Number(isOpen(b)) || a.usedAt - b.usedAt);
  for (const one of inOrder) {
    if (total + wanted.forBytes <= wanted.limitBytes) break;
    if (await removeGroup(folder, one, locks)) total -= one.bytes;
  }
  return total;
}

/** Deletes what earlier builds of this program kept in a form that is read no more. */
export async function removeEarlierForms(root: FileSystemDirectoryHandle): Promise<void> {
  try {
    await root.removeEntry(EARLIER_FOLDER, { recursive: true });
  } catch (error) {
    if (!isMissingOrInUse(error)) throw error;
  }
}

async function removeIfThere(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name);
  } catch (error) {
    if (!isMissingOrInUse(error)) throw error;
  }
}

function isMissingOrInUse(error: unknown): boolean {
  return error instanceof DOMException && ['NotFoundError', 'NoModificationAllowedError'].includes(error.name);
}
