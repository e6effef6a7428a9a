import { describe, expect, it } from 'vitest';
import { createSlideClient } from './client.ts';
import type { SlideClient } from './contract.ts';

const PHANTOM = new URL('/phantom/phantom-01.tif', location.href).href;

function pixelsOf(bitmap: ImageBitmap): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
}

async function meanDifference(client: SlideClient, slideId: string, level: number, tilePx: number): Promise<number> {
  const tile = await client.tile({ slideId, level, column: 1, row: 1 });
  if (tile.kind !== 'image') throw new Error(tile.error.code);
  const { width, height } = tile.bitmap;
  const native = pixelsOf(tile.bitmap);
  tile.bitmap.close();
  const { pixels } = await client.levelRegion({ slideId, level, x: tilePx, y: tilePx, width, height });
  let sum = 0;
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) sum += Math.abs((native[i * 4 + c] ?? 0) - (pixels[i * 3 + c] ?? 0));
  }
  return sum / (width * height * 3);
}

describe('the slide worker in a browser', () => {
  it('opens the phantom by URL and shows the tiles that models are given', async () => {
    const client = createSlideClient();
    const slide = await client.open({ source: { kind: 'url', url: PHANTOM } });
    expect(slide).toMatchObject({ format: 'generic-tiff', width: 7168, height: 5120, spacing: { xUmPerPx: 0.5 } });
    // The browser's decoder may round chroma differently; wrong colours would differ by tens.
    expect(await meanDifference(client, slide.id, 0, 256)).toBeLessThan(1.5);
    expect(await meanDifference(client, slide.id, 2, 256)).toBeLessThan(1.5);
    const stats = await client.stats({ slideId: slide.id });
    expect(stats.bytesRead).toBeLessThan(slide.byteSize ?? 0);
    expect(stats.hosts).toEqual([location.host]);
  });
});
