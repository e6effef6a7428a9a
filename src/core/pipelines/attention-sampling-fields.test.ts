import { describe, expect, it } from 'vitest';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { gridOfPlan, gridOfRects } from '#core/heatmap/patch-grid.ts';
import { patchRect } from '#core/patches/patch-plan.ts';
import { DEFAULT_TISSUE_PARAMETERS } from '#core/tissue/tissue-mask.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';
import { fieldOfRegion, fieldRect, fieldsAgain, fieldsOfTissue } from './attention-sampling-fields.ts';

const model = {
  patch_size_pixels: 16,
  spacing_um_px: 1,
  tissue: { min_coverage: 0.5 },
  head: {
    architecture: 'attention-sampling' as const,
    classes: 2,
    step_pixels: 5,
    samples: 5,
    sharpness: 3,
    image_pixels: { width: 103, height: 62 },
    graphs: {},
  },
};

const slideOf = (width: number, height: number, um: number) => ({
  name: 'drawn.tif',
  width,
  height,
  spacing: { xUmPerPx: um, yUmPerPx: um },
});

const code = (error: unknown) => (error as { code?: string }).code;
const codeOf = (job: () => unknown) => {
  try {
    job();
  } catch (error) {
    return code(error);
  }
  return null;
};

describe('fieldOfRegion', () => {
  it('is the part on the slide, in whole pixels, at the model’s spacing', () => {
    const plan = fieldOfRegion(slideOf(1000, 800, 0.5), model, level0Rect(900.4, -20, 300, 200.2));
    expect(fieldRect(plan, 0)).toEqual({ x: 900, y: 0, width: 100, height: 180 });
    expect(plan.image).toEqual({ width: 50, height: 90 });
    expect(plan.places).toEqual({ columns: 10, rows: 18 });
    expect(plan.plan).toMatchObject({ columns: 1, rows: 1, modelSizePx: 50, enlargement: 0.5 });
    expect(plan.grid).toEqual({ originX: 900, originY: 0, stepX: 10, stepY: 10 });
  });

  it('refuses what is too small, too large, too coarse or off the slide', () => {
    const rect = level0Rect(0, 0, 400, 400);
    const region = (um: number, of = rect) => codeOf(() => fieldOfRegion(slideOf(100_000, 100_000, um), model, of));
    expect(region(0.5)).toBeNull();
    expect(region(1.3)).toBeNull();
    expect(region(1.31)).toBe('run/slide-too-coarse');
    expect(region(0.5, level0Rect(0, 0, 30, 400))).toBe('run/image-too-small');
    expect(region(0.5, level0Rect(0, 0, 31, 400))).toBeNull();
    expect(region(0.5, level0Rect(-900, 0, 400, 400))).toBe('run/image-too-small');
    const side = Math.sqrt(SAMPLING_LIMITS.imagePixels);
    expect(region(1, level0Rect(0, 0, side, side))).toBeNull();
    expect(region(1, level0Rect(0, 0, side + 1, side))).toBe('run/image-too-large');
  });
});

/** Tissue in the left half. */
function halfMask(width: number, height: number): TissueMask {
  const data = Uint8Array.from({ length: 200 * 100 }, (_, i) => (i % 200 < 100 ? 1 : 0));
  const extent = level0Rect(0, 0, width, height);
  const parameters = DEFAULT_TISSUE_PARAMETERS;
  return { extent, width: 200, height: 100, data, parameters, threshold: 15, tissueShare: 0.5 };
}

describe('fieldsOfTissue', () => {
  const slide = slideOf(2000, 1000, 0.7);
  const plan = fieldsOfTissue(slide, model, halfMask(2000, 1000));
  const rects = Array.from(plan.plan.column, (_, i) => fieldRect(plan, i));

  it('keeps fields of the training size that hold enough tissue, row by row from (0, 0)', () => {
    expect(plan.image).toEqual({ width: 103, height: 62 });
    expect(plan.places).toEqual({ columns: 20, rows: 12 });
    expect(rects[0]).toEqual({ x: 0, y: 0, width: Math.round(103 / 0.7), height: Math.round(62 / 0.7) });
    expect(rects[1]).toMatchObject({ x: Math.round(100 / 0.7), y: 0 });
    // 1000 px of tissue, fields 143 px apart and 147 px wide: the one from 1000 on has none, the one from 857 to 1004 nearly all.
    const columns = new Set(plan.plan.column);
    expect(Math.max(...columns)).toBe(6);
    expect(plan.plan.rows).toBe(Math.ceil(1000 / (60 / 0.7)));
    expect(rects).toHaveLength(7 * plan.plan.rows);
  });

  it('is a plan that can be shown: the same rectangles, one grid', () => {
    expect(Array.from(plan.plan.column, (_, i) => patchRect(plan.plan, i))).toEqual(rects);
    const grid = gridOfPlan(plan.plan);
    expect(grid).toMatchObject({ stepX: 100 / 0.7, stepY: 60 / 0.7, columns: 7 });
  });

  it('has the places of all fields on one grid without gaps', () => {
    const { grid, places } = plan;
    expect(grid.stepX * places.columns).toBeCloseTo(plan.plan.stepPx, 9);
    expect(grid.stepY * places.rows).toBeCloseTo(plan.plan.stepYPx ?? NaN, 9);
    const cells = Array.from({ length: 40 * 3 }, (_, i) =>
      level0Rect(
        Math.round((i % 40) * grid.stepX),
        Math.round(Math.floor(i / 40) * grid.stepY),
        Math.round(grid.stepX),
        Math.round(grid.stepY),
      ),
    );
    expect(gridOfRects(cells).kind).toBe('regular');
  });

  it('is found again from its rectangles, and from no others', () => {
    const again = (fields: readonly Level0Rect[]) => () => fieldsAgain(slide, model, 'tissue', fields);
    expect(again(rects)()).toEqual(plan);
    const [first = level0Rect(0, 0, 1, 1)] = rects;
    expect(again([...rects, first])).toThrow(RangeError);
    expect(again([{ ...first, x: first.x + 1 }])).toThrow(RangeError);
    const beside = Math.round(plan.plan.columns * plan.plan.stepPx);
    expect(again([{ ...first, x: beside }])).toThrow(RangeError);
    expect(again([])).toThrow(RangeError);
  });

  it('refuses a slide without tissue and one with absurdly many fields', () => {
    const empty = { ...halfMask(2000, 1000), data: new Uint8Array(20_000), tissueShare: 0 };
    expect(codeOf(() => fieldsOfTissue(slide, model, empty))).toBe('run/no-tissue');
    const fine = slideOf(200_000, 100_000, 0.7);
    expect(codeOf(() => fieldsOfTissue(fine, model, halfMask(200_000, 100_000)))).toBe('run/out-of-memory');
  });
});
