import type { Level0Rect } from '#core/geometry/frames.ts';
import type { PatchPlan } from './patch-plan.ts';
import { patchRect } from './patch-plan.ts';

/** Two aligned grids: every coarse patch is divided exactly by `scale` × `scale` fine ones. */
export interface TwoScalePlan {
  readonly coarse: PatchPlan;
  /** The fine patches of coarse patch i are i·scale² … (i + 1)·scale² − 1, row by row inside it. */
  readonly fine: PatchPlan;
  readonly scale: number;
}

/**
 * Adds the finer grid to a plan. Its step is the coarse step / scale, not rounded, so a fine corner is round(column · step / scale) and the
 * first one of a coarse patch is that patch's own corner. It is the very step of a one-scale plan at the finer spacing (a scale that is
 * a power of two divides without rounding), so both can share features. What lies off the slide is kept: a coarse patch has all its parts.
 */
export function twoScalePlan(coarse: PatchPlan, scale: number): TwoScalePlan {
  const inside = scale ** 2;
  const n = coarse.column.length;
  const column = new Int32Array(n * inside);
  const row = new Int32Array(n * inside);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < inside; k++) {
      column[i * inside + k] = (coarse.column[i] ?? 0) * scale + (k % scale);
      row[i * inside + k] = (coarse.row[i] ?? 0) * scale + Math.floor(k / scale);
    }
  }
  const stepPx = coarse.stepPx / scale;
  const fine: PatchPlan = {
    stepPx,
    columns: coarse.columns * scale,
    rows: coarse.rows * scale,
    sizePx: Math.round(stepPx),
    modelSizePx: coarse.modelSizePx,
    modelSpacingUmPerPx: coarse.modelSpacingUmPerPx / scale,
    column,
    row,
    enlargement: coarse.enlargement * scale,
  };
  return { coarse, fine, scale };
}

/** Level-0 rectangles of all patches of a plan, in its order. */
export function patchRects(plan: PatchPlan): Level0Rect[] {
  return Array.from(plan.column, (_, i) => patchRect(plan, i));
}

/**
 * The fine patches behind a result's coarse ones, in the order of {@link TwoScalePlan}: found from corners, which are rounded cells.
 *
 * @param stepPx of the coarse grid
 */
export function finePatches(
  coarse: readonly Level0Rect[],
  { stepPx, scale }: { readonly stepPx: number; readonly scale: number },
): Level0Rect[] {
  const step = stepPx / scale;
  const size = Math.round(step);
  return coarse.flatMap(({ x, y }) => {
    const column = Math.round(x / stepPx) * scale;
    const row = Math.round(y / stepPx) * scale;
    return Array.from({ length: scale ** 2 }, (_, k) => ({
      x: Math.round((column + (k % scale)) * step),
      y: Math.round((row + Math.floor(k / scale)) * step),
      width: size,
      height: size,
    }));
  });
}
