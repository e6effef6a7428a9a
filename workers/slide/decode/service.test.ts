import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import sharp from 'sharp';
import type { EncodedChunk } from '#formats/codecs/encoded-chunk.ts';
import type { CutJob } from '#formats/region/cut-patches.ts';
import { createDecodeService } from './service.ts';

const path = createRequire(import.meta.url).resolve('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm');
const context = { signal: new AbortController().signal, progress: () => undefined };

async function jobOf(chunk: (bytes: Uint8Array<ArrayBuffer>) => EncodedChunk): Promise<CutJob> {
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#905070' } })
    .jpeg()
    .toBuffer();
  const size = { width: 64, height: 64 };
  return {
    ...{ ...size, chunkWidth: 64, chunkHeight: 64, outWidth: 64, outHeight: 64 },
    rects: [{ x: 0, y: 0, ...size }],
    chunks: [{ column: 0, row: 0, chunk: chunk(new Uint8Array(jpeg)) }],
  };
}

it('a decoder that got no memory is replaced: the tile is not called damaged, and the next one is decoded', async () => {
  const service = createDecodeService();
  await service.setUp({ wasm: await WebAssembly.compile(readFileSync(path)) }, context);
  const jpeg = (bytes: Uint8Array<ArrayBuffer>) => ({ codec: 'jpeg', bytes, width: 64, height: 64 }) as EncodedChunk;
  // More than the decoder's memory can be grown to: what it takes for its input fails in WASM itself.
  const huge = await jobOf((bytes) => jpeg(Object.defineProperty(bytes, 'length', { value: 2 ** 31 - 1 })));
  await expect(service.cut(huge, context)).rejects.not.toMatchObject({ name: 'ChunkError' });
  const { value } = await service.cut(await jobOf(jpeg), context);
  expect(value.damaged).toEqual([]);
  expect(Math.abs((value.pixels[0] ?? 0) - 0x90)).toBeLessThan(4);
});
