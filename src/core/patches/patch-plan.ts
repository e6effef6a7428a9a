import type { Level0Rect } from '#core/geometry/frames.ts';

/** Where a model's patches lie on a slide. Lists are parallel and in the bundle's order (row by row by default). */
export interface PatchPlan {
  /** Level-0 px between neighbouring cells: patch size × model spacing / slide spacing, not rounded. */
  readonly stepPx: number;
  readonly columns: number;
  readonly rows: number;
  /** Patch size in level-0 px, whole: round(step). */
  readonly sizePx: number;
  /** The same down the slide, where patches are not square (fields of attention sampling); absent where they are. */
  readonly stepYPx?: number;
  readonly sizeYPx?: number;
  /** Size the model takes, px. */
  readonly modelSizePx: number;
  readonly modelSpacingUmPerPx: number;
  /** int32 `[n]`: grid column and row of each patch; its corner is (round(column·step), round(row·step)). */
  readonly column: Int32Array<ArrayBuffer>;
  readonly row: Int32Array<ArrayBuffer>;
  /** Factor by which slide pixels are enlarged to reach the model's size; ≤ 1 when they are averaged down. */
  readonly enlargement: number;
}

/** Level-0 rectangle of patch i; whole numbers. */
export function patchRect(plan: PatchPlan, i: number): Level0Rect {
  const column = plan.column[i];
  const row = plan.row[i];
  if (column === undefined || row === undefined) throw new RangeError(`patch ${i} of ${plan.column.length}`);
  return {
    x: Math.round(column * plan.stepPx),
    y: Math.round(row * (plan.stepYPx ?? plan.stepPx)),
    width: plan.sizePx,
    height: plan.sizeYPx ?? plan.sizePx,
  };
}
