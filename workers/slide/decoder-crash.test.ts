import { expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { openSlide } from '#formats/open-slide.ts';
import { nodeDecoders } from '#test-support/jpeg-decoder.ts';
import { writeTiff, type PixelAt } from '#test-support/tiff-writer.ts';
import type { Decoders } from './decode/pool.ts';
import { createSlideService } from './service.ts';

const pixel: PixelAt = (x, y) => [x & 255, y & 255, (x + y) & 255];
const unexpected = (): Promise<never> => Promise.reject(new Error('not expected'));

/** A service over one slide whose decode workers crash for the first `crashes` jobs, with the bytes that they were given. */
async function serviceThatCrashes(crashes: number) {
  const real = await nodeDecoders();
  let jobs = 0;
  const decoders: Decoders = {
    ...real,
    cut(job, signal) {
      if (++jobs > crashes) return real.cut(job, signal);
      for (const { chunk } of job.chunks)
        if (chunk) structuredClone(chunk.bytes.buffer, { transfer: [chunk.bytes.buffer] });
      return Promise.reject(new FoveaError('worker/crashed', { worker: 'decode', what: 'made to crash' }));
    },
  };
  const service = createSlideService({
    openSlide: (location, signal) => openSlide(location, signal, { decodePyramid: unexpected }),
    decoders,
    decodeNatively: unexpected,
  });
  const file = new File([await writeTiff({ images: [{ width: 128, height: 128, pixel, tile: 64 }] })], 'a.tif');
  const context = { signal: new AbortController().signal, progress: () => undefined };
  await service.open({ source: { kind: 'file', file }, slideId: 'a' }, context);
  const region = { slideId: 'a', level: 0, x: 10, y: 20, width: 90, height: 80 };
  return { read: async () => (await service.levelRegion(region, context)).value, jobs: () => jobs };
}

it('what a decode worker took with it when it crashed is read and decoded again', async () => {
  const { read, jobs } = await serviceThatCrashes(1);
  const { pixels, holes } = await read();
  expect(holes).toEqual([]);
  expect(Array.from(pixels.subarray(0, 3))).toEqual(pixel(10, 20));
  expect(jobs()).toBe(2);
});

it('one that crashes again is told, never shown as white; the next call works', async () => {
  const { read } = await serviceThatCrashes(2);
  await expect(read()).rejects.toMatchObject({ code: 'worker/crashed', context: { worker: 'decode' } });
  expect((await read()).holes).toEqual([]);
});
