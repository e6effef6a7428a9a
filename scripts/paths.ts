import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the production build lies: `dist`, or the folder named by `FOVEA_DIST` (two builds side by side). */
export const DIST = resolve(ROOT, process.env['FOVEA_DIST'] ?? 'dist');

/** An absolute path inside the repository. */
export function fromRoot(...path: string[]): string {
  return resolve(ROOT, ...path);
}
