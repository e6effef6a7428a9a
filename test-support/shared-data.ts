import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('../../shared/data', import.meta.url));

/**
 * Absolute path of a file of the shared test data (real slides, patches, reference answers), or null on a machine that does
 * not have them. Tests skip with {@link SHARED_DATA_ABSENT} then.
 */
export function sharedData(...path: string[]): string | null {
  const full = join(root, ...path);
  return existsSync(full) ? full : null;
}

export const SHARED_DATA_ABSENT = 'the shared slides are not on this machine (../shared/data)';
