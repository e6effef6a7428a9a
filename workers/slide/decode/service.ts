import { FoveaError } from '#core/errors/fovea-error.ts';
import { decodeChunk } from '#formats/codecs/decode-chunk.ts';
import { ChunkError } from '#formats/codecs/encoded-chunk.ts';
import { createJpegDecoder, type JpegDecoder } from '#formats/codecs/jpeg-decoder.ts';
import { pyramidOfImage } from '#formats/image/halve.ts';
import { cutPatches } from '#formats/region/cut-patches.ts';
import type { CallHandlers } from '../../shared/calls.ts';
import type { DecodeCalls } from './calls.ts';

/** Handlers of one decode worker. */
export function createDecodeService(): CallHandlers<DecodeCalls> {
  let wasm: WebAssembly.Module | null = null;
  let decoder: JpegDecoder | null = null;

  /** A decoder that trapped or got no memory is not used again: the next job gets one with a memory of its own. */
  async function decoding<T>(job: (jpeg: JpegDecoder) => T): Promise<T> {
    if (!wasm) throw new FoveaError('internal', { what: 'a decode worker was used before it was set up' });
    decoder ??= await createJpegDecoder(wasm);
    try {
      return job(decoder);
    } catch (error) {
      if (!(error instanceof ChunkError)) decoder = null;
      throw error;
    }
  }

  return {
    async setUp(given) {
      wasm = given.wasm;
      decoder = await createJpegDecoder(wasm);
      return { value: undefined };
    },
    async cut(job) {
      const result = await decoding((jpeg) => cutPatches(job, jpeg));
      return { value: result, transfer: [result.pixels.buffer] };
    },
    async pyramid(chunk) {
      try {
        const levels = await decoding((jpeg) => pyramidOfImage(decodeChunk(chunk, jpeg)));
        return { value: { kind: 'levels', levels }, transfer: levels.map(({ data }) => data.buffer) };
      } catch (error) {
        if (!(error instanceof ChunkError)) throw error;
        return { value: { kind: 'damaged', what: error.message } };
      }
    },
    async picture(job) {
      const { pixels, damaged } = await decoding((jpeg) => cutPatches(job, jpeg));
      const image = new ImageData(rgbToRgba(pixels), job.outWidth, job.outHeight);
      const bitmap = await createImageBitmap(image, { colorSpaceConversion: 'none' });
      return { value: { bitmap, damaged }, transfer: [bitmap] };
    },
  };
}

function rgbToRgba(rgb: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0;
    rgba[to + 1] = rgb[from + 1] ?? 0;
    rgba[to + 2] = rgb[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  return rgba;
}
