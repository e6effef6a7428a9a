import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { decodeChunk } from '#formats/codecs/decode-chunk.ts';
import { createJpegDecoder, type JpegDecoder } from '#formats/codecs/jpeg-decoder.ts';
import type { Decoders } from '#workers/slide/decode/pool.ts';
import { pyramidOfImage } from '#formats/image/halve.ts';
import { cutPatches } from '#formats/region/cut-patches.ts';

const wasmPath = createRequire(import.meta.url).resolve('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm');

/** The app's own JPEG decoder, under Node. */
export async function nodeJpegDecoder(): Promise<JpegDecoder> {
  return createJpegDecoder(await WebAssembly.compile(await readFile(wasmPath)));
}

/** Decodes on the calling thread; pictures for a screen need a browser. */
export async function nodeDecoders(): Promise<Decoders> {
  const jpeg = await nodeJpegDecoder();
  return {
    cut(job, signal) {
      signal.throwIfAborted();
      return Promise.resolve(cutPatches(job, jpeg));
    },
    pyramid(chunk, signal) {
      signal.throwIfAborted();
      return Promise.resolve(pyramidOfImage(decodeChunk(chunk, jpeg)));
    },
    picture() {
      return Promise.reject(new Error('no pictures under Node'));
    },
  };
}
