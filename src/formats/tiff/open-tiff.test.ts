import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { nodeDecoders } from '#test-support/jpeg-decoder.ts';
import { nodeFile } from '#test-support/node-file.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { memoryFile } from '#test-support/memory-file.ts';
import { readRaster } from '#test-support/read-level.ts';
import { writeTiff, type ImageSpec, type PixelAt, type TiffSpec } from '#test-support/tiff-writer.ts';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { openSlide } from '../open-slide.ts';
import type { Raster, SlideReader } from '../slide-reader.ts';

const WIDTH = 300;
const HEIGHT = 200;
const pixel: PixelAt = (x, y) => [(x * 3 + y) & 255, (y * 5) & 255, (x ^ y) & 255];
const smooth: PixelAt = (x, y) => [100 + Math.round((x * 100) / WIDTH), 60 + Math.round((y * 120) / HEIGHT), 180];
/** Stays within the gamut when its numbers are taken for YCbCr. */
const nearGrey: PixelAt = (x, y) => [100 + Math.round((x * 60) / WIDTH), 110 + Math.round((y * 30) / HEIGHT), 140];
const decoders = await nodeDecoders();

async function open(bytes: Uint8Array, name = 'x.tif'): Promise<SlideReader> {
  const { signal } = new AbortController();
  const decodePyramid = (
    chunk: Parameters<typeof decoders.pyramid>[0],
    s: AbortSignal,
  ): ReturnType<typeof decoders.pyramid> => decoders.pyramid(chunk, s);
  return (await openSlide({ kind: 'file', file: memoryFile(name, bytes) }, signal, { decodePyramid })).reader;
}

async function openSpec(image: Partial<ImageSpec>, file: Partial<TiffSpec> = {}): Promise<SlideReader> {
  const images = [{ width: WIDTH, height: HEIGHT, pixel, tile: 64, ...image }];
  return open(await writeTiff({ images, ...file }));
}

function level0(reader: SlideReader): Raster {
  const [raster] = reader.levels;
  if (!raster) throw new Error('no level');
  return raster;
}

/** Pixels that differ from `expected` by more than `tolerance` in any channel. */
function wrongPixels(pixels: Uint8Array, expected: PixelAt, tolerance = 0): number {
  let wrong = 0;
  for (let i = 0; i < WIDTH * HEIGHT; i += 1) {
    const rgb = expected(i % WIDTH, Math.floor(i / WIDTH));
    if (rgb.some((value, c) => Math.abs(value - (pixels[i * 3 + c] ?? Number.NaN)) > tolerance)) wrong += 1;
  }
  return wrong;
}

async function jpegChunk(
  rgb: Uint8Array,
  width: number,
  height: number,
  options: { quality?: number },
): Promise<Uint8Array> {
  const raw = { width, height, channels: 3 as const };
  return sharp(rgb, { raw })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4', ...options })
    .toBuffer();
}

/** JPEG whose three components hold R, G, B as they are: what Aperio writes. */
async function rgbJpegChunk(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  // Undo the conversion that the encoder will make: it stores exactly the "YCbCr" that this RGB stands for.
  const faked = new Uint8Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const [y = 0, cb = 0, cr = 0] = rgb.subarray(i, i + 3);
    faked[i] = y + 1.402 * (cr - 128);
    faked[i + 1] = y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128);
    faked[i + 2] = y + 1.772 * (cb - 128);
  }
  return jpegChunk(faked, width, height, {});
}

describe('compressions and layouts', () => {
  const layouts: readonly [string, Partial<ImageSpec>, Partial<TiffSpec>][] = [
    ['uncompressed tiles', {}, {}],
    ['deflate', { compression: 'deflate' }, {}],
    ['deflate, predictor', { compression: 'deflate', predictor: 2 }, {}],
    ['LZW', { compression: 'lzw' }, {}],
    ['LZW, predictor', { compression: 'lzw', predictor: 2 }, {}],
    ['big-endian', { compression: 'lzw', predictor: 2 }, { bigEndian: true }],
    ['16 bits', { bits: 16 }, {}],
    ['16 bits, predictor, big-endian', { bits: 16, compression: 'deflate', predictor: 2 }, { bigEndian: true }],
    ['BigTIFF', { compression: 'deflate' }, { big: true }],
    ['big-endian BigTIFF', { compression: 'deflate' }, { big: true, bigEndian: true }],
    ['RGBA', { samples: 4, compression: 'deflate', predictor: 2 }, {}],
    ['one tile', { tile: 512 }, {}],
  ];
  it.each(layouts)('%s', async (_, image, file) => {
    const { pixels, damaged, holes } = await readRaster(level0(await openSpec(image, file)));
    expect({ damaged, holes }).toEqual({ damaged: [], holes: [] });
    expect(wrongPixels(pixels, pixel)).toBe(0);
  });

  it.each([7, 64, 200])('strips of %i rows', async (rowsPerStrip) => {
    const images = [{ width: WIDTH, height: HEIGHT, pixel, rowsPerStrip, compression: 'lzw' as const }];
    const { pixels, holes } = await readRaster(level0(await open(await writeTiff({ images }))));
    expect(holes).toEqual([]);
    expect(wrongPixels(pixels, pixel)).toBe(0);
  });

  it('greys, also inverted, and palettes', async () => {
    const grey: PixelAt = (x, y) => [(x + y) & 255, (x + y) & 255, (x + y) & 255];
    const plain = await readRaster(level0(await openSpec({ pixel: grey, samples: 1 })));
    expect(wrongPixels(plain.pixels, grey)).toBe(0);
    const inverted = await readRaster(level0(await openSpec({ pixel: grey, samples: 1, photometric: 0 })));
    expect(
      wrongPixels(inverted.pixels, (x, y) => [255 - ((x + y) & 255), 255 - ((x + y) & 255), 255 - ((x + y) & 255)]),
    ).toBe(0);
    const values = Array.from({ length: 768 }, (_, i) => (i < 256 ? i : i < 512 ? 255 - (i - 256) : 7) * 257);
    const palette = await readRaster(
      level0(await openSpec({ pixel: grey, samples: 1, photometric: 3, tags: { 320: { type: 3, values } } })),
    );
    expect(wrongPixels(palette.pixels, (x, y) => [(x + y) & 255, 255 - ((x + y) & 255), 7])).toBe(0);
  });

  it('JPEG in YCbCr', async () => {
    const encodeJpeg = (rgb: Uint8Array, w: number, h: number): Promise<Uint8Array> => jpegChunk(rgb, w, h, {});
    const reader = await openSpec({ pixel: smooth, compression: 'jpeg', photometric: 6, encodeJpeg });
    // The last tiles reach past the picture: their black part rings into it.
    const { pixels, damaged } = await readRaster(level0(reader));
    expect(damaged).toEqual([]);
    expect(wrongPixels(pixels, smooth, 4)).toBeLessThan(WIDTH * HEIGHT * 0.03);
  });

  it('JPEG that stores RGB under YCbCr ids, told by the photometric tag alone', async () => {
    const reader = await openSpec({ pixel: nearGrey, compression: 'jpeg', photometric: 2, encodeJpeg: rgbJpegChunk });
    const { pixels } = await readRaster(level0(reader));
    expect(wrongPixels(pixels, nearGrey, 6)).toBeLessThan(WIDTH * HEIGHT * 0.05);
    // The same bytes without the tag's word come out in false colours.
    const wrong = await openSpec({ pixel: nearGrey, compression: 'jpeg', photometric: 6, encodeJpeg: rgbJpegChunk });
    expect(wrongPixels((await readRaster(level0(wrong))).pixels, nearGrey, 6)).toBeGreaterThan(WIDTH * HEIGHT * 0.9);
  });

  it.each([
    ['lzw', {}],
    ['deflate', { predictor: 'horizontal' }],
    ['jpeg', { quality: 95 }],
    ['none', { bigtiff: true }],
  ] as const)('a pyramid that libvips wrote: %s', async (compression, options) => {
    const rgb = Uint8Array.from(
      { length: WIDTH * HEIGHT * 3 },
      (_, i) => smooth(Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH))[i % 3] ?? 0,
    );
    const bytes = await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .tiff({
        compression,
        tile: true,
        pyramid: true,
        tileWidth: 64,
        tileHeight: 64,
        xres: 2000,
        yres: 2000,
        resolutionUnit: 'cm',
        ...options,
      })
      .toBuffer();
    const reader = await open(bytes);
    expect(reader.levels.map(({ width, height }) => [width, height])).toEqual(
      [
        [300, 200],
        [150, 100],
        [75, 50],
        [37, 25],
      ].slice(0, reader.levels.length),
    );
    expect(reader.levels.length).toBeGreaterThanOrEqual(3);
    expect(reader.spacing).toEqual({ xUmPerPx: 0.5, yUmPerPx: 0.5 });
    const { pixels } = await readRaster(level0(reader));
    expect(wrongPixels(pixels, smooth, compression === 'jpeg' ? 4 : 0)).toBeLessThan(compression === 'jpeg' ? 600 : 1);
  });
});

describe('which image is what', () => {
  const half: ImageSpec = { width: WIDTH / 2, height: HEIGHT / 2, pixel, tile: 64 };
  const main: ImageSpec = { width: WIDTH, height: HEIGHT, pixel, tile: 64 };

  it('takes reduced directories and SubIFDs as levels, other pictures not', async () => {
    const other: ImageSpec = { width: 100, height: 100, pixel, tile: 64 };
    const reader = await open(
      await writeTiff({ images: [{ ...main, subImages: [half] }, other, { ...half, width: 75, height: 50 }] }),
    );
    expect(reader.levels.map(({ width }) => width)).toEqual([300, 150, 75]);
  });

  it('reads spacing in inches and centimetres and refuses what cannot be one', async () => {
    const tags = (perUnit: number, unit: number): ImageSpec['tags'] => ({
      282: { type: 5, values: [perUnit] },
      283: { type: 5, values: [perUnit] },
      296: { type: 3, values: [unit] },
    });
    expect((await openSpec({ tags: tags(20_000, 3) ?? {} })).spacing?.xUmPerPx).toBe(0.5);
    expect((await openSpec({ tags: tags(50_800, 2) ?? {} })).spacing?.xUmPerPx).toBe(0.5);
    const absurd = await openSpec({ tags: tags(10, 3) ?? {} });
    expect(absurd.spacing).toBeNull();
    expect(absurd.spacingNote).toContain('10 × 10 px per cm');
    expect((await openSpec({ tags: tags(20_000, 1) ?? {} })).spacing).toBeNull();
  });

  it('reads Aperio descriptions', async () => {
    const description =
      'Aperio Image Library v1\r\n300x200 (64x64) JPEG|AppMag = 40|MPP = 0.2520|Date = 1/2/03|__proto__ = x';
    const label: ImageSpec = { width: 40, height: 30, pixel, compression: 'lzw', tags: { 270: 'Aperio\nlabel 40x30' } };
    const thumbnail: ImageSpec = { width: 60, height: 40, pixel };
    const bytes = await writeTiff({ images: [{ ...main, tags: { 270: description } }, thumbnail, half, label] });
    const reader = await open(bytes, 'x.svs');
    expect(reader).toMatchObject({
      format: 'aperio-svs',
      objectivePower: 40,
      spacing: { xUmPerPx: 0.252, yUmPerPx: 0.252 },
    });
    expect(reader.levels.map(({ width }) => width)).toEqual([300, 150]);
    expect(Array.from(reader.associated, ([name, { width }]) => [name, width])).toEqual([
      ['thumbnail', 60],
      ['label', 40],
    ]);
    expect(reader.properties).toMatchObject({ Date: '1/2/03' });
  });
});

describe('formats of scanners that only look like pyramids', () => {
  it.each([
    ['Hamamatsu NDPI', { 65420: { type: 4, values: [1] } }],
    ['Leica SCN', { 270: '<?xml version="1.0"?><scn xmlns="x">' }],
    ['Philips TIFF', { 305: 'Philips DP v1.0' }],
    ['Ventana BIF', { 700: new TextEncoder().encode('<EncodeInfo><iScan Magnification="40"/></EncodeInfo>') }],
  ] as const)('%s is refused by name', async (what, tags) => {
    await expect(openSpec({ tags })).rejects.toMatchObject({
      code: 'slide/unsupported-layout',
      context: { what: expect.stringContaining(what) as string },
    });
  });

  it('real NDPI and JPEG 2000 files are refused, not misread', async (context) => {
    const ndpi = sharedData('slides', 'ndpi');
    const jp2k = sharedData('slides', 'jp2k', 'tcga-cr-7395-01a-01-ts1.svs');
    if (!ndpi || !jp2k) return context.skip(SHARED_DATA_ABSENT);
    const { signal } = new AbortController();
    const decodePyramid = decoders.pyramid;
    const openPath = (path: string): ReturnType<typeof openSlide> =>
      openSlide({ kind: 'file', file: nodeFile(path) }, signal, { decodePyramid });
    for (const name of readdirSync(ndpi).filter((file) => file.endsWith('.ndpi'))) {
      await expect(openPath(join(ndpi, name))).rejects.toMatchObject({ code: 'slide/unsupported-layout' });
    }
    await expect(openPath(jp2k)).rejects.toMatchObject({
      code: 'slide/unsupported-compression',
      context: { compression: 33005 },
    });
  });
});

describe('damage', () => {
  it.each([false, true])('a circle of directories ends in an error (BigTIFF: %s)', async (big) => {
    await expect(openSpec({}, { cycle: true, big })).rejects.toMatchObject({
      code: 'slide/damaged',
      context: { what: 'its directories form a circle' },
    });
  });

  it('an unknown compression is named', async () => {
    const bytes = await writeTiff({ images: [{ width: 64, height: 64, pixel, tile: 64, tags: { 270: 'x' } }] });
    const view = new DataView(bytes.buffer);
    const at = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(at, true); i += 1) {
      const entry = at + 2 + i * 12;
      if (view.getUint16(entry, true) === 259) view.setUint16(entry + 8, 33005, true);
    }
    await expect(open(bytes)).rejects.toMatchObject({
      code: 'slide/unsupported-compression',
      context: { compression: 33005 },
    });
  });

  it('a tile of no bytes is a hole', async () => {
    const { pixels, holes } = await readRaster(level0(await openSpec({ holes: [1] })));
    expect(holes).toEqual(['1,0 MissingChunk']);
    expect(wrongPixels(pixels, pixel)).toBe(64 * 64);
  });

  it('a JPEG larger than its tile is never decoded', async () => {
    const bomb = await jpegChunk(new Uint8Array(3 * 2048 * 2048), 2048, 2048, {});
    const encodeJpeg = (rgb: Uint8Array, w: number, h: number): Promise<Uint8Array> => jpegChunk(rgb, w, h, {});
    const reader = await openSpec({
      compression: 'jpeg',
      photometric: 6,
      encodeJpeg,
      pixel: smooth,
      damage: (bytes, i) => (i === 2 ? bomb : bytes),
    });
    const { holes } = await readRaster(level0(reader));
    expect(holes).toEqual([expect.stringMatching(/^2,0 ChunkError (JPEG of 2048×2048|\d+ bytes)/)]);
  });

  it('a JPEG without its end marker is read, one that is cut is not', async () => {
    const encodeJpeg = (rgb: Uint8Array, w: number, h: number): Promise<Uint8Array> => jpegChunk(rgb, w, h, {});
    const spec = { compression: 'jpeg' as const, photometric: 6, encodeJpeg, pixel: smooth };
    const noEnd = await openSpec({ ...spec, damage: (bytes) => bytes.subarray(0, bytes.length - 2) });
    expect(await readRaster(level0(noEnd))).toMatchObject({ damaged: [], holes: [] });
    const cut = await openSpec({
      ...spec,
      damage: (bytes, i) => (i === 0 ? bytes.subarray(0, bytes.length - 60) : bytes),
    });
    expect((await readRaster(level0(cut))).damaged).toEqual([expect.objectContaining({ column: 0, row: 0 })]);
  });

  it.each(['deflate', 'lzw'] as const)('a bomb in %s fills its tile and no more', async (compression) => {
    const big: ImageSpec = { width: 512, height: 512, pixel: () => [0, 0, 0], tile: 512, compression };
    let stored = new Uint8Array(0);
    await writeTiff({ images: [{ ...big, damage: (bytes) => (stored = Uint8Array.from(bytes)) }] });
    const { damaged, holes } = await readRaster(
      level0(await openSpec({ compression, damage: (bytes, i) => (i === 0 ? stored : bytes) })),
    );
    expect({ damaged, holes }).toEqual({ damaged: [], holes: [] });
  });

  it.each(['deflate', 'lzw', 'none'] as const)('%s that ends early is damage', async (compression) => {
    const reader = await openSpec({
      compression,
      damage: (bytes, i) => (i === 0 ? bytes.subarray(0, bytes.length >> 1) : bytes),
    });
    expect((await readRaster(level0(reader))).damaged).toHaveLength(1);
  });

  it('a file cut anywhere opens, with holes, or says what is wrong', async () => {
    const whole = await writeTiff({
      images: [{ width: WIDTH, height: HEIGHT, pixel, tile: 64, compression: 'deflate' }],
    });
    for (let length = 0; length < whole.length; length += 997) {
      await expectSettled(whole.slice(0, length));
    }
  });

  it('changed bytes never hang, crash or exhaust anything', { timeout: 60_000 }, async () => {
    const encodeJpeg = (rgb: Uint8Array, w: number, h: number): Promise<Uint8Array> =>
      jpegChunk(rgb, w, h, { quality: 50 });
    const small: ImageSpec = { width: 100, height: 70, pixel: smooth, tile: 32 };
    const files = await Promise.all([
      writeTiff({
        images: [
          { ...small, compression: 'jpeg', photometric: 6, encodeJpeg },
          { ...small, width: 50, height: 35 },
        ],
      }),
      writeTiff({ images: [{ ...small, compression: 'lzw', predictor: 2 }], big: true }),
      writeTiff({ images: [{ ...small, compression: 'deflate', tags: { 270: 'Aperio|MPP = 0.5' } }], bigEndian: true }),
    ]);
    const mutation = fc.record({
      file: fc.nat(files.length - 1),
      // Mostly near the end, where the directories are.
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
        minLength: 1,
        maxLength: 6,
      }),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ file, changes }) => {
        const bytes = (files[file] ?? new Uint8Array(0)).slice();
        for (const [place, value] of changes) bytes[Math.floor(Math.sqrt(place) * (bytes.length - 1))] = value;
        await expectSettled(bytes);
      }),
      { seed: 7, numRuns: 250 },
    );
  });
});

/** Opens and reads everything: works, with or without holes, or fails with a code. */
async function expectSettled(bytes: Uint8Array): Promise<void> {
  try {
    const reader = await open(bytes);
    for (const raster of reader.levels) {
      if (raster.width * raster.height > 4_000_000) continue; // a changed size: nothing is decoded until it is asked for
      await readRaster(raster);
    }
  } catch (error) {
    if (!isFoveaError(error)) throw error;
    expect(error.code).toMatch(/^(slide|source)\//);
  }
}
