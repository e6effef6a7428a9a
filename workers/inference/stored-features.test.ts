import { describe, expect, it } from 'vitest';
import { fakeManifest } from '#test-support/fake-services.ts';
import { patchRect, type PatchPlan } from '#core/patches/patch-plan.ts';
import type { FeaturesRequest } from './contract.ts';
import { memoryFeatureStore } from './feature-store.ts';
import { featureKey, storedFeatures } from './stored-features.ts';

/** A grid whose step is no whole number of pixels. */
const plan: PatchPlan = {
  stepPx: 203.1746,
  columns: 70,
  rows: 60,
  sizePx: 203,
  modelSizePx: 128,
  modelSpacingUmPerPx: 1,
  column: Int32Array.of(0, 3, 69, 68),
  row: Int32Array.of(0, 7, 59, 58),
  enlargement: 1.1,
};
const manifest = fakeManifest();
const request: FeaturesRequest = {
  slide: { slideId: 's', name: 'a.svs', fingerprint: 'f'.repeat(64) },
  bundle: { baseUrl: 'https://fovea.test/', manifest },
  precision: 'fp32',
  stepPx: plan.stepPx,
  patches: [0, 1, 2, 3].map((i) => patchRect(plan, i)),
};

async function filled(cells: number) {
  const store = memoryFeatureStore();
  const { cache } = await store.open(featureKey(request.slide, manifest, 'fp32', plan.stepPx), 8, null);
  for (let i = 0; i < cells; i++)
    cache.write(
      plan.column[i] ?? 0,
      plan.row[i] ?? 0,
      Float32Array.from({ length: 8 }, (_, k) => i * 8 + k),
    );
  return store;
}

describe('stored features', () => {
  it('come back in the order of the patches', async () => {
    const features = await storedFeatures(await filled(4), request);
    expect(features).toEqual(Float32Array.from({ length: 32 }, (_, i) => i));
  });

  it('are refused where one is missing, or they are of another encoder', async () => {
    await expect(storedFeatures(await filled(3), request)).rejects.toMatchObject({
      code: 'result/no-features',
      context: { slide: 'a.svs', missing: 1, patches: 4 },
    });
    const { files } = fakeManifest();
    const manifest = fakeManifest({ files: files.map((file) => ({ ...file, sha256: '1'.repeat(64) })) });
    const other = { ...request, bundle: { ...request.bundle, manifest } };
    await expect(storedFeatures(await filled(4), other)).rejects.toMatchObject({ context: { missing: 4 } });
  });
});
