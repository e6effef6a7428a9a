import type { ManifestOf } from '#core/model/manifest.ts';
import { patchRect } from '#core/patches/patch-plan.ts';
import { planSlide } from '#core/pipelines/plan-slide.ts';
import { answerTdaMil } from '#core/pipelines/tda-mil.ts';
import type { RunRequest } from './contract.ts';
import { encodePlans } from './run-encoding.ts';
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
  const { encoded: all, precision } = await encodePlans(slide, manifest, [plan], tools);
  const [encoded] = all;
  if (!encoded) throw new Error('one plan gives one set of features');
  const { maps, answer } = await tools.onBackEnd('head', ({ graphs, backEnd }) =>
    answerTdaMil(graphs, manifest, encoded.features, {
      limits: backEnd.limits,
      signal,
      onStep(step, steps) {
        onProgress({ stage: 'head', step, steps });
      },
    }),
  );
  const n = plan.column.length;
  return {
    patches: Array.from({ length: n }, (_, i) => patchRect(plan, i)),
    maps,
    answer,
    plan,
    mask,
    holes: new Set([...holes, ...encoded.holes]),
    encodedNow: n - encoded.reused,
    precision,
    seed: null,
  };
}
