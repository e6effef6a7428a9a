import type { EncodingManifest } from '#core/model/manifest.ts';
import type { Precision } from '#core/model/precision.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { encodePatches } from '#core/pipelines/encode-patches.ts';
import type { EncodedPatches } from '#core/pipelines/encode-patches.ts';
import { createRate } from '#core/pipelines/rate.ts';
import type { SlideForRun } from './contract.ts';
import { ENCODER_BATCH } from './models.ts';
import type { LoadedModel } from './models.ts';
import type { RunTools } from './run-tools.ts';
import { featureKey } from './stored-features.ts';

/** Batches that decoding may be ahead of the encoder. */
const BATCHES_AHEAD = 3;

/** Features of a run's plans, in the plans' order. */
export interface EncodedPlans {
  readonly encoded: readonly EncodedPatches[];
  /** Number format of the weights that made all of them. */
  readonly precision: Precision;
}

/**
 * Features of all patches of one or more plans of a slide; what earlier runs left is used. Progress runs over all plans together.
 *
 * A head gets features of one file of the encoder only: where the back end changes on the way and the next one takes the weights in
 * another precision, all plans are encoded again; else what is done stays done.
 */
export async function encodePlans(
  slide: SlideForRun,
  manifest: EncodingManifest,
  plans: readonly PatchPlan[],
  tools: RunTools,
): Promise<EncodedPlans> {
  const { onProgress, now } = tools.context;
  const total = patchesOf(plans);
  const rate = createRate();
  let precision = tools.precision();
  let encoded: EncodedPatches[] = [];
  await tools.onBackEnd('encode', async (model) => {
    if (tools.precision() !== precision) {
      precision = tools.precision();
      encoded = [];
    }
    for (const plan of plans.slice(encoded.length)) {
      const before = patchesOf(plans.slice(0, encoded.length));
      const holesBefore = encoded.reduce((sum, one) => sum + one.holes.size, 0);
      const tell = ({ done, holes }: { readonly done: number; readonly holes: number }) => {
        rate.add(before + done, now());
        const [patchesPerSecond, secondsLeft] = [rate.perSecond(), rate.secondsLeft(total)];
        const told = { done: before + done, total, holes: holesBefore + holes };
        onProgress({ stage: 'encode', ...told, patchesPerSecond, secondsLeft });
      };
      encoded.push(await encodePlan({ slide, manifest, plan, precision }, model, tools, tell));
    }
  });
  const reused = encoded.reduce((sum, one) => sum + one.reused, 0);
  if (reused > 0) tools.note({ kind: 'features-kept', count: reused, patches: total });
  return { encoded, precision };
}

function patchesOf(plans: readonly PatchPlan[]): number {
  return plans.reduce((sum, plan) => sum + plan.column.length, 0);
}

interface PlanToEncode {
  readonly slide: SlideForRun;
  readonly manifest: EncodingManifest;
  readonly plan: PatchPlan;
  readonly precision: Precision;
}

async function encodePlan(
  { slide, manifest, plan, precision }: PlanToEncode,
  { encoder, backEnd }: LoadedModel,
  { context: { features, read, signal } }: RunTools,
  onProgress: (progress: { done: number; holes: number }) => void,
): Promise<EncodedPatches> {
  if (!encoder) throw new Error(`the bundle ${manifest.id} was loaded without its encoder`);
  // Which file of the encoder made them is part of what they are: another back end may take another one.
  const key = featureKey(slide, manifest, precision, plan.stepPx);
  const kept = await features.open(key, manifest.encoder.feature_dim, slide.fingerprint !== null);
  try {
    const { cache } = kept;
    const batch = ENCODER_BATCH[backEnd.kind];
    return await encodePatches({ plan, read, encoder, cache, batch, ahead: BATCHES_AHEAD, signal, onProgress });
  } finally {
    kept.close();
  }
}
