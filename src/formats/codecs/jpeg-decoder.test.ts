import { setFlagsFromString } from 'node:v8';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { isOutOfMemory } from '#core/errors/out-of-memory.ts';
import { nodeJpegDecoder } from '#test-support/jpeg-decoder.ts';
import { ChunkError, type JpegChunk } from './encoded-chunk.ts';

/** A decoder without its stack put right was at its end after some 4,070 of them. */
const MANY = 10_000;

it('decodes as at first after thousands of damaged tiles', async () => {
  const raw = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7) & 255);
  const jpeg = await sharp(raw, { raw: { width: 32, height: 32, channels: 3 } })
    .jpeg()
    .toBuffer();
  const decoder = await nodeJpegDecoder();
  const chunk = (bytes: Uint8Array): JpegChunk => ({
    codec: 'jpeg',
    bytes: new Uint8Array(bytes),
    width: 32,
    height: 32,
    incomplete: false,
  });
  const good = chunk(jpeg);
  const first = decoder.decode(good);
  const bad = chunk(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
  for (let i = 0; i < MANY; i += 1) expect(() => decoder.decode(bad)).toThrow(ChunkError);
  expect(decoder.decode(good)).toEqual(first);
});

it('that gets no memory when it starts says so, and the next one starts', async () => {
  // An instance asks for some 760 pages at once.
  setFlagsFromString('--wasm-max-mem-pages=400');
  try {
    const error: unknown = await nodeJpegDecoder().catch((reason: unknown) => reason);
    expect(isOutOfMemory(error), String(error)).toBe(true);
  } finally {
    setFlagsFromString('--wasm-max-mem-pages=65536');
  }
  await expect(nodeJpegDecoder()).resolves.toHaveProperty('decode');
});
