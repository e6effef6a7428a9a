/** What an address of a model says by itself. */

import { hexOf } from '#core/hex.ts';

/** File that makes a folder a bundle. */
export const MANIFEST = 'model.json';

/** An address that a model can be fetched from, without its fragment; null for anything else, and for one with a password. */
export function modelAddress(typed: string): URL | null {
  const url = URL.parse(typed.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  return url;
}

/** What does not name a folder or its `model.json` is taken for a .zip: many servers give them without an ending. */
export function isArchive(address: string): boolean {
  return !/(?:\/|\.json)$/.test(new URL(address).pathname);
}

/** A file of the folder that the address names, with its query: shared folders are signed as one. */
export function inFolder(address: string, path: string): string {
  const url = new URL(address);
  const file = new URL(path, url);
  file.search = url.search;
  return file.href;
}

/** The last part of the path that says something. */
export function nameOfAddress(address: string): string {
  const { pathname, host } = new URL(address);
  const parts = pathname.split('/').filter((part) => part !== '' && part !== MANIFEST);
  try {
    return decodeURIComponent(parts.at(-1) ?? host);
  } catch {
    // A malformed escape is a name as it stands.
    return parts.at(-1) ?? host;
  }
}

/**
 * What a download is known by on the disk: of the address without its query, which may be a key. Null on a page without https, where browsers
 * make no digests: nothing that is fetched there could be verified.
 */
export async function idOfAddress(plainAddress: string): Promise<string | null> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  return hexOf(new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(plainAddress))));
}
