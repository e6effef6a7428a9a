import { meanSpacing } from '#core/geometry/spacing.ts';
import { MAX_ENLARGEMENT } from '#core/patches/plan-patches.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { spacingInUse, type OpenSlide } from './slides-store.ts';

/** Whether a model can be run on a slide, and if not, why. */
export type ModelFit =
  | { readonly kind: 'no-spacing' }
  | { readonly kind: 'too-coarse'; readonly slideUmPerPx: number; readonly modelUmPerPx: number }
  /** `enlargement` > 1: the slide is a little coarser than the model wants and will be enlarged by that factor. */
  | {
      readonly kind: 'fits';
      readonly slideUmPerPx: number;
      readonly modelUmPerPx: number;
      readonly enlargement: number;
    };

export function modelFit(slide: OpenSlide, manifest: Pick<ModelManifest, 'spacing_um_px'>): ModelFit {
  const inUse = spacingInUse(slide);
  if (!inUse) return { kind: 'no-spacing' };
  const slideUmPerPx = meanSpacing(inUse.spacing);
  const modelUmPerPx = manifest.spacing_um_px;
  const enlargement = slideUmPerPx / modelUmPerPx;
  // The same rounding allowance as the plan's own check.
  return enlargement > MAX_ENLARGEMENT * (1 + 1e-9)
    ? { kind: 'too-coarse', slideUmPerPx, modelUmPerPx }
    : { kind: 'fits', slideUmPerPx, modelUmPerPx, enlargement };
}
