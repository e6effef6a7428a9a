import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import { runDscaHead } from '#core/pipelines/dsca-head.ts';
import { dscaReference } from '#test-support/dsca-reference.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import { REFERENCE_BUNDLES_ABSENT, referenceBundle } from '#test-support/reference-bundles.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { maxDifference } from './golden-file.ts';
import { createOrtHead } from './ort/ort-head.ts';

const CONFIGURATIONS = [
  'default',
  'cox',
  'avgpool-fusion-pre',
  'capool-cat-pre-no-position',
  'gapool-cat-post-2-layers',
];

/** Budgets of 1, a few and all rows a chunk. */
const SCORE_BYTES = [1, 2 ** 14, 2 ** 17, 2 ** 26];

describe.each(CONFIGURATIONS)('the original’s DSCA, %s, on native ONNX Runtime', (name) => {
  const folder = referenceBundle(`dsca-${name}`);
  const io = sharedData('reference', 'dsca', name, 'io.npz');
  const why = io === null ? SHARED_DATA_ABSENT : folder === null ? REFERENCE_BUNDLES_ABSENT : 'present';

  it.skipIf(why !== 'present')(`answers as the original does, in chunks of any size (${why})`, async () => {
    const path = (file: string) => join(folder ?? '', file);
    const manifest = parseManifest(JSON.parse(readFileSync(path('model.json'), 'utf8')));
    if (manifest.architecture !== 'dsca') throw new Error('not a DSCA');
    const backEnd = await nodeRuntime().open('wasm');
    if (!backEnd) throw new Error('no back end');
    const graphs = await createOrtHead(backEnd, manifest, (file) => readFileSync(path(file)));
    const { inputs, output, globalAttention, crossScores } = dscaReference(readFileSync(io ?? ''));
    for (const scoreBytes of SCORE_BYTES) {
      const queryBytes = manifest.head.heads * 23 * 4;
      const limits = { scoreBytes: Math.max(scoreBytes, queryBytes), tensorBytes: 2 ** 30 };
      const answer = await runDscaHead(graphs, manifest.head, inputs, { limits });
      expect(maxDifference(answer.output, output)).toBeLessThan(1e-5);
      expect(23 * maxDifference(answer.globalAttention, globalAttention)).toBeLessThan(1e-4);
      if (crossScores) expect(maxDifference(answer.crossScores ?? new Float32Array(1), crossScores)).toBeLessThan(1e-4);
      else expect(answer.crossScores).toBeNull();
    }
    await graphs.release();
  });
});
