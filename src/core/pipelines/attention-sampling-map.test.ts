import { describe, expect, it } from 'vitest';
import { gridOfRects } from '#core/heatmap/patch-grid.ts';
import { MAX_MAP_CELLS, pooledSide, probabilityMap } from './attention-sampling-map.ts';

const uniform = (n: number) => new Float64Array(n).fill(1 / n);
const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);

describe('probabilityMap', () => {
  it('gives one image’s probabilities back, with the cells of its places', () => {
    const map = probabilityMap({ originX: 100, originY: 50, stepX: 7.5, stepY: 7.5 }, 1);
    const attention = Float64Array.of(0.1, 0.2, 0.3, 0.4);
    map.add({ attention, columns: 2, rows: 2, column: 0, row: 0 });
    const { values, patches } = map.finish();
    expect([...values]).toEqual([...Float32Array.from(attention)]);
    expect(patches).toEqual([
      { x: 100, y: 50, width: 8, height: 8 },
      { x: 108, y: 50, width: 8, height: 8 },
      { x: 100, y: 58, width: 8, height: 8 },
      { x: 108, y: 58, width: 8, height: 8 },
    ]);
  });

  it('gives every field the same share, and is one regular grid over fields that are apart', () => {
    const map = probabilityMap({ originX: 0, originY: 0, stepX: 4.3, stepY: 4.3 }, 1);
    const [columns, rows] = [5, 4];
    for (const [column, row] of [
      [0, 0],
      [15, 0],
      [5, 8],
    ] as const)
      map.add({ attention: uniform(20), columns, rows, column, row });
    const { values, patches } = map.finish();
    expect(values.length).toBe(60);
    expect(sum(values)).toBeCloseTo(1, 6);
    for (const value of values) expect(value * 60).toBeCloseTo(1, 5);
    expect(gridOfRects(patches).kind).toBe('regular');
  });

  it('pools cells across fields; a cell that an edge cuts is not darker', () => {
    const side = 3;
    const map = probabilityMap({ originX: 10, originY: 20, stepX: 2, stepY: 2 }, side);
    map.add({ attention: uniform(28), columns: 7, rows: 4, column: 0, row: 0 });
    map.add({ attention: uniform(28), columns: 7, rows: 4, column: 7, row: 0 });
    const { values, patches } = map.finish();
    // 14 × 4 places in cells of 3 × 3.
    expect(values.length).toBe(5 * 2);
    for (const value of values) expect(value * 10).toBeCloseTo(1, 5);
    expect(patches[6]).toEqual({ x: 16, y: 26, width: 6, height: 6 });
  });

  it('holds the mean probability of a cell’s places', () => {
    const map = probabilityMap({ originX: 0, originY: 0, stepX: 1, stepY: 1 }, 2);
    const attention = Float64Array.of(1, 3, 5, 7, 2, 2, 2, 2).map((value) => value / 24);
    map.add({ attention, columns: 4, rows: 2, column: 0, row: 0 });
    expect([...map.finish().values]).toEqual([8 / 24, 16 / 24].map(Math.fround));
  });
});

describe('pooledSide', () => {
  const fine = { stepX: 5, stepY: 5 };
  it('leaves places alone up to the bound and pools them beyond', () => {
    expect(pooledSide(MAX_MAP_CELLS, fine)).toBe(1);
    expect(pooledSide(MAX_MAP_CELLS + 1, fine)).toBe(2);
    expect(pooledSide(9 * MAX_MAP_CELLS, fine)).toBe(3);
  });
  it('makes cells of at least a level-0 px', () => {
    expect(pooledSide(100, { stepX: 0.4, stepY: 0.8 })).toBe(3);
  });
});
