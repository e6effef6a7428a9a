import { FEATURES_FOLDER, featureGroups, makeRoom, removeGroup } from './feature-folder.ts';
import type { FeatureGroup } from './feature-folder.ts';
import type { KeptSlideFeatures } from './contract.ts';

type Root = () => Promise<FileSystemDirectoryHandle>;

/** Bytes of all features kept on this machine; 0 where there are none or the browser keeps no files. */
export async function storedFeatureBytes(root: Root): Promise<number> {
  return (await groupsOf(root)).groups.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Features kept on this machine by slide, those used last first. */
export async function keptBySlide(root: Root): Promise<KeptSlideFeatures[]> {
  const slides = new Map<string, KeptSlideFeatures>();
  for (const { header, bytes, usedAt } of (await groupsOf(root)).groups) {
    const fingerprint = header?.slide.fingerprint ?? '';
    const before = slides.get(fingerprint);
    const isLatest = usedAt >= (before?.usedAt ?? 0);
    slides.set(fingerprint, {
      fingerprint,
      name: isLatest ? (header?.slide.name ?? '') : (before?.name ?? ''),
      bytes: bytes + (before?.bytes ?? 0),
      usedAt: Math.max(usedAt, before?.usedAt ?? 0),
    });
  }
  return [...slides.values()].sort((a, b) => b.usedAt - a.usedAt);
}

/**
 * Deletes features but those that a run or a question uses at this moment, in whatever tab.
 *
 * @param fingerprint of one slide; null: of all
 * @returns bytes that are left, of all slides
 */
export async function forgetStoredFeatures(
  root: Root,
  fingerprint: string | null = null,
  locks: LockManager = navigator.locks,
): Promise<number> {
  const { folder, groups } = await groupsOf(root);
  for (const one of groups)
    if (folder && (fingerprint === null || fingerprint === (one.header?.slide.fingerprint ?? '')))
      await removeGroup(folder, one, locks);
  return storedFeatureBytes(root);
}

/** Deletes the features longest unused until the rest is within a limit. @returns bytes that are left */
export async function trimStoredFeatures(
  root: Root,
  limitBytes: number,
  locks: LockManager = navigator.locks,
): Promise<number> {
  const { folder } = await groupsOf(root);
  return folder ? makeRoom(folder, { keep: '', forBytes: 0, limitBytes }, locks) : 0;
}

async function groupsOf(
  root: Root,
): Promise<{ readonly folder: FileSystemDirectoryHandle | null; readonly groups: readonly FeatureGroup[] }> {
  try {
    const folder = await (await root()).getDirectoryHandle(FEATURES_FOLDER);
    return { folder, groups: await featureGroups(folder) };
  } catch (error) {
    // Never made, or a browser (a private window, an insecure page) that keeps no files: then there is nothing.
    if (error instanceof DOMException || error instanceof TypeError) return { folder: null, groups: [] };
    throw error;
  }
}
