import { meanSpacing } from '#core/geometry/spacing.ts';
import { MAX_ENLARGEMENT } from '#core/patches/plan-patches.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import { finestSpacing } from '#core/model/patch-scale.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { spacingInUse, type OpenSlide } from './slides-store.ts';

/** Whether a model can be run on a slide, and if not, why. */
export type ModelFit =
  | { readonly kind: 'no-spacing' }
  /** No spacing is known, and the model can take pixels as they are: one of the slide's as one of its own. */
  | { readonly kind: 'as-pixels'; readonly modelUmPerPx: number }
  | { readonly kind: 'too-coarse'; readonly slideUmPerPx: number; readonly modelUmPerPx: number }
  /** `enlargement` > 1: the slide is a little coarser than the model wants and will be enlarged by that factor. */
  | {
      readonly kind: 'fits';
      readonly slideUmPerPx: number;
      readonly modelUmPerPx: number;
      readonly enlargement: number;
    };

export function modelFit(
  slide: OpenSlide,
  manifest: Pick<ModelManifest, 'spacing_um_px' | 'architecture' | 'head'>,
): ModelFit {
  const inUse = spacingInUse(slide);
  if (!inUse)
    return takesPixels(manifest) ? { kind: 'as-pixels', modelUmPerPx: manifest.spacing_um_px } : { kind: 'no-spacing' };
  const slideUmPerPx = meanSpacing(inUse.spacing);
  // A model of two resolutions needs a slide that is fine enough for its finer patches.
  const modelUmPerPx = finestSpacing(manifest);
  const enlargement = slideUmPerPx / modelUmPerPx;
  // The same rounding allowance as the plan's own check.
  return enlargement > MAX_ENLARGEMENT * (1 + 1e-9)
    ? { kind: 'too-coarse', slideUmPerPx, modelUmPerPx }
    : { kind: 'fits', slideUmPerPx, modelUmPerPx, enlargement };
}

/** Attention sampling looks over any picture; models that cut tissue into patches have to know how large it is. */
function takesPixels({ architecture }: Pick<ModelManifest, 'architecture'>): boolean {
  return architecture === 'attention-sampling';
}

/** The spacing that a run goes by and who states it; null where there is none that this model could go by. */
export function spacingForRun(
  slide: OpenSlide,
  manifest: Pick<ModelManifest, 'spacing_um_px' | 'architecture'>,
): { readonly spacing: Spacing; readonly statedBy: 'metadata' | 'user' | 'model' } | null {
  const inUse = spacingInUse(slide);
  if (inUse || !takesPixels(manifest)) return inUse;
  const umPerPx = manifest.spacing_um_px;
  return { spacing: { xUmPerPx: umPerPx, yUmPerPx: umPerPx }, statedBy: 'model' };
}
