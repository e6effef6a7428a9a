/** Which files of a build the service worker keeps, and what the build is called. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Shell, ShellFile } from '#workers/offline/contract.ts';

/** Name of the service worker in the build: at its top, so that its scope is all of it. */
export const SERVICE_WORKER = 'service-worker.js';
/** What says in `index.html` which build it is of. */
export const VERSION_META = 'fovea-version';

/**
 * What works without a network only when it is kept. Not the weights of models and their golden answers, nor the phantom: these lie in the
 * origin's private file system, where they are resumed and read in parts.
 */
function isOfShell(path: string): boolean {
  if (path === SERVICE_WORKER) return false;
  if (path.startsWith('phantom/')) return path === 'phantom/index.json';
  if (path.startsWith('models/')) return /(?:^models\/index|\/model)\.json$|\/CARD\.md$/.test(path);
  return true;
}

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
    .sort();
  const read = (path: string): ShellFile => {
    const content = readFileSync(join(folder, path));
    return { path: encodeURI(path), sha256: sha256(content), bytes: content.byteLength };
  };
  const listed = paths.filter(isOfShell).map(read);
  const onDisk = paths.filter((path) => path.startsWith('phantom/') && !isOfShell(path)).map(read);
  const version = `${release}+${sha256(JSON.stringify(listed)).slice(0, 10)}`;
  writeIndex(version);
  return { version, files: listed.map((file) => (file.path === 'index.html' ? read(file.path) : file)), onDisk };
}
