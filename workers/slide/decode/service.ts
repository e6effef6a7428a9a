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
  let decoder: JpegDecoder | null = null;
  const jpeg = (): JpegDecoder => {
    if (!decoder) throw new FoveaError('internal', { what: 'a decode worker was used before it was set up' });
    return decoder;
  };
  return {
    async setUp({ wasm }) {
      decoder = await createJpegDecoder(wasm);
      return { value: undefined };
    },
    cut(job) {
      const result = cutPatches(job, jpeg());
      return Promise.resolve({ value: result, transfer: [result.pixels.buffer] });
    },
    pyramid(chunk) {
      try {
        const levels = pyramidOfImage(decodeChunk(chunk, jpeg()));
        return Promise.resolve({ value: { kind: 'levels', levels }, transfer: levels.map(({ data }) => data.buffer) });
      } catch (error) {
        if (!(error instanceof ChunkError)) throw error;
        return Promise.resolve({ value: { kind: 'damaged', what: error.message } });
      }
    },
    async picture(job) {
      const { pixels, damaged } = cutPatches(job, jpeg());
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
