import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { level0Rect } from '#core/geometry/frames.ts';
import { DEFAULT_TISSUE_PARAMETERS } from '#core/tissue/tissue-mask.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { coverageOf } from './coverage.ts';
import { patchRect } from './patch-plan.ts';
import { planPatches } from './plan-patches.ts';
import { visitingBlocks } from './visiting-order.ts';

function maskOf(slideWidth: number, slideHeight: number, width: number, height: number, bits: (i: number) => number) {
  const data = Uint8Array.from({ length: width * height }, (_, i) => bits(i));
  const mask: TissueMask = {
    extent: level0Rect(0, 0, slideWidth, slideHeight),
    width,
    height,
    data,
    parameters: DEFAULT_TISSUE_PARAMETERS,
    threshold: 15,
    tissueShare: data.reduce((a, b) => a + b, 0) / data.length,
  };
  return mask;
}

const plan = (mask: TissueMask, um: number, more: Partial<Parameters<typeof planPatches>[0]> = {}) =>
  planPatches({
    slide: { width: mask.extent.width, height: mask.extent.height, spacing: { xUmPerPx: um, yUmPerPx: um } },
    modelSizePx: 224,
    modelSpacingUmPerPx: 0.5,
    minCoverage: 0.5,
    order: 'y-outer',
    mask,
    ...more,
  });

describe('coverageOf', () => {
  it('equals the area counted mask pixel by mask pixel', () => {
    const size = fc.integer({ min: 1, max: 9 });
    const place = fc.double({ min: -20, max: 120, noNaN: true });
    const length = fc.double({ min: 0.5, max: 80, noNaN: true });
    fc.assert(
      fc.property(
        size,
        size,
        fc.array(fc.constantFrom(0, 1), { minLength: 81, maxLength: 81 }),
        place,
        place,
        length,
        length,
        (w, h, bits, x, y, width, height) => {
          const mask = maskOf(100, 70, w, h, (i) => bits[i] ?? 0);
          let area = 0;
          for (let j = 0; j < h; j++) {
            for (let i = 0; i < w; i++) {
              const overlapX = Math.min(x + width, ((i + 1) * 100) / w) - Math.max(x, (i * 100) / w);
              const overlapY = Math.min(y + height, ((j + 1) * 70) / h) - Math.max(y, (j * 70) / h);
              if (overlapX > 0 && overlapY > 0) area += (mask.data[j * w + i] ?? 0) * overlapX * overlapY;
            }
          }
          expect(coverageOf(mask).share(level0Rect(x, y, width, height))).toBeCloseTo(area / (width * height), 6);
        },
      ),
    );
  });
});

describe('planPatches', () => {
  const side = fc.integer({ min: 1, max: 30_000 });
  const spacing = fc.double({ min: 0.1, max: 0.65, noNaN: true });

  it('covers a slide that is all tissue without gaps or overlaps of more than a rounding', () => {
    fc.assert(
      fc.property(side, side, spacing, (width, height, um) => {
        const p = plan(
          maskOf(width, height, 3, 2, () => 1),
          um,
          { minCoverage: 0 },
        );
        expect(p.stepPx).toBeCloseTo((224 * 0.5) / um, 9);
        expect(p.column.length).toBe(p.columns * p.rows);
        expect(p.columns * p.stepPx).toBeGreaterThan(width - 1);
        for (let i = 0; i < p.column.length; i++) {
          const rect = patchRect(p, i);
          expect(rect.x).toBe(Math.round((p.column[i] ?? NaN) * p.stepPx));
          expect(rect.x).toBeLessThan(width);
          expect(rect.y).toBeLessThan(height);
          expect(Math.abs(rect.width - p.stepPx)).toBeLessThanOrEqual(0.5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keeps exactly the cells with enough tissue, row by row or column by column', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1), { minLength: 400, maxLength: 400 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (bits, minCoverage) => {
          const mask = maskOf(2000, 2000, 20, 20, (i) => bits[i] ?? 0);
          const rowMajor = plan(mask, 0.5, { minCoverage });
          const coverage = coverageOf(mask);
          const expected: string[] = [];
          for (let r = 0; r < rowMajor.rows; r++)
            for (let c = 0; c < rowMajor.columns; c++)
              if (coverage.share(level0Rect(c * 224, r * 224, 224, 224)) >= minCoverage - 1e-9)
                expected.push(`${c},${r}`);
          const cells = (p: typeof rowMajor) => [...p.column].map((c, i) => `${c},${p.row[i] ?? NaN}`);
          expect(cells(rowMajor)).toEqual(expected);
          const columnMajor = plan(mask, 0.5, { minCoverage, order: 'x-outer' });
          expect(cells(columnMajor).sort()).toEqual(expected.sort());
          const keys = [...columnMajor.column].map((c, i) => c * 1000 + (columnMajor.row[i] ?? NaN));
          expect(keys).toEqual([...keys].sort((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is empty where there is no tissue', () => {
    expect(
      plan(
        maskOf(1000, 1000, 10, 10, () => 0),
        0.5,
        { minCoverage: 0 },
      ).column.length,
    ).toBe(0);
  });

  it('enlarges up to 1.3 times and refuses a coarser slide with both spacings', () => {
    const mask = maskOf(1000, 1000, 10, 10, () => 1);
    expect(plan(mask, 0.65).enlargement).toBeCloseTo(1.3, 9);
    expect(plan(mask, 0.25).enlargement).toBeCloseTo(0.5, 9);
    expect(() => plan(mask, 0.66)).toThrow(
      expect.objectContaining({
        code: 'run/slide-too-coarse',
        context: { slideUmPerPx: 0.66, modelUmPerPx: 0.5, maxEnlargement: 1.3 },
      }),
    );
  });

  it('refuses an absurdly fine grid instead of filling memory', () => {
    const mask = maskOf(400_000, 400_000, 10, 10, () => 1);
    expect(() => plan(mask, 0.5, { modelSizePx: 8 })).toThrow(expect.objectContaining({ code: 'run/out-of-memory' }));
  });
});

describe('visitingBlocks', () => {
  const cells = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
    selector: ([c, r]) => `${c},${r}`,
    maxLength: 400,
  });
  const asPlan = (list: [number, number][]) => ({
    column: Int32Array.from(list, ([c]) => c),
    row: Int32Array.from(list, ([, r]) => r),
  });

  it('visits every patch once', () => {
    fc.assert(
      fc.property(cells, (list) => {
        const order = visitingBlocks(asPlan(list)).flat();
        expect(order.sort((a, b) => a - b)).toEqual(list.map((_, i) => i));
      }),
    );
  });

  it('is spread over the slide after an eighth of the way, and neighbours come together', () => {
    const list = Array.from({ length: 64 * 64 }, (_, i): [number, number] => [i % 64, Math.floor(i / 64)]);
    const order = visitingBlocks(asPlan(list)).flat();
    const quadrants = [0, 0, 0, 0];
    for (const i of order.slice(0, 512)) {
      const [c, r] = list[i] ?? [0, 0];
      const quadrant = (c >= 32 ? 1 : 0) + (r >= 32 ? 2 : 0);
      quadrants[quadrant] = (quadrants[quadrant] ?? 0) + 1;
    }
    expect(quadrants).toEqual([128, 128, 128, 128]);
    for (let start = 0; start < order.length; start += 16) {
      const columns = [...order.slice(start, start + 16)].map((i) => i % 64);
      expect(Math.max(...columns) - Math.min(...columns)).toBe(3);
    }
  });
});
