import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPatches, gridOfPlaces, reflect } from './attention-sampling-places.ts';

/** …, 2, 1, 0, 1, 2, … one step at a time. */
function walk(index: number, size: number): number {
  if (size === 1) return 0;
  let at = 0;
  let direction = 1;
  for (let i = 0; i < Math.abs(index); i++) {
    if (at + direction < 0 || at + direction >= size) direction = -direction;
    at += direction;
  }
  return at;
}

describe('reflect', () => {
  it('walks to and fro without repeating the edge, from any distance', () => {
    expect([-3, -2, -1, 0, 1, 2, 3, 4, 5].map((i) => reflect(i, 3))).toEqual([1, 2, 1, 0, 1, 2, 1, 0, 1]);
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 1, max: 30 }), (index, size) => {
        expect(reflect(index, size)).toBe(walk(index, size));
      }),
    );
  });
});

describe('gridOfPlaces', () => {
  it('leaves off what does not fill a step', () => {
    expect(gridOfPlaces({ width: 1300, height: 1004 }, 5)).toEqual({ columns: 260, rows: 200 });
  });
});

describe('cutPatches', () => {
  it('gives the pixels of the definition, at every border and in images smaller than a patch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 5 }),
        (width, height, step, size, padding) => {
          fc.pre(width >= step && height >= step);
          const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37 + 11) & 255);
          const { columns, rows } = gridOfPlaces({ width, height }, step);
          const places = [
            ...new Set([0, columns - 1, columns * (rows - 1), columns * rows - 1, (columns * rows) >> 1]),
          ];
          const cut = cutPatches(
            { data, dims: [height, width, 3] },
            places,
            { stepPx: step, sizePx: size },
            places.length + padding,
          );
          expect(cut.dims).toEqual([places.length + padding, size, size, 3]);
          const wanted: number[] = [];
          for (const place of places)
            for (let y = 0; y < size; y++)
              for (let x = 0; x < size; x++) {
                const row = walk(step * Math.floor(place / columns) - (size >> 1) + y, height);
                const column = walk(step * (place % columns) - (size >> 1) + x, width);
                for (let c = 0; c < 3; c++) wanted.push(data[(row * width + column) * 3 + c] ?? NaN);
              }
          expect([...cut.data.subarray(0, wanted.length)]).toEqual(wanted);
          expect(cut.data.length).toBe((places.length + padding) * size * size * 3);
          expect(cut.data.subarray(wanted.length).every((value) => value === 0)).toBe(true);
        },
      ),
    );
  });
});
