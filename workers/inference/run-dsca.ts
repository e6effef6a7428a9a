import type { ManifestOf } from '#core/model/manifest.ts';
import { patchRects, twoScalePlan } from '#core/patches/two-scale-plan.ts';
import { answerDsca } from '#core/pipelines/dsca.ts';
import { planSlide } from '#core/pipelines/plan-slide.ts';
import type { RunRequest } from './contract.ts';
import { encodePlans } from './run-encoding.ts';
import type { ArchitectureOutcome, RunTools } from './run-tools.ts';

/** Tissue, plan of the low-resolution patches and the finer one inside it, features of both, head. */
export async function runDsca(
  request: RunRequest,
  manifest: ManifestOf<'dsca'>,
  tools: RunTools,
): Promise<ArchitectureOutcome> {
  const { slide, tissue } = request;
  const { read, signal, onProgress } = tools.context;
  const { scale } = manifest.head;
  const { mask, plan, holes } = await tools.timed('tissue', () =>
    planSlide({ slide, model: manifest, ...(tissue ? { tissue } : {}), read, signal }),
  );
  onProgress({ stage: 'plan', mask, plan });
  const both = twoScalePlan(plan, scale);
  const { encoded, precision } = await encodePlans(slide, manifest, [both.coarse, both.fine], tools);
  const [low, high] = encoded;
  if (!low || !high) throw new Error('two plans give two sets of features');
  const { maps, answer } = await tools.onBackEnd('head', ({ graphs, backEnd }) =>
    answerDsca(
      graphs,
      manifest,
      { plan: both, low: low.features, high: high.features },
      {
        limits: backEnd.limits,
        signal,
        onStep(step, steps) {
          onProgress({ stage: 'head', step, steps });
        },
      },
    ),
  );
  const patches = both.coarse.column.length + both.fine.column.length;
  return {
    patches: patchRects(plan),
    maps,
    answer,
    // How much was enlarged is told of the finer patches: the coarser ones are averaged from the same pixels.
    plan: { ...plan, scale, enlargement: both.fine.enlargement },
    mask,
    holes: new Set([...holes, ...low.holes, ...high.holes]),
    encodedNow: patches - low.reused - high.reused,
    precision,
    seed: null,
  };
}
