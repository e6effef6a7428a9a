import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { fieldOfRegion, fieldsOfTissue } from '#core/pipelines/attention-sampling-fields.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import { pooledSide } from '#core/pipelines/attention-sampling-map.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { enlargementTo } from '#core/patches/plan-patches.ts';
import { tissueOfSlide } from '#core/pipelines/plan-slide.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { refuseUnreadable } from '#core/pipelines/sampling-size.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import type { PlanRequest, RunRequest, SamplingRequest, SlideForRun } from './contract.ts';
import { drawsOf, lookOverFields, outcomeOfFields } from './look-over-fields.ts';
import type { ArchitectureOutcome, RunTools } from './run-tools.ts';

type Manifest = ManifestOf<'attention-sampling'>;

/** Repeats where a request names none: enough to tell the spread within a quarter, and ten times the patches of one draw. */
export const DEFAULT_REPEATS = 10;

/** What a run does that names nothing: the bundle's number of places, seed 1, all tissue; a plain image as it is. */
export function defaultSampling(slide: Pick<SlideForRun, 'spacingStatedBy'>, { head }: Manifest): SamplingRequest {
  const kind = slide.spacingStatedBy === 'model' ? 'whole-image' : 'tissue';
  return { scope: { kind }, mode: 'draw', seed: 1, samples: head.samples, repeats: DEFAULT_REPEATS };
}

interface Reading {
  readonly read: PatchReader;
  readonly signal: AbortSignal;
}

/** All tissue of a slide as fields; `plan` is theirs, so that they can be shown as patches are. */
export async function planTissueFields(
  { slide, tissue }: Omit<PlanRequest, 'bundle'>,
  manifest: Manifest,
  reading: Reading,
): Promise<{
  readonly mask: TissueMask;
  readonly plan: PatchPlan;
  readonly fields: FieldPlan;
  readonly holes: ReadonlySet<string>;
}> {
  // Before anything is read.
  enlargementTo(manifest.spacing_um_px, slide.spacing);
  const { mask, holes } = await tissueOfSlide({ slide, ...(tissue ? { tissue } : {}), ...reading });
  const fields = fieldsOfTissue(slide, manifest, mask);
  return { mask, plan: fields.plan, fields, holes };
}

/** Fields that a request's scope comes to; a mask only where tissue was looked for. */
async function planScope(request: RunRequest, manifest: Manifest, scope: SamplingRequest['scope'], reading: Reading) {
  const { slide } = request;
  if (scope.kind === 'tissue') return planTissueFields(request, manifest, reading);
  const rect = scope.kind === 'region' ? scope.rect : level0Rect(0, 0, slide.width, slide.height);
  return { fields: fieldOfRegion(slide, manifest, rect), mask: null, holes: new Set<string>() };
}

/**
 * Fields, and in each: where to look, and what is seen there. In the result the fields are the `patches`, and the record's plan is theirs
 * (step, size, columns and rows of fields; `modelSizePx` is the width of one at the model's spacing).
 */
export async function runAttentionSampling(
  request: RunRequest,
  manifest: Manifest,
  tools: RunTools,
): Promise<ArchitectureOutcome> {
  const { read, signal, onProgress } = tools.context;
  const sampling = checked(request.sampling ?? defaultSampling(request.slide, manifest));
  const { fields, mask, holes } = await tools.timed('tissue', () =>
    planScope(request, manifest, sampling.scope, { read, signal }),
  );
  if (mask) onProgress({ stage: 'plan', mask, plan: fields.plan });
  const { plan } = fields;
  const count = plan.column.length;
  const placesOfOne = fields.places.columns * fields.places.rows;
  refuseUnreadable({
    fields: count,
    drawn: Math.min(sampling.samples, placesOfOne),
    classes: manifest.class_names.length,
  });
  const places = count * placesOfOne;
  const side = pooledSide(places, fields.grid);
  if (side > 1) tools.note({ kind: 'places-pooled', side, places });
  const shared = { plan, mask, seed: sampling.mode === 'draw' ? sampling.seed : null };
  const partials = tools.partials(count * sampling.repeats, shared, count);
  const { slide } = request;
  const looked = await lookOverFields({ slide, fields, manifest, sampling, side, partials }, tools);
  const outcome = outcomeOfFields(looked, manifest, sampling);
  return {
    ...outcome,
    ...shared,
    ...partials.coverage(drawsOf(looked.done), outcome, true),
    holes: new Set([...holes, ...looked.holes]),
    encodedNow: looked.voted,
    precision: tools.precision(),
  };
}

/** A request within its bounds; the most attended places are the same each time, so one repeat tells all. */
function checked(sampling: SamplingRequest): SamplingRequest {
  const whole = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most;
  const { samples, repeats, seed, mode } = sampling;
  if (
    !whole(samples, 1, SAMPLING_LIMITS.samples) ||
    !whole(repeats, 1, SAMPLING_LIMITS.repeats) ||
    !whole(seed, 0, SAMPLING_LIMITS.seed)
  )
    throw new RangeError(`${samples} samples, ${repeats} repeats, seed ${seed}`);
  return mode === 'most-attended' ? { ...sampling, repeats: 1 } : sampling;
}
