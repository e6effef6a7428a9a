import { expect, it } from 'vitest';
import type { EncodedChunk } from '#formats/codecs/encoded-chunk.ts';
import type { CutJob } from '#formats/region/cut-patches.ts';
import { MissingChunk, type Raster } from '#formats/slide-reader.ts';
import { nodeDecoders } from '#test-support/jpeg-decoder.ts';
import { cutInParts, jobLimit } from './cut-in-parts.ts';
import { cutGeometry } from './open-slide-state.ts';

/** A level of `columns × rows` tiles of `side`² px, whose grey tells the tile; nothing is stored. */
function raster(columns: number, rows: number, side = 256, missing = -1): Raster {
  const chunk = (column: number, row: number): Promise<EncodedChunk> =>
    column === missing
      ? Promise.reject(new MissingChunk())
      : Promise.resolve({
          codec: 'pixels',
          bytes: new Uint8Array(side * side).fill((column * 31 + row * 17) % 200),
          compression: 'none',
          predictor: 1,
          samplesPerPixel: 1,
          bitsPerSample: 8,
          littleEndian: true,
          colour: 'grey',
          width: side,
          height: side,
        });
  const size = { width: columns * side, height: rows * side, chunkWidth: side, chunkHeight: side };
  return { ...size, columns, rows, chunksAreTiles: true, chunk };
}

const { signal } = new AbortController();

it('an overview of a large slide without coarse levels is cut in bounded jobs, with the pixels of one cut', async () => {
  const slide = raster(400, 60, 32);
  const decoders = await nodeDecoders();
  const jobs: number[] = [];
  const cut = (job: CutJob, jobSignal: AbortSignal) => {
    jobs.push(job.chunks.length);
    return decoders.cut(job, jobSignal);
  };
  // 24,000 tiles; two output pixels a tile.
  const geometry = cutGeometry(slide, [{ x: 0, y: 0, width: slide.width, height: slide.height }], 800, 120);
  const { pixels, holes, decoded } = await cutInParts(slide, geometry, 'large.tif', { cut }, signal);
  expect(Math.max(...jobs)).toBeLessThanOrEqual(jobLimit(slide));
  expect({ holes, decoded }).toEqual({ holes: [], decoded: 24_000 });
  const wrong = Array.from({ length: 800 * 120 }, (_, i) => i).filter((i) => {
    const [column, row] = [Math.floor((i % 800) / 2), Math.floor(Math.floor(i / 800) / 2)];
    return pixels[i * 3] !== (column * 31 + row * 17) % 200;
  });
  expect(wrong).toEqual([]);
});

it('holes keep their places in the parts', async () => {
  const slide = raster(40, 40, 1024, 7);
  const decoders = {
    cut: (job: CutJob) =>
      Promise.resolve({
        pixels: new Uint8Array(job.rects.length * job.outWidth * job.outHeight * 3),
        damaged: [],
        decoded: 0,
      }),
  };
  const geometry = cutGeometry(slide, [{ x: 0, y: 0, width: slide.width, height: slide.height }], 40, 40);
  const { holes } = await cutInParts(slide, geometry, 'holes.tif', decoders, signal);
  expect(new Set(holes.map(({ column, row }) => `${column},${row}`)).size).toBe(40);
});

it('what cannot be done with bounded memory is refused by a code', async () => {
  const slide = raster(400, 60);
  const geometry = cutGeometry(slide, [{ x: 0, y: 0, width: slide.width, height: slide.height }], 2, 1);
  const never = { cut: () => Promise.reject(new Error('not expected')) };
  await expect(cutInParts(slide, geometry, 'large.tif', never, signal)).rejects.toMatchObject({
    code: 'slide/unsupported-layout',
    context: { name: 'large.tif' },
  });
});
