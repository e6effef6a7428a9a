import type { ManifestOf } from '#core/model/manifest.ts';
import type { EncodedSoFar } from '#core/pipelines/encode-patches.ts';
import { patchRects } from '#core/patches/two-scale-plan.ts';
import { planSlide } from '#core/pipelines/plan-slide.ts';
import { answerTdaMil } from '#core/pipelines/tda-mil.ts';
import type { RunRequest } from './contract.ts';
import type { LoadedModel } from './models.ts';
import { encodePlans, planOfUnits, rowsOfUnits } from './run-encoding.ts';
import type { ArchitectureOutcome, RunTools } from './run-tools.ts';

/** Tissue, plan, features, head. */
export async function runTdaMil(
  request: RunRequest,
  manifest: ManifestOf<'tda-mil'>,
  tools: RunTools,
): Promise<ArchitectureOutcome> {
  const { slide, tissue } = request;
  const { read, signal, onProgress } = tools.context;
  const { mask, plan, holes } = await tools.timed('tissue', () =>
    planSlide({ slide, model: manifest, ...(tissue ? { tissue } : {}), read, signal }),
  );
  onProgress({ stage: 'plan', mask, plan });
  const answer = async (
    { graphs, backEnd }: LoadedModel,
    { units, features }: EncodedSoFar,
    onStep?: (step: number, steps: number) => void,
  ) => {
    const chosen = units();
    const own = rowsOfUnits(features[0] ?? new Float32Array(0), chosen, manifest.encoder.feature_dim);
    const options = { limits: backEnd.limits, signal, ...(onStep ? { onStep } : {}) };
    return {
      ...(await answerTdaMil(graphs, manifest, own, options)),
      patches: patchRects(planOfUnits(plan, chosen)),
    };
  };
  const planned = plan.column.length;
  const shared = { plan, mask, seed: null };
  const partials = tools.partials(planned, shared);
  const encoded = await encodePlans({ slide, manifest, plans: [plan], partials, answer }, tools);
  const outcome =
    encoded.answered ?? (await tools.onBackEnd('head', (model) => answer(model, encoded, tools.headStep)));
  return {
    ...outcome,
    ...shared,
    ...partials.coverage(encoded.unitCount, outcome, true),
    holes: new Set([...holes, ...encoded.holes]),
    encodedNow: encoded.encodedNow,
    precision: encoded.precision,
  };
}
