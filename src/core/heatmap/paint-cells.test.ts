import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintCells, type PictureWindow } from './paint-cells.ts';
import type { CellRaster } from './raster-types.ts';
import { lastRectAt, rectLookup } from './rect-lookup.ts';

/** A raster whose patch i has the colour i + 1; null for one that was not measured. */
function rasterOf(rects: readonly (readonly [number, number, number, number])[], isPainted: (i: number) => boolean) {
  const rgba = new Uint8ClampedArray(rects.length * 4);
  const colours = new Uint32Array(rgba.buffer);
  rects.forEach((_, i) => (colours[i] = isPainted(i) ? i + 1 : 0));
  return { kind: 'cells', rects: Float64Array.from(rects.flat()), rgba } satisfies CellRaster;
}

function painted(raster: CellRaster, window: PictureWindow): Uint32Array {
  const out = new Uint32Array(window.width * window.height).fill(77);
  paintCells(raster, window, out);
  return out;
}

describe('a picture of patches that lie anywhere', () => {
  const rect = fc.tuple(
    fc.double({ min: -60, max: 60, noNaN: true }),
    fc.double({ min: -60, max: 60, noNaN: true }),
    // Larger than a pixel: each has the middle of one at least.
    fc.double({ min: 4, max: 90, noNaN: true }),
    fc.double({ min: 4, max: 90, noNaN: true }),
  );

  it('has in every pixel the colour of the last painted patch in which its middle lies', () => {
    fc.assert(
      fc.property(
        fc.array(rect, { maxLength: 20 }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        fc.double({ min: -70, max: 20, noNaN: true }),
        fc.double({ min: -70, max: 20, noNaN: true }),
        (rects, level0PxPerPx, left, top) => {
          const window = { left, top, level0PxPerPx, width: 23, height: 17 };
          const out = painted(
            rasterOf(rects, (i) => i % 5 !== 0),
            window,
          );
          const seen = rects.map(([x, y, width, height], i) => (i % 5 === 0 ? [0, 0, 0, 0] : [x, y, width, height]));
          const lookup = rectLookup(Float64Array.from(seen.flat()));
          out.forEach((colour, at) => {
            const x = left + ((at % 23) + 0.5) * level0PxPerPx;
            const y = top + (Math.floor(at / 23) + 0.5) * level0PxPerPx;
            const expected = lastRectAt(lookup, x, y);
            // A middle that lies on an edge to the last digit may fall to either side.
            const isOnEdge = rects.some(([left, top, width, height]) =>
              [x - left, x - left - width, y - top, y - top - height].some((distance) => Math.abs(distance) < 1e-9),
            );
            if (!isOnEdge) expect(colour).toBe(expected === null ? 0 : expected + 1);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('loses no patch that is too small for a pixel’s middle', () => {
    const rects = Array.from({ length: 30 }, (_, i) => [i * 10 + 0.7, 100 - i * 3, 0.2, 0.2] as const);
    const out = painted(
      rasterOf(rects, () => true),
      { left: 0, top: 0, level0PxPerPx: 10, width: 30, height: 11 },
    );
    rects.forEach(([x, y], i) => {
      expect(out[Math.floor((y + 0.1) / 10) * 30 + Math.floor((x + 0.1) / 10)]).toBe(i + 1);
    });
    expect(out.filter((colour) => colour > 0)).toHaveLength(30);
  });

  it('paints no more than the window, whatever lies in the list', () => {
    const far = [-1e300, NaN, Infinity, -Infinity, 2 ** 53];
    const rects = far.flatMap((a) => far.map((b) => [a, b, 5, NaN] as const));
    const window = { left: 0, top: 0, level0PxPerPx: 1, width: 4, height: 3 };
    expect([
      ...painted(
        rasterOf([...rects, [-1e9, -1e9, 2e9, 2e9]], () => true),
        window,
      ),
    ]).toEqual(new Array(12).fill(rects.length + 1));
    expect([
      ...painted(
        rasterOf(rects, () => true),
        window,
      ),
    ]).toEqual(new Array(12).fill(0));
  });
});
