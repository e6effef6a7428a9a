import { FoveaError } from '#core/errors/fovea-error.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect, Spacing } from '#core/geometry/frames.ts';
import { isSameRect } from '#core/geometry/same-rects.ts';
import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';
import { coverageOf } from '#core/patches/coverage.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { cellsAlong, enlargementTo } from '#core/patches/plan-patches.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import type { PlaceGrid } from './attention-sampling-map.ts';
import { gridOfPlaces } from './attention-sampling-places.ts';
import type { SamplingModel } from './attention-sampling.ts';

interface SlideGeometry {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly spacing: Spacing;
}

/** Images of one size that a run looks over one after the other. */
export interface FieldPlan {
  /**
   * The fields as a plan's patches: step, size (level-0 px) and number along x and, where they differ, along y; `modelSizePx` is the
   * width of a field at the model's spacing. A region is a plan of one field, which begins at `origin`.
   */
  readonly plan: PatchPlan;
  readonly origin: { readonly x: number; readonly y: number };
  /** Size of a field at the model's spacing, px. */
  readonly image: { readonly width: number; readonly height: number };
  /** Places along each side of a field. */
  readonly places: { readonly columns: number; readonly rows: number };
  /** Where the places of all fields lie: field (column, row) begins at place (column · places.columns, row · places.rows). */
  readonly grid: PlaceGrid;
}

type FieldModel = SamplingModel & { readonly spacing_um_px: number };

/** Level-0 px of field i, whole numbers. */
export function fieldRect({ plan, origin }: FieldPlan, i: number): Level0Rect {
  const column = plan.column[i];
  const row = plan.row[i];
  if (column === undefined || row === undefined) throw new RangeError(`field ${i} of ${plan.column.length}`);
  return level0Rect(
    origin.x + Math.round(column * plan.stepPx),
    origin.y + Math.round(row * (plan.stepYPx ?? plan.stepPx)),
    plan.sizePx,
    plan.sizeYPx ?? plan.sizePx,
  );
}

/**
 * The part of a rectangle that lies on the slide, as one field.
 *
 * @throws FoveaError `run/slide-too-coarse`; `run/image-too-large` beyond the pixels of {@link SAMPLING_LIMITS}, `run/image-too-small` below one
 *   patch or one place
 */
export function fieldOfRegion(slide: SlideGeometry, model: FieldModel, rect: Level0Rect): FieldPlan {
  const enlargement = enlargementTo(model.spacing_um_px, slide.spacing);
  const x = Math.max(0, Math.round(rect.x));
  const y = Math.max(0, Math.round(rect.y));
  const size = {
    width: Math.max(0, Math.min(slide.width, Math.round(rect.x + rect.width)) - x),
    height: Math.max(0, Math.min(slide.height, Math.round(rect.y + rect.height)) - y),
  };
  const image = { width: Math.round(size.width * enlargement), height: Math.round(size.height * enlargement) };
  const least = Math.max(model.patch_size_pixels, model.head.step_pixels);
  if (image.width < least || image.height < least)
    throw new FoveaError('run/image-too-small', { ...image, leastPx: least, umPerPx: model.spacing_um_px });
  if (image.width * image.height > SAMPLING_LIMITS.imagePixels)
    throw new FoveaError('run/image-too-large', {
      ...image,
      maxPixels: SAMPLING_LIMITS.imagePixels,
      umPerPx: model.spacing_um_px,
    });
  return {
    plan: {
      stepPx: size.width,
      sizePx: size.width,
      stepYPx: size.height,
      sizeYPx: size.height,
      columns: 1,
      rows: 1,
      modelSizePx: image.width,
      modelSpacingUmPerPx: model.spacing_um_px,
      column: Int32Array.of(0),
      row: Int32Array.of(0),
      enlargement,
    },
    origin: { x, y },
    image,
    places: gridOfPlaces(image, model.head.step_pixels),
    grid: {
      originX: x,
      originY: y,
      stepX: (model.head.step_pixels * size.width) / image.width,
      stepY: (model.head.step_pixels * size.height) / image.height,
    },
  };
}

/**
 * Divides tissue into fields of the size that the model was trained on, row by row from level-0 (0, 0); a field stays where at least
 * `min_coverage` of it is tissue. Neighbouring fields overlap by what their size exceeds a multiple of the step (less than one
 * step), so that the places of all of them lie on one grid. What sticks out of the slide is white.
 *
 * @throws FoveaError `run/slide-too-coarse`; `run/no-tissue`; `run/out-of-memory` beyond the fields of {@link SAMPLING_LIMITS}
 */
export function fieldsOfTissue(
  slide: SlideGeometry,
  model: FieldModel & { readonly tissue: { readonly min_coverage: number } },
  mask: TissueMask,
): FieldPlan {
  const grid = fieldGrid(slide, model);
  const { stepPx, stepYPx, columns, rows } = grid.base;
  const coverage = coverageOf(mask);
  const column: number[] = [];
  const row: number[] = [];
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const rect = level0Rect(Math.round(c * stepPx), Math.round(r * stepYPx), grid.base.sizePx, grid.base.sizeYPx);
      const share = coverage.share(rect);
      // As with patches: sums of areas carry rounding, and a field without any tissue never counts.
      if (share <= 0 || share < model.tissue.min_coverage - 1e-9) continue;
      if (column.length === SAMPLING_LIMITS.fields)
        throw new FoveaError('run/out-of-memory', { what: `more than ${SAMPLING_LIMITS.fields} fields` });
      column.push(c);
      row.push(r);
    }
  if (column.length === 0) throw new FoveaError('run/no-tissue', { slide: slide.name, tissueShare: mask.tissueShare });
  return planOn(grid, Int32Array.from(column), Int32Array.from(row));
}

/**
 * The fields that a result is of, found again from their corners, which are rounded cells of the grid.
 *
 * @param fields level-0 rectangles, as {@link fieldRect} gave them; of a region or a whole image the one that there is
 * @throws RangeError where they are not fields of this model on this slide, each once
 */
export function fieldsAgain(
  slide: SlideGeometry,
  model: FieldModel,
  scope: 'region' | 'tissue' | 'whole-image',
  fields: readonly Level0Rect[],
): FieldPlan {
  const [first] = fields;
  if (!first) throw new RangeError('a result without fields');
  const grid = fieldGrid(slide, model);
  const plan =
    scope === 'tissue'
      ? planOn(
          grid,
          Int32Array.from(fields, ({ x }) => Math.round(x / grid.base.stepPx)),
          Int32Array.from(fields, ({ y }) => Math.round(y / grid.base.stepYPx)),
        )
      : fieldOfRegion(slide, model, first);
  const { columns, rows, column, row } = plan.plan;
  const known = new Set<number>();
  for (const [i, told] of fields.entries()) {
    const [c = NaN, r = NaN] = [column[i], row[i]];
    const isOnGrid = c >= 0 && r >= 0 && c < columns && r < rows;
    if (!isOnGrid || known.has(r * columns + c) || !isSameRect(fieldRect(plan, i), told))
      throw new RangeError(`field ${i} is none of this model on this slide, or there twice`);
    known.add(r * columns + c);
  }
  return plan;
}

/** The grid of fields over a whole slide. */
function fieldGrid(slide: SlideGeometry, model: FieldModel) {
  const enlargement = enlargementTo(model.spacing_um_px, slide.spacing);
  const { image_pixels: image, step_pixels } = model.head;
  const places = gridOfPlaces(image, step_pixels);
  const stepPx = (places.columns * step_pixels) / enlargement;
  const stepYPx = (places.rows * step_pixels) / enlargement;
  const base = {
    stepPx,
    stepYPx,
    sizePx: Math.round(image.width / enlargement),
    sizeYPx: Math.round(image.height / enlargement),
    columns: cellsAlong(slide.width, stepPx),
    rows: cellsAlong(slide.height, stepYPx),
    modelSizePx: image.width,
    modelSpacingUmPerPx: model.spacing_um_px,
    enlargement,
  };
  return { base, image, places, stepLevel0Px: step_pixels / enlargement };
}

function planOn(
  { base, image, places, stepLevel0Px }: ReturnType<typeof fieldGrid>,
  column: Int32Array<ArrayBuffer>,
  row: Int32Array<ArrayBuffer>,
): FieldPlan {
  return {
    plan: { ...base, column, row },
    origin: { x: 0, y: 0 },
    image,
    places,
    grid: { originX: 0, originY: 0, stepX: stepLevel0Px, stepY: stepLevel0Px },
  };
}
