import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { probabilityMap } from '#core/pipelines/attention-sampling-map.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import { samplingUnits, sideOfCells } from './sampling-units.ts';

const PLACES = { columns: 5, rows: 3 };

/** Fields at (column, row) of a grid; places are `stepX` level-0 px apart. */
function fieldsAt(cells: readonly (readonly [number, number])[], stepX: number): FieldPlan {
  return {
    plan: {
      stepPx: 5 * stepX,
      sizePx: Math.round(5 * stepX),
      columns: 6,
      rows: 6,
      modelSizePx: 20,
      modelSpacingUmPerPx: 1,
      column: Int32Array.from(cells, ([column]) => column),
      row: Int32Array.from(cells, ([, row]) => row),
      enlargement: 1,
    },
    origin: { x: 0, y: 0 },
    image: { width: 20, height: 12 },
    places: PLACES,
    grid: { originX: 0, originY: 0, stepX, stepY: stepX },
  };
}

describe('samplingUnits', () => {
  it('are the cells of the map, in its order, and a place belongs to the cell that its middle lies in', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
          minLength: 1,
          maxLength: 12,
          selector: ([column, row]) => row * 6 + column,
        }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(1, 2.5, 8.02, 13.7),
        fc.infiniteStream(fc.boolean()),
        (at, side, stepX, flags) => {
          const fields = fieldsAt(at, stepX);
          const map = probabilityMap(fields.grid, side);
          for (const [column, row] of at) {
            const attention = new Float64Array(15).fill(1 / 15);
            map.add({ attention, ...PLACES, column: column * 5, row: row * 3 });
          }
          const cells = map.finish().patches;
          const units = samplingUnits(fields, side, cells.length);
          expect(() => samplingUnits(fields, side, cells.length - 1)).toThrow(RangeError);
          expect(units.count).toBe(cells.length);
          expect(sideOfCells(fields, { count: cells.length, widthPx: cells[0]?.width ?? 0 })).toBe(side);

          const kept = Uint8Array.from(cells, () => (flags.next().value ? 1 : 0));
          for (const [field, [column, row]] of at.entries())
            for (const [place, isKept] of units.keptPlaces(field, kept).entries()) {
              const x = (column * 5 + (place % 5) + 0.5) * stepX;
              const y = (row * 3 + Math.floor(place / 5) + 0.5) * stepX;
              // Corners are rounded, so the cell is sought on the grid before that.
              const corner = (middle: number) => Math.round(Math.floor(middle / (side * stepX)) * side * stepX);
              const cell = cells.findIndex((one) => corner(x) === one.x && corner(y) === one.y);
              expect(isKept).toBe(kept[cell]);
            }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses cells of other fields', () => {
    expect(() => sideOfCells(fieldsAt([[0, 0]], 8), { count: 14, widthPx: 8 })).toThrow(RangeError);
  });

  it('refuses cells of which the fields would have more than any memory holds, without making them', () => {
    // 2⁶⁰ places: a result file that claims cells of one place each.
    const fields = { ...fieldsAt([[0, 0]], 8), places: { columns: 2 ** 30, rows: 2 ** 30 } };
    const from = performance.now();
    for (const count of [1, 1000]) expect(() => sideOfCells(fields, { count, widthPx: 8 })).toThrow(RangeError);
    expect(() => samplingUnits(fields, 1, 1000)).toThrow('more than 1000 cells');
    expect(performance.now() - from).toBeLessThan(1000);
  });
});
