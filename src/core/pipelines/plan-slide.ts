import { FoveaError } from '#core/errors/fovea-error.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { finestSpacing } from '#core/model/patch-scale.ts';
import { enlargementTo, planPatches } from '#core/patches/plan-patches.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { DEFAULT_TISSUE_PARAMETERS, maskGeometry, tissueMask } from '#core/tissue/tissue-mask.ts';
import type { MaskGeometry, TissueMask, TissueParameters } from '#core/tissue/tissue-mask.ts';
import type { PatchReader } from './ports.ts';
import { readInStrips } from './read-in-strips.ts';
import type { Cancellation } from './head-ports.ts';

/** Rows of the mask read in one request, so that the pixels behind them stay a few megabytes whatever the slide. */
const STRIP_ROWS = 128;

export interface SlidePlanRequest {
  readonly slide: { readonly name: string; readonly width: number; readonly height: number; readonly spacing: Spacing };
  readonly model: Pick<ModelManifest, 'patch_size_pixels' | 'spacing_um_px' | 'tissue' | 'order' | 'head'>;
  readonly tissue?: Partial<TissueParameters>;
  readonly read: PatchReader;
  readonly signal?: Cancellation;
}

export interface SlidePlan {
  readonly mask: TissueMask;
  readonly plan: PatchPlan;
  /** Names of the damaged tiles met while reading the overview. */
  readonly holes: ReadonlySet<string>;
}

/**
 * Tissue mask and patch plan of a slide; of a two-scale model the plan of its coarser patches, on a slide fine enough for the finer.
 *
 * @throws FoveaError `run/slide-too-coarse` (before anything is read), `run/no-tissue` where no cell holds enough of it
 */
export async function planSlide(request: SlidePlanRequest): Promise<SlidePlan> {
  const { slide, model } = request;
  enlargementTo(finestSpacing(model), slide.spacing);
  const { mask, holes } = await tissueOfSlide(request);
  const plan = planPatches({
    slide,
    modelSizePx: model.patch_size_pixels,
    modelSpacingUmPerPx: model.spacing_um_px,
    minCoverage: model.tissue.min_coverage,
    order: model.order,
    mask,
  });
  if (plan.column.length === 0)
    throw new FoveaError('run/no-tissue', { slide: slide.name, tissueShare: mask.tissueShare });
  return { mask, plan, holes };
}

/** Tissue mask of a slide, from an overview of it. */
export async function tissueOfSlide(
  request: Omit<SlidePlanRequest, 'model'>,
): Promise<Pick<SlidePlan, 'mask' | 'holes'>> {
  const parameters = { ...DEFAULT_TISSUE_PARAMETERS, ...request.tissue };
  const geometry = maskGeometry(request.slide, parameters.spacingUmPerPx);
  const { rgb, holes } = await readOverview(request.read, geometry, request.signal);
  return { mask: tissueMask(rgb, geometry, parameters), holes };
}

/** uint8 RGB `[height, width, 3]` of the whole slide, read in strips. */
function readOverview(
  read: PatchReader,
  { width, height, extent }: MaskGeometry,
  signal: Cancellation | undefined,
): Promise<{ rgb: Uint8Array<ArrayBuffer>; holes: ReadonlySet<string> }> {
  return readInStrips({ read, rect: extent, width, height, rowsAtOnce: STRIP_ROWS, ...(signal ? { signal } : {}) });
}
