import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTiff, type ImageSpec, type PixelAt } from '#test-support/tiff-writer.ts';
import { createSlideClient } from './client.ts';
import type { TileImage } from './contract.ts';

const PHANTOM = new URL('/phantom/phantom-01.tif', location.href).href;
const WIDTH = 200;
const HEIGHT = 140;
/** Stays within the gamut when its numbers are taken for YCbCr. */
const nearGrey: PixelAt = (x, y) => [100 + Math.round((x * 60) / WIDTH), 110 + Math.round((y * 30) / HEIGHT), 140];

let client: ReturnType<typeof createSlideClient>;
let workers: Worker[];
beforeEach(() => {
  workers = [];
  client = createSlideClient(() => {
    const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module' });
    workers.push(worker);
    return worker;
  });
});
afterEach(() => {
  client.dispose();
});

/** RGBA of a bitmap, which is closed. */
function pixelsOf(bitmap: ImageBitmap): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return data;
}

function bitmapOf(tile: TileImage): ImageBitmap {
  if (tile.kind !== 'image') throw new Error(tile.error.code);
  return tile.bitmap;
}

/** Mean difference between a tile as shown and the same pixels as models are given them. */
async function screenAgainstModel(
  slideId: string,
  level: number,
  tilePx: number,
  column: number,
  row: number,
): Promise<number> {
  const bitmap = bitmapOf(await client.tile({ slideId, level, column, row }));
  const { width, height } = bitmap;
  const shown = pixelsOf(bitmap);
  const { pixels } = await client.levelRegion({ slideId, level, x: column * tilePx, y: row * tilePx, width, height });
  let sum = 0;
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) sum += Math.abs((shown[i * 4 + c] ?? 0) - (pixels[i * 3 + c] ?? 0));
  }
  return sum / (width * height * 3);
}

async function tiffFile(image: Partial<ImageSpec>): Promise<File> {
  const bytes = await writeTiff({ images: [{ width: WIDTH, height: HEIGHT, pixel: nearGrey, tile: 64, ...image }] });
  return new File([bytes], 'made.tif');
}

async function jpegOf(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    image.data.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
    image.data[i * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
  return new Uint8Array(await blob.arrayBuffer());
}

/** A JPEG whose components hold R, G and B as they are, under the ids of YCbCr: what Aperio writes. */
function rgbJpegOf(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const faked = new Uint8ClampedArray(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const [y = 0, cb = 0, cr = 0] = rgb.subarray(i, i + 3);
    faked[i] = y + 1.402 * (cr - 128);
    faked[i + 1] = y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128);
    faked[i + 2] = y + 1.772 * (cb - 128);
  }
  return jpegOf(Uint8Array.from(faked), width, height);
}

describe('the slide worker in a browser', () => {
  it('opens the phantom by URL and shows the tiles that models are given', async () => {
    const slide = await client.open({ source: { kind: 'url', url: PHANTOM } });
    expect(slide).toMatchObject({ format: 'generic-tiff', width: 7168, height: 5120, spacing: { xUmPerPx: 0.5 } });
    // The browser's decoder may round chroma differently; wrong colours would differ by tens.
    expect(await screenAgainstModel(slide.id, 0, 256, 1, 1)).toBeLessThan(1.5);
    expect(await screenAgainstModel(slide.id, 2, 256, 1, 1)).toBeLessThan(1.5);
    const stats = await client.stats({ slideId: slide.id });
    expect(stats.bytesRead).toBeLessThan(slide.byteSize ?? 0);
    expect(stats.hosts).toEqual([location.host]);
  });

  it('shows RGB JPEG in its own colours', async () => {
    const file = await tiffFile({ compression: 'jpeg', photometric: 2, encodeJpeg: rgbJpegOf });
    const slide = await client.open({ source: { kind: 'file', file } });
    const shown = pixelsOf(bitmapOf(await client.tile({ slideId: slide.id, level: 0, column: 1, row: 1 })));
    const wanted = nearGrey(64 + 20, 64 + 30);
    const at = (30 * 64 + 20) * 4;
    for (const [c, value] of wanted.entries()) expect(Math.abs((shown[at + c] ?? 0) - value)).toBeLessThanOrEqual(6);
    expect(await screenAgainstModel(slide.id, 0, 64, 1, 1)).toBeLessThan(1.5);
  });

  it('cuts the last tiles to the edge of the slide', async () => {
    const file = await tiffFile({ compression: 'jpeg', photometric: 6, encodeJpeg: jpegOf });
    const slide = await client.open({ source: { kind: 'file', file } });
    const bitmap = bitmapOf(await client.tile({ slideId: slide.id, level: 0, column: 3, row: 2 }));
    expect([bitmap.width, bitmap.height]).toEqual([WIDTH - 3 * 64, HEIGHT - 2 * 64]);
    bitmap.close();
    expect(await screenAgainstModel(slide.id, 0, 64, 3, 2)).toBeLessThan(1.5);
  });

  it.each(['deflate', 'lzw', 'none'] as const)('shows %s tiles and strips exactly', async (compression) => {
    for (const image of [
      { compression, tile: 64 },
      { compression, rowsPerStrip: 9 },
    ]) {
      const bytes = await writeTiff({ images: [{ width: WIDTH, height: HEIGHT, pixel: nearGrey, ...image }] });
      const slide = await client.open({ source: { kind: 'file', file: new File([bytes], 'x.tif') } });
      const { tileWidth = 0 } = slide.levels[0] ?? {};
      expect(await screenAgainstModel(slide.id, 0, tileWidth, 0, 0)).toBe(0);
    }
  });

  it('gives a hole with its reason for a damaged tile, and goes on', async () => {
    const damage = (bytes: Uint8Array, i: number): Uint8Array => (i === 1 ? bytes.subarray(0, 20) : bytes);
    const file = await tiffFile({ compression: 'jpeg', photometric: 6, encodeJpeg: jpegOf, damage, holes: [2] });
    const slide = await client.open({ source: { kind: 'file', file } });
    const tile = (column: number): Promise<TileImage> => client.tile({ slideId: slide.id, level: 0, column, row: 0 });
    expect(await tile(1)).toMatchObject({ kind: 'hole', error: { code: 'tile/damaged', context: { column: 1 } } });
    expect(await tile(2)).toMatchObject({ kind: 'hole', error: { code: 'tile/missing', context: { column: 2 } } });
    bitmapOf(await tile(0)).close();
    expect((await client.stats({ slideId: slide.id })).holes).toBe(2);
  });

  it('opens a plain PNG and cuts it exactly', async () => {
    const canvas = new OffscreenCanvas(700, 600);
    const context = canvas.getContext('2d');
    context?.fillRect(0, 0, 700, 600);
    if (context) context.fillStyle = 'rgb(10, 200, 30)';
    context?.fillRect(510, 100, 50, 50);
    const file = new File([await canvas.convertToBlob({ type: 'image/png' })], 'plain.png');
    const slide = await client.open({ source: { kind: 'file', file } });
    expect(slide).toMatchObject({ format: 'image', width: 700, height: 600, spacing: null });
    const shown = pixelsOf(bitmapOf(await client.tile({ slideId: slide.id, level: 0, column: 1, row: 0 })));
    const at = (120 * (700 - 512) + 10) * 4;
    expect(Array.from(shown.subarray(at, at + 3))).toEqual([10, 200, 30]);
  });

  it('rejects an aborted call at once and stays of use', async () => {
    const slide = await client.open({ source: { kind: 'url', url: PHANTOM } });
    const controller = new AbortController();
    const tiles = Array.from({ length: 12 }, (_, column) =>
      client.tile({ slideId: slide.id, level: 0, column, row: 9 }, controller.signal),
    );
    controller.abort();
    for (const tile of tiles) await expect(tile).rejects.toMatchObject({ name: 'AbortError' });
    bitmapOf(await client.tile({ slideId: slide.id, level: 0, column: 5, row: 9 })).close();
  });

  it('shows the same slides after its worker has crashed', async () => {
    const phantom = await client.open({ source: { kind: 'url', url: PHANTOM } });
    const file = await tiffFile({ compression: 'deflate' });
    const made = await client.open({ source: { kind: 'file', file } });
    const region = { level: 0, x: 64, y: 64, width: 32, height: 32 };
    const before = await client.levelRegion({ slideId: made.id, ...region });
    const pending = client.tile({ slideId: phantom.id, level: 0, column: 3, row: 3 });
    workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'made to crash' }));
    bitmapOf(await pending).close();
    expect(await client.levelRegion({ slideId: made.id, ...region })).toEqual(before);
    expect(workers).toHaveLength(2);
  });

  it('speaks to another thread over a port', async () => {
    const { slideClientFromPort } = await import('./port-client.ts');
    const slide = await client.open({ source: { kind: 'url', url: PHANTOM } });
    const other = slideClientFromPort(await client.openPort());
    const rects = [{ x: 100, y: 100, width: 512, height: 512 }];
    const { pixels } = await other.patches({ slideId: slide.id, rects, outWidthPx: 224, outHeightPx: 224 });
    expect(pixels.length).toBe(224 * 224 * 3);
  });
});
