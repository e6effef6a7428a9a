import type { Shell, ShellFile } from './contract.ts';

const INDEX = 'index.html';
/** What a build names after its content: never two files of one name. */
export const HASHED_FOLDER = 'assets/';
const PHANTOM_INDEX = 'phantom/index.json';
const DESCRIPTION_OF_MODELS = /^models\/(?:index\.json|.+\/(?:model\.json|CARD\.md))$/;

/** Where a file of a build belongs. */
export type Place =
  /** With the program: small, or needed for every start. */
  | 'shell'
  /** In the origin's private file system, answered from there: the phantom's pictures. */
  | 'on-disk'
  /** There too, read by who asks for it: weights of models and their golden answers. */
  | 'weights';

export function placeOf(path: string): Place {
  if (path.startsWith('phantom/')) return path === PHANTOM_INDEX ? 'shell' : 'on-disk';
  if (path.startsWith('models/')) return DESCRIPTION_OF_MODELS.test(path) ? 'shell' : 'weights';
  return 'shell';
}

/** True for what of the shell has the same name in every version, and other content. */
export function isOfEveryVersion(path: string): boolean {
  return path === INDEX || path === PHANTOM_INDEX || DESCRIPTION_OF_MODELS.test(path);
}

const CACHE_PREFIX = 'fovea-shell ';

/** The cache of an installation; several may lie under one host, each under its own path. */
export function cacheName(scope: string): string {
  return CACHE_PREFIX + new URL(scope).pathname;
}

/** Address of the installation that a cache is of; null for one of something else. */
export function scopeOfCache(origin: string, name: string): string | null {
  return name.startsWith(CACHE_PREFIX) ? origin + name.slice(CACHE_PREFIX.length) : null;
}

/** What a page says with its requests for what {@link isOfEveryVersion}: its own version. */
export const VERSION_HEADER = 'Fovea-Version';

/** The lock that a page holds as long as it is open: who asks for the locks held knows which versions are in use. */
export function versionLock(scope: string, version: string): string {
  return `${lockPrefix(scope)}${version}`;
}

/** The version in a lock's name; null for locks of something else. */
export function versionOfLock(scope: string, name: string): string | null {
  const prefix = lockPrefix(scope);
  return name.startsWith(prefix) ? name.slice(prefix.length) : null;
}

function lockPrefix(scope: string): string {
  return `fovea-version ${new URL(scope).pathname} `;
}

/** Where a file lies in the cache: by content, so that versions share what they have in common. */
export function fileKey(scope: string, { path, sha256 }: ShellFile): string {
  return new URL(`.shell/files/${sha256}/${path}`, scope).href;
}

/** Where the list of a version lies, once all its files are there. */
export function listKey(scope: string, version: string): string {
  return new URL(`.shell/versions/${encodeURIComponent(version)}`, scope).href;
}

/** Where it is noted which version the user agreed to. */
export function agreedKey(scope: string): string {
  return new URL('.shell/agreed', scope).href;
}

/** True for the key of a list. */
export function isListKey(scope: string, key: string): boolean {
  return key.startsWith(new URL('.shell/versions/', scope).href);
}

/**
 * What an address names inside the scope: its path relative to it, without query and fragment; the folder itself is `index.html`. Null
 * outside of the scope.
 */
export function pathInScope(scope: string, address: string): string | null {
  const [base, url] = [new URL(scope), new URL(address)];
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
  const path = url.pathname.slice(base.pathname.length);
  return path === '' ? INDEX : path;
}

export function totalBytes({ files }: Shell): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
