import { parseManifestText } from '#core/model/manifest.ts';
import type { Shell } from './contract.ts';
import { fileKey, isListKey, scopeOfCache } from './shell.ts';

const MANIFEST = /^models\/(.+)\/model\.json$/;

/**
 * SHA-256 of the files of models and of the phantom that any version of any installation on this origin ships, as far as its program is on
 * this machine: those files lie together, and each build knows its own list alone.
 *
 * @throws FoveaError, SyntaxError, Error where a list is there that cannot be read: nobody knows then what it names
 */
export async function filesShippedByShells(
  caches: Pick<CacheStorage, 'keys' | 'open'>,
  origin: string,
): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const name of await caches.keys()) {
    const scope = scopeOfCache(origin, name);
    if (scope === null) continue;
    const cache = await caches.open(name);
    const textOf = async (key: string): Promise<string> => {
      const stored = await cache.match(key);
      if (!stored) throw new Error(`${key} is not there`);
      return stored.text();
    };
    const lists = (await cache.keys()).map(({ url }) => url).filter((url) => isListKey(scope, url));
    for (const list of lists) {
      const { files, onDisk } = JSON.parse(await textOf(list)) as Shell;
      for (const { sha256 } of onDisk) hashes.add(sha256);
      for (const file of files) {
        const id = MANIFEST.exec(file.path)?.[1];
        if (id === undefined) continue;
        for (const { sha256 } of parseManifestText(await textOf(fileKey(scope, file)), id).files) hashes.add(sha256);
      }
    }
  }
  return hashes;
}
