import type { EncodingManifest } from '#core/model/manifest.ts';
import type { Precision } from '#core/model/precision.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { encodePatches } from '#core/pipelines/encode-patches.ts';
import type { EncodedPatches, EncodedSoFar } from '#core/pipelines/encode-patches.ts';
import { createRate } from '#core/pipelines/rate.ts';
import type { SlideForRun } from './contract.ts';
import type { OpenFeatures } from './feature-store.ts';
import { ENCODER_BATCH } from './models.ts';
import type { LoadedModel } from './models.ts';
import type { PartialAnswers, PartialOutcome } from './partial-answers.ts';
import { noteNotKept } from './run-tools.ts';
import type { RunTools } from './run-tools.ts';
import { featureKey, lastingOf, standInKey } from './stored-features.ts';

/** Batches that decoding may be ahead of the encoder. */
const BATCHES_AHEAD = 3;

/** Features of a run's plans. */
export interface EncodedPlans extends EncodedPatches {
  /** Number format of the weights that made all of them. */
  readonly precision: Precision;
  /** The answer over all of them, where one on the way was already that. */
  readonly answered: PartialOutcome | null;
}

export interface PlansToEncode {
  readonly slide: SlideForRun;
  readonly manifest: EncodingManifest;
  /** As `encodePatches` takes them: units first, then what is inside them. */
  readonly plans: readonly PatchPlan[];
  /** Asked after every batch. */
  readonly partials: PartialAnswers;
  /** The answer over what is encoded, for `partials`. */
  readonly answer: (model: LoadedModel, soFar: EncodedSoFar) => ReturnType<Parameters<PartialAnswers['at']>[1]>;
}

/**
 * Features of all patches of one or more plans of a slide, or of what was done when the user stopped; what earlier runs left is used.
 *
 * A head gets features of one file of the encoder only: where the back end changes on the way and the next one takes the weights in
 * another precision, all plans are encoded again; else what is done is found in the store.
 */
export async function encodePlans(
  { slide, manifest, plans, partials, answer }: PlansToEncode,
  tools: RunTools,
): Promise<EncodedPlans> {
  const { onProgress, now, features, read, signal } = tools.context;
  const rate = createRate();
  const total = plans.reduce((sum, plan) => sum + plan.column.length, 0);
  const encoded = await tools.onBackEnd('encode', async (model): Promise<EncodedPlans> => {
    const { encoder, backEnd } = model;
    if (!encoder) throw new Error(`the bundle ${manifest.id} was loaded without its encoder`);
    const precision = tools.precision();
    const open: OpenFeatures[] = [];
    const answered = new Map<number, PartialOutcome>();
    try {
      for (const plan of plans) {
        // Which file of the encoder made them is part of what they are: another back end may take another one.
        const key = featureKey(slide, manifest, precision, plan.stepPx);
        const { id, feature_dim } = manifest.encoder;
        open.push(await features.open(key, feature_dim, lastingOf(slide, id, plan.column.length)));
      }
      const done = await encodePatches({
        plans: plans.map((plan, i) => ({ plan, ...(open[i] ? { cache: open[i].cache } : {}) })),
        read,
        encoder,
        batch: ENCODER_BATCH[backEnd.kind],
        ahead: BATCHES_AHEAD,
        signal,
        onProgress({ done: patches, holes }) {
          rate.add(patches, now());
          const [patchesPerSecond, secondsLeft] = [rate.perSecond(), rate.secondsLeft(total)];
          onProgress({ stage: 'encode', done: patches, total, holes, patchesPerSecond, secondsLeft });
          noteNotKept(open, tools);
        },
        afterBatch: (soFar) =>
          partials.at(soFar.unitCount, async () => {
            const outcome = await answer(model, soFar);
            answered.clear();
            answered.set(soFar.unitCount, outcome);
            return outcome;
          }),
      });
      for (const [i, plan] of plans.entries()) {
        const own = { plan, features: done.features[i], patches: done.standIns[i] ?? [] };
        if (own.patches.length > 0) await keepStandIns(own, { slide, manifest, precision }, tools);
      }
      return { ...done, precision, answered: answered.get(done.unitCount) ?? null };
    } finally {
      for (const one of open) one.close();
    }
  });
  if (encoded.reused > 0) tools.note({ kind: 'features-kept', count: encoded.reused, patches: total });
  return encoded;
}

/** For questions about this result. Written at the end: on another back end the tile may be read after all. */
async function keepStandIns(
  own: { readonly plan: PatchPlan; readonly features: Float32Array | undefined; readonly patches: readonly number[] },
  of: Pick<PlansToEncode, 'slide' | 'manifest'> & { readonly precision: Precision },
  { id, context }: RunTools,
): Promise<void> {
  const { plan, patches, features = new Float32Array(0) } = own;
  const { id: encoder, feature_dim: D } = of.manifest.encoder;
  const key = standInKey(featureKey(of.slide, of.manifest, of.precision, plan.stepPx), id);
  const opened = await context.features.open(key, D, lastingOf(of.slide, encoder, patches.length));
  try {
    for (const patch of patches)
      opened.cache.write(plan.column[patch] ?? 0, plan.row[patch] ?? 0, features.subarray(patch * D, (patch + 1) * D));
  } finally {
    opened.close();
  }
}

/** Rows of a matrix float32 `[n, width]` that belong to units, each of which has `perUnit` rows; the matrix itself where all are meant. */
export function rowsOfUnits(
  matrix: Float32Array<ArrayBuffer>,
  units: Int32Array,
  perUnit: number,
): Float32Array<ArrayBuffer> {
  if (perUnit * units.length === matrix.length) return matrix;
  const chosen = new Float32Array(perUnit * units.length);
  for (const [k, unit] of units.entries())
    chosen.set(matrix.subarray(unit * perUnit, (unit + 1) * perUnit), k * perUnit);
  return chosen;
}

/** A plan with only some of its patches, in its order. */
export function planOfUnits(plan: PatchPlan, units: Int32Array): PatchPlan {
  if (units.length === plan.column.length) return plan;
  const of = (cells: Int32Array<ArrayBuffer>) => Int32Array.from(units, (unit) => cells[unit] ?? 0);
  return { ...plan, column: of(plan.column), row: of(plan.row) };
}
