import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { EncodingManifest } from '#core/model/manifest.ts';
import { encoderHash } from '#core/model/precision.ts';
import type { Precision } from '#core/model/precision.ts';
import type { FeaturesRequest, SlideForRun } from './contract.ts';
import type { FeatureStore, LastingFeatures, OpenFeatures } from './feature-store.ts';

/**
 * Part of every key: to be raised whenever patches are cut, decoded or resampled differently, so that features of the old pixels are
 * never taken for the new ones.
 */
export const PATCH_READING_VERSION = 1;

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
 * Where a run keeps the features of patches that show white where a damaged tile should be: for questions about that very result only, which
 * have to rest on what it rested on; a later run reads those patches again.
 */
export function standInKey(key: string, runId: string): string {
  return JSON.stringify([key, 'stand-ins', runId]);
}

/**
 * What the features of a slide are kept as; null where it has no fingerprint to be known by.
 *
 * @param encoder id of what makes them
 * @param patches that may be written; 0: what is there is only read
 */
export function lastingOf(
  { name, fingerprint }: Pick<SlideForRun, 'name' | 'fingerprint'>,
  encoder: string,
  patches: number,
): LastingFeatures | null {
  return fingerprint === null ? null : { slide: { name, fingerprint }, encoder, patches };
}

/** Features of a request's patches, while the store is held open. */
export interface FeatureRows {
  /**
   * float32 `[to − from, D]`, owned by the caller, in the order of the patches.
   * @throws FoveaError `result/no-features` where the store lacks any of the request's patches
   */
  read(from: number, to: number): Float32Array<ArrayBuffer>;
}

/** Opens the features that a run left in the store for the time of a job. @throws FoveaError `result/no-features` */
export async function withStoredFeatures<T>(
  store: FeatureStore,
  { slide, bundle, precision, stepPx, patches, standInsOf }: FeaturesRequest,
  job: (rows: FeatureRows) => Promise<T>,
): Promise<T> {
  const { manifest } = bundle;
  const absent = (missing: number) =>
    new FoveaError('result/no-features', { slide: slide.name, missing, patches: patches.length });
  if (!hasEncoder(manifest)) throw absent(patches.length);
  const D = manifest.encoder.feature_dim;
  const key = featureKey(slide, manifest, precision, stepPx);
  const lasting = lastingOf(slide, manifest.encoder.id, 0);
  // Stand-ins first: a later run may have read the tile.
  const opened: OpenFeatures[] = [];
  // A patch's corner is its cell's, rounded to whole pixels; see `PatchPlan`.
  const find = ({ x, y }: FeaturesRequest['patches'][number]) => {
    for (const { cache } of opened) {
      const found = cache.read(Math.round(x / stepPx), Math.round(y / stepPx));
      if (found?.length === D) return found;
    }
    return null;
  };
  try {
    for (const one of [...(standInsOf === undefined ? [] : [standInKey(key, standInsOf)]), key])
      opened.push(await store.open(one, D, lasting));
    return await job({
      read(from, to) {
        const features = new Float32Array((to - from) * D);
        for (const [i, patch] of patches.slice(from, to).entries()) {
          const found = find(patch);
          if (!found) throw absent(patches.filter((one) => !find(one)).length);
          features.set(found, i * D);
        }
        return features;
      },
    });
  } finally {
    for (const one of opened) one.close();
  }
}

/**
 * The features that a run left in the store.
 *
 * @returns float32 `[n, D]`, owned by the caller, rows in the order of the patches
 * @throws FoveaError `result/no-features` where the store does not hold all of them
 */
export function storedFeatures(store: FeatureStore, request: FeaturesRequest): Promise<Float32Array<ArrayBuffer>> {
  return withStoredFeatures(store, request, (rows) => Promise.resolve(rows.read(0, request.patches.length)));
}
