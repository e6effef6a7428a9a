import type { EncodingManifest } from '#core/model/manifest.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { encodePatches } from '#core/pipelines/encode-patches.ts';
import type { EncodedPatches } from '#core/pipelines/encode-patches.ts';
import { createRate } from '#core/pipelines/rate.ts';
import type { SlideForRun } from './contract.ts';
import { ENCODER_BATCH } from './models.ts';
import type { RunTools } from './run-tools.ts';
import { featureKey } from './stored-features.ts';

/** Batches that decoding may be ahead of the encoder. */
const BATCHES_AHEAD = 3;

/**
 * Features of all patches of one or more plans of a slide, in the plans' order; what earlier runs left is used. Progress runs over
 * all plans together.
 */
export async function encodePlans(
  slide: SlideForRun,
  manifest: EncodingManifest,
  plans: readonly PatchPlan[],
  tools: RunTools,
): Promise<EncodedPatches[]> {
  const { features, read, signal, onProgress, now } = tools.context;
  const total = plans.reduce((sum, plan) => sum + plan.column.length, 0);
  const rate = createRate();
  const answers: EncodedPatches[] = [];
  let before = 0;
  let holesBefore = 0;
  for (const plan of plans) {
    const one = await tools.onBackEnd('encode', async ({ encoder, backEnd }) => {
      if (!encoder) throw new Error(`the bundle ${manifest.id} was loaded without its encoder`);
      // Which file of the encoder made them is part of what they are: another back end may take another one.
      const key = featureKey(slide, manifest, tools.precision(), plan.stepPx);
      const kept = await features.open(key, manifest.encoder.feature_dim, slide.fingerprint !== null);
      try {
        return await encodePatches({
          plan,
          read,
          encoder,
          cache: kept.cache,
          batch: ENCODER_BATCH[backEnd.kind],
          ahead: BATCHES_AHEAD,
          signal,
          onProgress({ done, holes }) {
            rate.add(before + done, now());
            const [patchesPerSecond, secondsLeft] = [rate.perSecond(), rate.secondsLeft(total)];
            const told = { done: before + done, total, holes: holesBefore + holes };
            onProgress({ stage: 'encode', ...told, patchesPerSecond, secondsLeft });
          },
        });
      } finally {
        kept.close();
      }
    });
    answers.push(one);
    before += plan.column.length;
    holesBefore += one.holes.size;
  }
  const reused = answers.reduce((sum, one) => sum + one.reused, 0);
  if (reused > 0) tools.note({ kind: 'features-kept', count: reused, patches: total });
  return answers;
}
