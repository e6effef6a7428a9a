import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { EncodingManifest } from '#core/model/manifest.ts';
import { encoderHash } from '#core/model/precision.ts';
import type { Precision } from '#core/model/precision.ts';
import type { FeaturesRequest, SlideForRun } from './contract.ts';
import type { FeatureStore } from './feature-store.ts';

/**
 * Part of every key: to be raised whenever patches are cut, decoded or resampled differently, so that features of the old pixels are
 * never taken for the new ones.
 */
const PATCH_READING_VERSION = 1;

/**
 * Features can be used again for the same pixels in the same encoder file on the same grid. The back end is no part of the key: what a
 * GPU made before it failed is kept, and a run that used such features says so in its record (`features-kept`).
 */
export function featureKey(
  slide: Pick<SlideForRun, 'slideId' | 'fingerprint'>,
  manifest: EncodingManifest,
  precision: Precision,
  stepPx: number,
): string {
  const { encoder, files, patch_size_pixels } = manifest;
  const hash = encoderHash(encoder, precision, files);
  return JSON.stringify([PATCH_READING_VERSION, slide.fingerprint ?? slide.slideId, hash, patch_size_pixels, stepPx]);
}

/**
 * The features that a run left in the store.
 *
 * @returns float32 `[n, D]`, owned by the caller, rows in the order of the patches
 * @throws FoveaError `result/no-features` where the store does not hold all of them
 */
export async function storedFeatures(
  store: FeatureStore,
  { slide, bundle, precision, stepPx, patches }: FeaturesRequest,
): Promise<Float32Array<ArrayBuffer>> {
  const { manifest } = bundle;
  if (!hasEncoder(manifest))
    throw new FoveaError('result/no-features', { slide: slide.name, missing: patches.length, patches: patches.length });
  const D = manifest.encoder.feature_dim;
  const opened = await store.open(featureKey(slide, manifest, precision, stepPx), D, slide.fingerprint !== null);
  try {
    const features = new Float32Array(patches.length * D);
    let missing = 0;
    for (const [i, { x, y }] of patches.entries()) {
      // A patch's corner is its cell's, rounded to whole pixels; see `PatchPlan`.
      const found = opened.cache.read(Math.round(x / stepPx), Math.round(y / stepPx));
      if (found?.length === D) features.set(found, i * D);
      else missing += 1;
    }
    if (missing > 0)
      throw new FoveaError('result/no-features', { slide: slide.name, missing, patches: patches.length });
    return features;
  } finally {
    opened.close();
  }
}
