import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOfRects } from '#core/heatmap/patch-grid.ts';
import { patchRect } from './patch-plan.ts';
import type { PatchPlan } from './patch-plan.ts';
import { planPatches } from './plan-patches.ts';
import { finePatches, patchRects, twoScalePlan } from './two-scale-plan.ts';

const SCALE = 4;
const allTissue = (width: number, height: number) => ({
  width: 1,
  height: 1,
  data: Uint8Array.of(1),
  extent: { x: 0, y: 0, width, height },
  threshold: 15,
  tissueShare: 1,
  parameters: { spacingUmPerPx: 8, closeHolesUm2: 0, dropSpecksUm2: 0, saturationThreshold: null },
});

function planned(options: {
  um: number;
  width: number;
  height: number;
  order?: 'y-outer' | 'x-outer';
  sizePx?: number;
  modelUm?: number;
}): PatchPlan {
  const { um, width, height, order = 'y-outer', sizePx = 256, modelUm = 2 } = options;
  return planPatches({
    slide: { width, height, spacing: { xUmPerPx: um, yUmPerPx: um } },
    modelSizePx: sizePx,
    modelSpacingUmPerPx: modelUm,
    minCoverage: 0,
    order,
    mask: allTissue(width, height),
  });
}

const slide = fc.record({
  um: fc.double({ min: 0.1, max: 0.65, noNaN: true }),
  width: fc.integer({ min: 1, max: 20_000 }),
  height: fc.integer({ min: 1, max: 20_000 }),
  order: fc.constantFrom('y-outer' as const, 'x-outer' as const),
});

describe('a two-scale plan', () => {
  it('divides every coarse patch into sixteen, row by row inside it, whatever the order of the coarse ones', () => {
    fc.assert(
      fc.property(slide, (options) => {
        const coarse = planned(options);
        const { fine } = twoScalePlan(coarse, SCALE);
        expect(fine.column.length).toBe(coarse.column.length * 16);
        for (const [i, column] of coarse.column.entries()) {
          const row = coarse.row[i] ?? NaN;
          const cells = Array.from({ length: 16 }, (_, k) => [fine.column[i * 16 + k], fine.row[i * 16 + k]]);
          expect(cells).toEqual([0, 1, 2, 3].flatMap((y) => [0, 1, 2, 3].map((x) => [column * 4 + x, row * 4 + y])));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('divides exactly: parts meet each other and the coarse patch within a rounding, and start where it starts', () => {
    fc.assert(
      fc.property(slide, (options) => {
        const coarse = planned(options);
        const { fine } = twoScalePlan(coarse, SCALE);
        expect(fine.stepPx * SCALE).toBe(coarse.stepPx);
        for (let i = 0; i < coarse.column.length; i++) {
          const whole = patchRect(coarse, i);
          const first = patchRect(fine, i * 16);
          expect([first.x, first.y]).toEqual([whole.x, whole.y]);
          const last = patchRect(fine, i * 16 + 15);
          expect(Math.abs(last.x + last.width - whole.x - whole.width)).toBeLessThanOrEqual(2);
          for (const k of [1, 2, 3]) {
            const before = patchRect(fine, i * 16 + k - 1);
            expect(Math.abs(before.x + before.width - patchRect(fine, i * 16 + k).x)).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has the very grid of a one-scale model at the finer spacing, so that features are shared', () => {
    fc.assert(
      fc.property(slide, fc.integer({ min: 128, max: 512 }), (options, sizePx) => {
        const { fine } = twoScalePlan(planned({ ...options, sizePx }), SCALE);
        const alone = planned({ ...options, sizePx, modelUm: 0.5 });
        expect(fine.stepPx).toBe(alone.stepPx);
        expect(fine.sizePx).toBe(alone.sizePx);
        expect(fine.enlargement).toBeCloseTo(alone.enlargement, 12);
        const here = new Set(Array.from(fine.column, (column, i) => `${column},${fine.row[i] ?? NaN}`));
        const missing = Array.from(alone.column, (column, i) => `${column},${alone.row[i] ?? NaN}`).filter(
          (cell) => !here.has(cell),
        );
        expect(missing).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the parts that lie off the slide', () => {
    const { fine } = twoScalePlan(planned({ um: 0.5, width: 1100, height: 100 }), SCALE);
    expect(fine.column.length).toBe(32);
    expect(patchRect(fine, 31)).toEqual({ x: 1792, y: 768, width: 256, height: 256 });
  });

  it('is found again from the corners of a result', () => {
    fc.assert(
      fc.property(slide, (options) => {
        const coarse = planned(options);
        const { fine } = twoScalePlan(coarse, SCALE);
        expect(finePatches(patchRects(coarse), { stepPx: coarse.stepPx, scale: SCALE })).toEqual(patchRects(fine));
      }),
      { numRuns: 40 },
    );
  });

  it('is drawn as two regular grids', () => {
    fc.assert(
      fc.property(slide, (options) => {
        const coarse = planned({ ...options, width: options.width + 3000, height: options.height + 3000 });
        const { fine } = twoScalePlan(coarse, SCALE);
        for (const plan of [coarse, fine]) {
          const grid = gridOfRects(patchRects(plan));
          expect(grid).toMatchObject({ kind: 'regular', columns: plan.columns, rows: plan.rows });
        }
      }),
      { numRuns: 20 },
    );
  });
});
