import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { runDscaHead } from '#core/pipelines/dsca-head.ts';
import type { DscaInputs } from '#core/pipelines/dsca-head.ts';
import { hasReferenceBundle, referenceBundleUrl, sharedFile } from '#test-support/browser-data.ts';
import { dscaReference } from '#test-support/dsca-reference.ts';
import { FULL } from '#test-support/full.ts';
import type { BackEnd, BundleRef } from './contract.ts';
import { maxDifference } from './golden-file.ts';
import { createModels } from './models.ts';
import { createRuntime } from './ort/runtime.ts';

const runtime = createRuntime();
const models = createModels({ runtime, fetch: (url, init) => fetch(url, init), now: () => performance.now() });
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

/** Compiling a configuration's shaders takes the software GPU up to a minute on a busy machine. */
const SOFTWARE_GPU_MS = 240_000;

const CONFIGURATIONS = [
  'default',
  'cox',
  'avgpool-fusion-pre',
  'capool-cat-pre-no-position',
  'gapool-cat-post-2-layers',
];

async function bundleAt(baseUrl: string): Promise<BundleRef & { readonly manifest: ManifestOf<'dsca'> }> {
  const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
  if (manifest.architecture !== 'dsca') throw new Error(`${baseUrl} is a ${manifest.architecture}`);
  return { baseUrl, manifest };
}

/** The first n patches of a bag. */
function first(n: number, { features }: { readonly features: number }, { low, high, places }: DscaInputs): DscaInputs {
  return {
    low: low.slice(0, n * features),
    high: high.slice(0, n * 16 * features),
    places: { column: places.column.slice(0, n), row: places.row.slice(0, n) },
  };
}

const files = await Promise.all(CONFIGURATIONS.map((name) => sharedFile(`reference/dsca/${name}/io.npz`)));
const made = await Promise.all(CONFIGURATIONS.map((name) => hasReferenceBundle(`dsca-${name}`)));

describe.each(CONFIGURATIONS.map((name, i) => ({ name, file: files[i] ?? null, isMade: made[i] ?? false })))(
  'the original’s DSCA, $name',
  ({ name, file, isMade }) => {
    const url = referenceBundleUrl(`dsca-${name}`);
    const skip = file === null || !isMade;
    const why = file === null ? ': the shared data are not on this machine' : isMade ? '' : ': bundles were not made';

    const kinds: readonly BackEnd[] = FULL ? ['wasm', 'webgpu'] : ['wasm'];
    it.skipIf(skip).each(kinds)(
      `has the original’s answer on %s${why}`,
      async (kind) => {
        const bundle = await bundleAt(url);
        const { graphs, backEnd } = await models.load(bundle, kind, quiet);
        const want = dscaReference(file ?? new Uint8Array());
        const { head } = bundle.manifest;
        const got = await runDscaHead(graphs, head, want.inputs, { limits: backEnd.limits });
        expect(maxDifference(got.output, want.output)).toBeLessThan(1e-4);
        expect(23 * maxDifference(got.globalAttention, want.globalAttention)).toBeLessThan(1e-4);
        if (want.crossScores)
          expect(maxDifference(want.crossScores, got.crossScores ?? new Float32Array())).toBeLessThan(1e-4);
        else expect(got.crossScores).toBeNull();
      },
      SOFTWARE_GPU_MS,
    );

    it.skipIf(skip)(`is the same in chunks of any size on WASM${why}`, async () => {
      const bundle = await bundleAt(url);
      const { head } = bundle.manifest;
      const { graphs, backEnd } = await models.load(bundle, 'wasm', quiet);
      const { inputs } = dscaReference(file ?? new Uint8Array());
      for (const n of [1, 2, 15, 16, 17]) {
        const some = first(n, head, inputs);
        const whole = await runDscaHead(graphs, head, some, { limits: backEnd.limits });
        // About 16 tokens a query, 8 to 16 a gate, single blocks.
        const limits = { ...backEnd.limits, scoreBytes: 16 * head.width * 8 * 4 };
        const parts = await runDscaHead(graphs, head, some, { limits });
        expect(maxDifference(parts.output, whole.output)).toBeLessThan(1e-5);
        expect(n * maxDifference(parts.globalAttention, whole.globalAttention)).toBeLessThan(1e-5);
        expect(whole.globalAttention.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      }
    });

    it.skipIf(skip)(`passes its own golden check on WASM${why}`, async () => {
      const report = await models.golden(await bundleAt(url), 'wasm', quiet);
      expect(report).toMatchObject({ passed: true });
      expect(report.encoderCosine).toBeGreaterThan(0.9999);
    });
  },
);
