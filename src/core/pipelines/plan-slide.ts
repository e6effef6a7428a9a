import { FoveaError } from '#core/errors/fovea-error.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { MAX_ENLARGEMENT, planPatches } from '#core/patches/plan-patches.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { DEFAULT_TISSUE_PARAMETERS, maskGeometry, tissueMask } from '#core/tissue/tissue-mask.ts';
import type { MaskGeometry, TissueMask, TissueParameters } from '#core/tissue/tissue-mask.ts';
import { meanSpacing } from '#core/geometry/spacing.ts';
import type { PatchReader } from './ports.ts';
import type { Cancellation } from './head-ports.ts';

/** Rows of the mask read in one request, so that the pixels behind them stay a few megabytes whatever the slide. */
const STRIP_ROWS = 128;

export interface SlidePlanRequest {
  readonly slide: { readonly name: string; readonly width: number; readonly height: number; readonly spacing: Spacing };
  readonly model: Pick<ModelManifest, 'patch_size_pixels' | 'spacing_um_px' | 'tissue' | 'order'>;
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
 * Tissue mask and patch plan of a slide.
 *
 * @throws FoveaError `run/slide-too-coarse` (before anything is read), `run/no-tissue` where no cell holds enough of it
 */
export async function planSlide(request: SlidePlanRequest): Promise<SlidePlan> {
  const { slide, model } = request;
  const slideUmPerPx = meanSpacing(slide.spacing);
  if (slideUmPerPx / model.spacing_um_px > MAX_ENLARGEMENT * (1 + 1e-9))
    throw new FoveaError('run/slide-too-coarse', {
      slideUmPerPx,
      modelUmPerPx: model.spacing_um_px,
      maxEnlargement: MAX_ENLARGEMENT,
    });
  const parameters = { ...DEFAULT_TISSUE_PARAMETERS, ...request.tissue };
  const geometry = maskGeometry(slide, parameters.spacingUmPerPx);
  const { rgb, holes } = await readOverview(request.read, geometry, request.signal);
  const mask = tissueMask(rgb, geometry, parameters);
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

/** uint8 RGB `[height, width, 3]` of the whole slide, read in strips. */
async function readOverview(
  read: PatchReader,
  { width, height, extent }: MaskGeometry,
  signal: Cancellation | undefined,
): Promise<{ rgb: Uint8Array<ArrayBuffer>; holes: ReadonlySet<string> }> {
  const rgb = new Uint8Array(width * height * 3);
  const pxPerRow = extent.height / height;
  const holes = new Set<string>();
  for (let from = 0; from < height; from += STRIP_ROWS) {
    signal?.throwIfAborted();
    const rows = Math.min(STRIP_ROWS, height - from);
    const strip = await read({
      rects: [level0Rect(extent.x, extent.y + from * pxPerRow, extent.width, rows * pxPerRow)],
      outWidthPx: width,
      outHeightPx: rows,
    });
    rgb.set(strip.pixels, from * width * 3);
    for (const hole of strip.holes) holes.add(hole);
  }
  return { rgb, holes };
}
