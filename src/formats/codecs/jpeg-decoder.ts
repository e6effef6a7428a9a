// The declaration is ambient (the package is CommonJS without types); every tsconfig that gets here needs it.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./libjpeg-turbo.d.ts" />
import createModule from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { isOutOfMemory } from '#core/errors/out-of-memory.ts';
import { ChunkError, type JpegChunk, type RgbImage } from './encoded-chunk.ts';

/** libjpeg-turbo in WASM: the decoder whose pixels go into models, the same bytes in every browser and under Node. */
export interface JpegDecoder {
  /** Synchronous. Throws `ChunkError` on data that libjpeg-turbo refuses or warns about. */
  decode(chunk: JpegChunk): RgbImage;
}

type JpegModule = Awaited<ReturnType<typeof createModule>>;

/** Instantiates the decoder from its compiled module (compile once, share between workers). Rejects where there is no memory for it. */
export async function createJpegDecoder(wasm: WebAssembly.Module): Promise<JpegDecoder> {
  const made: { exports: WebAssembly.Exports } = { exports: {} };
  const module = await new Promise<JpegModule>((resolve, reject) => {
    createModule({
      instantiateWasm(imports, done) {
        // An instance asks for its memory (50 MB) here. The library would wait for good where it gets none.
        WebAssembly.instantiate(wasm, imports)
          .then((instance) => {
            made.exports = instance.exports;
            done(instance, wasm);
          })
          .catch(reject);
        return {};
      },
      print: () => undefined,
      printErr: () => undefined,
    }).then(resolve, reject);
  });
  const { get, set } = stackOf(made.exports);
  return {
    decode({ bytes, width, height }): RgbImage {
      const decoder = new module.JPEGDecoder();
      try {
        decoder.getEncodedBuffer(bytes.length).set(bytes);
        const before = get();
        try {
          decoder.decode();
        } catch (cause) {
          // An exception leaves its frames on the library's stack: after some four thousand damaged tiles they would run into its data.
          set(before);
          // A trap leaves the instance in disorder and tells nothing about the tile: memory, in practice.
          if (cause instanceof WebAssembly.RuntimeError || isOutOfMemory(cause)) throw cause;
          // Emscripten throws the address of a C++ exception.
          throw new ChunkError('libjpeg-turbo cannot decode it', { cause });
        }
        const info = decoder.getFrameInfo();
        if (info.width !== width || info.height !== height) {
          throw new ChunkError(`JPEG decoded to ${info.width}×${info.height} instead of ${width}×${height}`);
        }
        return { width, height, data: toRgb(decoder.getDecodedBuffer(), width * height, info.componentCount) };
      } finally {
        decoder.delete(); // a reused decoder could hand out the previous tile's pixels
      }
    },
  };
}

/** The library's own stack pointer. */
interface WasmStack {
  readonly get: () => number;
  readonly set: (pointer: number) => void;
}

/** `emscripten_stack_get_current` and `_emscripten_stack_restore`, by the names that this build of the library gave them. */
const STACK_EXPORTS = { get: 'W', set: 'U' } as const;

/** Throws where a build of the library has them under other names: a test of the decoder shows it. */
function stackOf(exports: WebAssembly.Exports): WasmStack {
  const { [STACK_EXPORTS.get]: get, [STACK_EXPORTS.set]: set } = exports;
  if (typeof get !== 'function' || typeof set !== 'function' || get.length !== 0 || set.length !== 1)
    throw new Error('the JPEG decoder is of another build: its stack is not where it was');
  return { get: get as WasmStack['get'], set: set as WasmStack['set'] };
}

function toRgb(decoded: Uint8Array, pixels: number, components: number): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(pixels * 3);
  if (components === 3 && decoded.length === rgb.length) {
    rgb.set(decoded);
    return rgb;
  }
  if (components !== 1 || decoded.length !== pixels) throw new ChunkError(`JPEG with ${components} components`);
  for (let i = 0; i < pixels; i += 1) {
    const grey = decoded[i] ?? 0;
    rgb[i * 3] = grey;
    rgb[i * 3 + 1] = grey;
    rgb[i * 3 + 2] = grey;
  }
  return rgb;
}
