import { FoveaError } from '#core/errors/fovea-error.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import { meanSpacing } from '#core/geometry/spacing.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { coverageOf } from './coverage.ts';
import type { PatchPlan } from './patch-plan.ts';

/** A slide may be a little too coarse for a model: its pixels are enlarged up to this factor; beyond, the run is refused. */
export const MAX_ENLARGEMENT = 1.3;

/** Bound on grid cells; 200,000 × 200,000 px in patches of 100 px stay within it. */
const MAX_CELLS = 4_000_000;

export interface PatchPlanRequest {
  readonly slide: { readonly width: number; readonly height: number; readonly spacing: Spacing };
  /** Side of the model's patch, px, and its spacing. */
  readonly modelSizePx: number;
  readonly modelSpacingUmPerPx: number;
  /** A cell is kept where at least this share of it is tissue, 0..1. */
  readonly minCoverage: number;
  readonly order: 'y-outer' | 'x-outer';
  readonly mask: TissueMask;
}

/**
 * Lays the model's grid over a slide and keeps the cells that hold enough tissue.
 *
 * The grid starts at level-0 (0, 0); cells at the right and lower edge may stick out of the slide (white there, and counted as
 * glass). Slides whose pixels are not square are cut by the mean of both spacings.
 *
 * @throws FoveaError `run/slide-too-coarse` beyond {@link MAX_ENLARGEMENT}; `run/out-of-memory` for an absurdly fine grid
 */
export function planPatches(request: PatchPlanRequest): PatchPlan {
  const { slide, mask, modelSizePx, modelSpacingUmPerPx, minCoverage } = request;
  const enlargement = enlargementTo(modelSpacingUmPerPx, slide.spacing);
  const stepPx = modelSizePx / enlargement;
  const columns = cellsAlong(slide.width, stepPx);
  const rows = cellsAlong(slide.height, stepPx);
  if (columns * rows > MAX_CELLS)
    throw new FoveaError('run/out-of-memory', { what: `a grid of ${columns} × ${rows} patches` });

  const sizePx = Math.round(stepPx);
  const coverage = coverageOf(mask);
  const column: number[] = [];
  const row: number[] = [];
  const consider = (c: number, r: number) => {
    const share = coverage.share(level0Rect(Math.round(c * stepPx), Math.round(r * stepPx), sizePx, sizePx));
    // Sums of areas carry rounding; a cell that is exactly at the limit is kept. A cell without any tissue never is.
    if (share <= 0 || share < minCoverage - 1e-9) return;
    column.push(c);
    row.push(r);
  };
  if (request.order === 'y-outer') for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) consider(c, r);
  else for (let c = 0; c < columns; c++) for (let r = 0; r < rows; r++) consider(c, r);
  return {
    stepPx,
    columns,
    rows,
    sizePx,
    modelSizePx,
    modelSpacingUmPerPx,
    column: Int32Array.from(column),
    row: Int32Array.from(row),
    enlargement,
  };
}

/**
 * Factor by which a slide's pixels are enlarged to reach a model's spacing; below 1 they are averaged down.
 *
 * @throws FoveaError `run/slide-too-coarse` beyond {@link MAX_ENLARGEMENT}
 */
export function enlargementTo(modelUmPerPx: number, slideSpacing: Spacing): number {
  const slideUmPerPx = meanSpacing(slideSpacing);
  if (slideUmPerPx / modelUmPerPx > MAX_ENLARGEMENT * (1 + 1e-9))
    throw new FoveaError('run/slide-too-coarse', { slideUmPerPx, modelUmPerPx, maxEnlargement: MAX_ENLARGEMENT });
  return slideUmPerPx / modelUmPerPx;
}

/** Cells needed to cover a length; a last cell of which less than a whole pixel would lie on the slide is left off. */
export function cellsAlong(lengthPx: number, stepPx: number): number {
  let cells = Math.max(1, Math.ceil(lengthPx / stepPx));
  while (cells > 1 && Math.round((cells - 1) * stepPx) >= lengthPx) cells--;
  return cells;
}
