import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { colourTable, packedColours } from './colour-maps.ts';
import { gridOfRects } from './patch-grid.ts';
import { buildRaster } from './raster.ts';

const table = colourTable('viridis');
const colours = packedColours('viridis', false);
const colour = (entry: number): number[] => [...table.slice(entry * 3, entry * 3 + 3), 255];
const NOTHING = [0, 0, 0, 0];

// Cells (0,0), (1,0) and (2,1) of a 3 × 2 grid.
const grid = gridOfRects([level0Rect(0, 0, 100, 100), level0Rect(100, 0, 100, 100), level0Rect(200, 100, 100, 100)]);

function pixels(values: readonly number[], options: Partial<Parameters<typeof buildRaster>[2]> = {}): number[][] {
  const { rgba } = buildRaster(grid, Float32Array.from(values), { colours, range: { min: 0, max: 1 }, ...options });
  return Array.from({ length: rgba.length / 4 }, (_, i) => Array.from(rgba.slice(i * 4, i * 4 + 4)));
}

describe('raster', () => {
  it('colours what was measured and nothing else', () => {
    expect(pixels([0, 1, 0.5])).toEqual([colour(0), colour(255), NOTHING, NOTHING, NOTHING, colour(128)]);
  });

  it('gives values outside the range the end colours', () => {
    expect(pixels([-5, 9, 0.25]).filter((pixel) => pixel[3] === 255)).toEqual([colour(0), colour(255), colour(64)]);
  });

  it('turns round', () => {
    expect(pixels([0, 1, 0.5], { colours: packedColours('viridis', true) })[0]).toEqual(colour(255));
  });

  it('leaves out what is hidden, not a number, or not there yet', () => {
    expect(pixels([0.2, 0.8, 0.9], { hideBelow: 0.5 })[0]).toEqual(NOTHING);
    expect(pixels([NaN, 0.8, 0.9])[0]).toEqual(NOTHING);
    expect(pixels([0.2]).filter((pixel) => pixel[3] === 255)).toHaveLength(1);
  });

  it('shows a flat map in the middle colour', () => {
    expect(pixels([3, 3, 3], { range: { min: 3, max: 3 } })[0]).toEqual(colour(128));
  });

  it('keeps irregular patches as cells of their own', () => {
    const rects = [level0Rect(0, 0, 100, 100), level0Rect(50, 20, 70, 100)];
    const raster = buildRaster(gridOfRects(rects), Float32Array.of(0, 1), { colours, range: { min: 0, max: 1 } });
    expect(raster.kind).toBe('cells');
    expect(Array.from(raster.rgba)).toEqual([...colour(0), ...colour(255)]);
  });

  it('counts downwards where the range does: place 1 has the high end', () => {
    const downwards = { range: { min: 3, max: 1 }, hideBelow: 2 };
    expect(pixels([1, 2, 3], downwards).filter((pixel) => pixel[3] === 255)).toEqual([colour(255), colour(128)]);
    expect(pixels([1, 2, 3], downwards)[5]).toEqual(NOTHING);
  });

  it('writes the next picture of the same grid into the buffers of the last, as if they were new', () => {
    const options = { colours, range: { min: 0, max: 1 }, smooth: true };
    const first = buildRaster(grid, Float32Array.of(0.2, 0.9, 0.4), options);
    const values = Float32Array.of(NaN, 0.5, 0.1);
    const narrow = { ...options, hideBelow: 0.3 };
    const again = buildRaster(grid, values, narrow, first);
    expect(again).not.toBe(first);
    expect(again.rgba).toBe(first.rgba);
    expect(again).toEqual(buildRaster(grid, values, narrow));
  });
});
