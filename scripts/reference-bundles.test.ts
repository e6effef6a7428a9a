import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifestText } from '#core/model/manifest.ts';
import { REFERENCE_BUNDLES_ABSENT, referenceBundle } from '#test-support/reference-bundles.ts';

const IDS = [
  'dsca-avgpool-fusion-pre',
  'dsca-capool-cat-pre-no-position',
  'dsca-cox',
  'dsca-default',
  'dsca-gapool-cat-post-2-layers',
  'sampling-20-of-50-px',
  'sampling-5-of-20-px',
];

describe('reference bundles', () => {
  for (const id of IDS) {
    const folder = referenceBundle(id);
    it(`${id}: what the Python command writes, the app reads`, ({ skip }) => {
      if (folder === null) {
        skip(REFERENCE_BUNDLES_ABSENT);
        return;
      }
      const manifest = parseManifestText(readFileSync(join(folder, 'model.json'), 'utf8'));
      expect(manifest.id).toBe(id);
      expect(manifest.architecture).toBe(id.startsWith('dsca') ? 'dsca' : 'attention-sampling');
    });
  }
});
