import type { ManifestOf } from '#core/model/manifest.ts';
import { patchRects, twoScalePlan } from '#core/patches/two-scale-plan.ts';
import { answerDsca } from '#core/pipelines/dsca.ts';
import type { EncodedSoFar } from '#core/pipelines/encode-patches.ts';
import { planSlide } from '#core/pipelines/plan-slide.ts';
import type { RunRequest } from './contract.ts';
import type { LoadedModel } from './models.ts';
import { encodePlans, planOfUnits, rowsOfUnits } from './run-encoding.ts';
import type { ArchitectureOutcome, RunTools } from './run-tools.ts';

/** Tissue, plan of the low-resolution patches and the finer one inside it, features of both block by block, head. */
export async function runDsca(
  request: RunRequest,
  manifest: ManifestOf<'dsca'>,
  tools: RunTools,
): Promise<ArchitectureOutcome> {
  const { slide, tissue } = request;
  const { read, signal, onProgress } = tools.context;
  const { scale } = manifest.head;
  const D = manifest.encoder.feature_dim;
  const { mask, plan, holes } = await tools.timed('tissue', () =>
    planSlide({ slide, model: manifest, ...(tissue ? { tissue } : {}), read, signal }),
  );
  onProgress({ stage: 'plan', mask, plan });
  const both = twoScalePlan(plan, scale);
  const answer = async (
    { graphs, backEnd }: LoadedModel,
    { units, features: [low, high] }: EncodedSoFar,
    onStep?: (step: number, steps: number) => void,
  ) => {
    if (!low || !high) throw new Error('two plans give two sets of features');
    const chosen = units();
    const own = planOfUnits(plan, chosen);
    const bag = {
      plan: own === plan ? both : twoScalePlan(own, scale),
      low: rowsOfUnits(low, chosen, D),
      high: rowsOfUnits(high, chosen, D * scale ** 2),
    };
    const options = { limits: backEnd.limits, signal, ...(onStep ? { onStep } : {}) };
    return { ...(await answerDsca(graphs, manifest, bag, options)), patches: patchRects(own) };
  };
  // How much was enlarged is told of the finer patches: the coarser ones are averaged from the same pixels.
  const shared = { plan: { ...plan, scale, enlargement: both.fine.enlargement }, mask, seed: null };
  const partials = tools.partials(plan.column.length, shared);
  const plans = [both.coarse, both.fine];
  const encoded = await encodePlans({ slide, manifest, plans, partials, answer }, tools);
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
