/** Which files of a build the service worker keeps, and what the build is called. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { POLICY_IN_HEADER } from '../src/core/network/content-policy.ts';
import { buildMediaType } from '../src/core/network/media-types.ts';
import type { Shell, ShellFile } from '../workers/offline/contract.ts';
import { placeOf, type Place } from '../workers/offline/shell.ts';

/** Name of the service worker in the build: at its top, so that its scope is all of it. */
export const SERVICE_WORKER = 'service-worker.js';
/** What says in `index.html` which build it is of. */
export const VERSION_META = 'fovea-version';

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The shell of the build in `folder`. `writeIndex` is given the version and writes it into `index.html`; that file's own hash is taken
 * after it, and the version from everything before.
 */
export function shellOf(folder: string, release: string, writeIndex: (version: string) => void): Shell {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== SERVICE_WORKER)
    .sort();
  const nameless = paths.filter((path) => buildMediaType(path) === null);
  if (nameless.length > 0)
    throw new Error(`no media type is known for ${nameless.join(', ')}: see src/core/network/media-types.ts`);
  const read = (path: string): ShellFile => {
    const content = readFileSync(join(folder, path));
    return { path: encodeURI(path), sha256: sha256(content), bytes: content.byteLength };
  };
  const of = (place: Place) => paths.filter((path) => placeOf(path) === place).map(read);
  const listed = of('shell');
  const version = `${release}+${sha256(JSON.stringify(listed)).slice(0, 10)}`;
  writeIndex(version);
  const files = listed.map((file) => (file.path === 'index.html' ? read(file.path) : file));
  return { version, policy: POLICY_IN_HEADER, files, onDisk: of('on-disk') };
}
