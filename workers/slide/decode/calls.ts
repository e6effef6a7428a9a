import type { EncodedChunk, RgbImage } from '#formats/codecs/encoded-chunk.ts';
import type { CutJob, CutResult } from '#formats/region/cut-patches.ts';

/** Calls of a decode worker. Chunk bytes are transferred to it. */
export interface DecodeCalls {
  /** Must come first: the compiled libjpeg-turbo. */
  readonly setUp: { readonly request: { wasm: WebAssembly.Module }; readonly answer: undefined };
  /** RGB bytes for models and checks. */
  readonly cut: { readonly request: CutJob; readonly answer: CutResult };
  /** The same for a single box as a picture for the screen. */
  readonly picture: { readonly request: CutJob; readonly answer: PictureResult };
  /** A whole plain image with its halves. */
  readonly pyramid: {
    readonly request: EncodedChunk;
    readonly answer: PyramidResult;
  };
}

export type PyramidResult =
  | { readonly kind: 'levels'; readonly levels: readonly RgbImage[] }
  | { readonly kind: 'damaged'; readonly what: string };

export interface PictureResult {
  readonly bitmap: ImageBitmap;
  readonly damaged: CutResult['damaged'];
}
