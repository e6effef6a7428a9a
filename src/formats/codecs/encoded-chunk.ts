/**
 * One stored piece of an image (a tile, a strip, a whole small image), still compressed, with all that decoding needs: plain
 * data that can be posted to a decode worker.
 */
export type EncodedChunk = JpegChunk | PixelChunk | PngChunk;

interface ChunkSize {
  /** Stored size, px; decoding refuses any other. */
  readonly width: number;
  readonly height: number;
  /** The part that belongs to the image (Deep Zoom overlap), px of the stored size; absent = all of it. */
  readonly crop?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A complete JPEG stream that any decoder shows in the right colours; its header has been held against the stored size. */
export interface JpegChunk extends ChunkSize {
  readonly codec: 'jpeg';
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The stream came without its end marker: only a strict decoder can tell whether pixels are missing. */
  readonly incomplete: boolean;
}

/** Samples, row by row, perhaps compressed without loss. */
export interface PixelChunk extends ChunkSize {
  readonly codec: 'pixels';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly compression: 'none' | 'deflate' | 'lzw';
  readonly predictor: 1 | 2;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: 8 | 16;
  readonly littleEndian: boolean;
  readonly colour: 'rgb' | 'grey' | 'grey-inverted' | 'palette';
  /** Red, green, blue of each palette entry, 8 bits each; with `palette` only. */
  readonly palette?: Uint8Array<ArrayBuffer>;
}

export interface PngChunk extends ChunkSize {
  readonly codec: 'png';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Decoded pixels: uint8 `[height, width, 3]`, RGB, 0..255, colours as stored. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Why a chunk could not be decoded; the reader's caller adds which one it was. */
export class ChunkError extends Error {
  override readonly name = 'ChunkError';
}
