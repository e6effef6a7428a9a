import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { level0Rect, level0ToLevel } from '#core/geometry/frames.ts';
import { levelForDownsample } from '#core/slide/level-choice.ts';
import { nodeJpegDecoder } from '#test-support/jpeg-decoder.ts';
import type { PixelChunk, RgbImage } from '../codecs/encoded-chunk.ts';
import { axisWeights, sourceSpan } from './axis-weights.ts';
import { chunksOfCut, cutPatches, type CutGeometry } from './cut-patches.ts';
import { PatchCanvas } from './patch-canvas.ts';

const jpeg = await nodeJpegDecoder();
const valueAt = (x: number, y: number, c: number): number => (x * 7 + y * 13 + c * 50) & 255;

function imageOf(left: number, top: number, width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return valueAt(left + (pixel % width), top + Math.floor(pixel / width), i % 3);
  });
  return { width, height, data };
}

function chunkOf(image: RgbImage): PixelChunk {
  return {
    codec: 'pixels',
    bytes: image.data,
    compression: 'none',
    predictor: 1,
    samplesPerPixel: 3,
    bitsPerSample: 8,
    littleEndian: true,
    colour: 'rgb',
    width: image.width,
    height: image.height,
  };
}

/** A cut from an image of `valueAt`, stored in chunks of `side`. */
function cut(geometry: Omit<CutGeometry, 'chunkWidth' | 'chunkHeight'>, side: number): Uint8Array {
  const full = { ...geometry, chunkWidth: side, chunkHeight: side };
  const chunks = chunksOfCut(full).map(({ column, row }) => ({
    column,
    row,
    chunk: chunkOf(imageOf(column * side, row * side, side, side)),
  }));
  const { pixels, damaged } = cutPatches({ ...full, chunks }, jpeg);
  expect(damaged).toEqual([]);
  return pixels;
}

describe('weights of an axis', () => {
  const axis = fc.record({
    from: fc.double({ min: -300, max: 300, noNaN: true }),
    length: fc.double({ min: 1, max: 400, noNaN: true }),
    out: fc.integer({ min: 1, max: 80 }),
    size: fc.integer({ min: 1, max: 200 }),
  });

  it('stay within the image and sum to the share that lies inside', () => {
    fc.assert(
      fc.property(axis, ({ from, length, out, size }) => {
        const weights = axisWeights(from, length, out, size);
        const span = sourceSpan(weights);
        expect(span.first).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(size);
        for (let i = 0; i < out; i += 1) {
          const own = weights.weights.subarray(weights.start[i], weights.start[i + 1]);
          const sum = own.reduce((total, weight) => total + weight, 0);
          expect(sum).toBeCloseTo(weights.inside[i] ?? Number.NaN, 9);
          expect(own.every((weight) => weight >= -1e-12)).toBe(true);
          expect(sum).toBeLessThan(1 + 1e-9);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('leave pixels as they are at full size', () => {
    const { first, weights, inside } = axisWeights(17, 5, 5, 100);
    expect([Array.from(first), Array.from(weights), Array.from(inside)]).toEqual([
      [17, 18, 19, 20, 21],
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
    ]);
  });
});

describe('cutting patches', () => {
  it('gives stored pixels where nothing is to be resampled, and white outside', () => {
    const pixels = cut(
      { width: 50, height: 40, rects: [{ x: -2, y: 38, width: 6, height: 4 }], outWidth: 6, outHeight: 4 },
      16,
    );
    for (let y = 0; y < 4; y += 1) {
      for (let x = 0; x < 6; x += 1) {
        const inside = x >= 2 && y < 2;
        const wanted = [0, 1, 2].map((c) => (inside ? valueAt(x - 2, 38 + y, c) : 255));
        expect(Array.from(pixels.subarray((y * 6 + x) * 3, (y * 6 + x) * 3 + 3))).toEqual(wanted);
      }
    }
  });

  it('does not depend on how the image is cut into chunks', () => {
    const rect = fc.record({
      x: fc.double({ min: -30, max: 60, noNaN: true }),
      y: fc.double({ min: -30, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(rect, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 3, max: 60, noNaN: true }),
        (places, size) => {
          const rects = places.map((place) => ({ ...place, width: size, height: size }));
          const geometry = { width: 64, height: 64, rects, outWidth: 9, outHeight: 9 };
          expect(cut(geometry, 16)).toEqual(cut(geometry, 64));
        },
      ),
      { seed: 11, numRuns: 100 },
    );
  });

  it('names each chunk once and no others', () => {
    const geometry = { width: 100, height: 100, chunkWidth: 32, chunkHeight: 32, outWidth: 8, outHeight: 8 };
    const rects = [
      { x: 30, y: 0, width: 4, height: 4 },
      { x: 31, y: 1, width: 4, height: 4 },
    ];
    expect(chunksOfCut({ ...geometry, rects })).toEqual([
      { column: 0, row: 0 },
      { column: 1, row: 0 },
    ]);
    expect(chunksOfCut({ ...geometry, rects: [{ x: 500, y: 0, width: 4, height: 4 }] })).toEqual([]);
  });

  it('averages 2 × 2 and rounds half up', () => {
    const image: RgbImage = { width: 2, height: 2, data: Uint8Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 2) };
    const axis = axisWeights(0, 2, 1, 2);
    const canvas = new PatchCanvas(axis, axis);
    canvas.add(image, 0, 0);
    const out = new Uint8Array(3);
    canvas.writeTo(out, 0);
    expect(Array.from(out)).toEqual([1, 1, 1]);
  });
});

/** Made by `models/tools/scripts/resampling_cases.py`, whose tests check the same file: one definition in two languages. */
const stored = JSON.parse(readFileSync(new URL('../testdata/resampling-cases.json', import.meta.url), 'utf8')) as {
  readonly sizes: readonly [number, number][];
  readonly cases: readonly {
    readonly box: readonly [number, number, number, number];
    readonly out: readonly [number, number];
    readonly level: number;
    readonly pixels: readonly number[];
  }[];
};

describe('the stored cases of the definition', () => {
  const [[fullWidth, fullHeight] = [0, 0]] = stored.sizes;
  const levels = stored.sizes.map(([width, height]) => ({
    width,
    height,
    downsampleX: fullWidth / width,
    downsampleY: fullHeight / height,
  }));

  it.each(stored.cases)('$box to $out', ({ box, out, level, pixels }) => {
    const [outWidth, outHeight] = out;
    expect(levelForDownsample(levels, box[2] / outWidth)).toBe(level);
    const shape = levels[level];
    if (!shape) throw new Error(`no level ${level}`);
    const rects = [level0ToLevel(level0Rect(...box), shape)];
    const { width, height } = shape;
    const geometry = { width, height, chunkWidth: width, chunkHeight: height, rects, outWidth, outHeight };
    const image = imageOf(0, 0, width, height);
    const chunk = chunkOf({ ...image, data: image.data.map((value) => value + 31 * level) });
    const chunks = chunksOfCut(geometry).map(({ column, row }) => ({ column, row, chunk }));
    const cutOut = cutPatches({ ...geometry, chunks }, jpeg);
    expect(cutOut.damaged).toEqual([]);
    expect(Array.from(cutOut.pixels)).toEqual(pixels);
  });
});
