import type { RunResult } from '#core/result/run-result.ts';
import type { Stores } from '#state/stores.ts';
import { askingObstacle } from '#state/what-if-view.ts';
import type { WhatIfSubject } from '#workers/inference/contract.ts';

/** What the worker is asked about a result; null where the slide was closed or the model cannot be asked. */
export function questionSubject(
  { slides, models }: Pick<Stores, 'slides' | 'models'>,
  slideId: string,
  result: RunResult,
): WhatIfSubject | null {
  const slide = slides.getState().byId[slideId]?.description;
  const model = models.getState().byId[result.run.bundle.id];
  if (!slide || !model || askingObstacle(result, model)) return null;
  // The spacing that the result was made with, whatever has been stated since.
  const { spacingXUmPerPx, spacingYUmPerPx, spacingStatedBy } = result.run.slide;
  const { id, name, fingerprint, width, height } = slide;
  const spacing = { xUmPerPx: spacingXUmPerPx, yUmPerPx: spacingYUmPerPx };
  return {
    slide: { slideId: id, name, fingerprint, width, height, spacing, spacingStatedBy },
    bundle: { baseUrl: model.baseUrl, manifest: model.manifest },
    result,
  };
}
