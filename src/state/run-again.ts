import { modelDifference } from '#core/result/compare-results.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { spacingForRun } from './model-fit.ts';
import type { ModelsState } from './models-store.ts';
import type { OpenSlide } from './slides-store.ts';

/** Whether a result that came from elsewhere can be run again here. */
export type RunAgainCheck =
  /** `model`: what is different about the model here; the run goes on all the same, and its difference says so too. */
  | { readonly kind: 'ready'; readonly model: 'none' | 'version' | 'files'; readonly versionHere: string }
  | { readonly kind: 'no-model' }
  /** The slide goes by another spacing here than in the shared run: patches would lie elsewhere. Null where it has none here. */
  | { readonly kind: 'other-spacing'; readonly sharedUmPerPx: number; readonly hereUmPerPx: number | null };

export function runAgainCheck(
  slide: OpenSlide,
  { run }: Pick<RunResult, 'run'>,
  models: Pick<ModelsState, 'byId'>,
): RunAgainCheck {
  const model = models.byId[run.bundle.id];
  if (!model) return { kind: 'no-model' };
  const spacing = spacingForRun(slide, model.manifest)?.spacing ?? null;
  const { spacingXUmPerPx, spacingYUmPerPx } = run.slide;
  const isSame =
    spacing !== null && isClose(spacing.xUmPerPx, spacingXUmPerPx) && isClose(spacing.yUmPerPx, spacingYUmPerPx);
  if (!isSame) return { kind: 'other-spacing', sharedUmPerPx: spacingXUmPerPx, hereUmPerPx: spacing?.xUmPerPx ?? null };
  const { version, files } = model.manifest;
  return { kind: 'ready', model: modelDifference(run.bundle, { version, files }), versionHere: version };
}

/** As a spacing may have been rounded on its way through a file. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(a, b);
}
