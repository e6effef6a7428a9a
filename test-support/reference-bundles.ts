import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** Where `npm run reference-bundles` puts its bundles. */
export const REFERENCE_BUNDLES = fileURLToPath(
  new URL('../node_modules/.cache/fovea/reference-bundles', import.meta.url),
);

/**
 * Absolute path of a bundle made from reference weights (`dsca-default`, `dsca-cox`, `dsca-avgpool-fusion-pre`,
 * `dsca-capool-cat-pre-no-position`, `dsca-gapool-cat-post-2-layers`, `sampling-20-of-50-px`, `sampling-5-of-20-px`), or null
 * where they were not made. Tests skip with {@link REFERENCE_BUNDLES_ABSENT} then.
 */
export function referenceBundle(id: string): string | null {
  const folder = join(REFERENCE_BUNDLES, id);
  return existsSync(join(folder, 'model.json')) ? folder : null;
}

export const REFERENCE_BUNDLES_ABSENT = 'the reference bundles were not made (npm run reference-bundles)';
