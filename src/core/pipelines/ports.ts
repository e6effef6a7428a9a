import type { Level0Rect } from '#core/geometry/frames.ts';

/** Cuts patches from the slide that a run is about; `workers/slide/contract.ts` says how pixels are resampled. */
export type PatchReader = (request: {
  readonly rects: readonly Level0Rect[];
  readonly outWidthPx: number;
  readonly outHeightPx: number;
}) => Promise<{
  /** uint8 RGB `[N, outHeightPx, outWidthPx, 3]`, owned by the receiver. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Names of the damaged or missing tiles met, white in the pixels; the same tile has the same name in every answer. */
  readonly holes: readonly string[];
  /** Indices of the rects that show such white; absent: any may, where there are holes. */
  readonly holed?: readonly number[];
}>;

export interface Encoder {
  /** D */
  readonly featureDim: number;
  /** float32 `[B, D]`, owned by the caller, of uint8 RGB patches `[B, S, S, 3]`, borrowed. */
  encode(pixels: Uint8Array<ArrayBuffer>, count: number): Promise<Float32Array<ArrayBuffer>>;
}

/** Features of earlier runs of the same encoder over the same grid of the same slide. */
export interface FeatureCache {
  /** float32 `[D]`, borrowed, or null. */
  read(column: number, row: number): Float32Array | null;
  /** Keeps a copy of float32 `[D]`. */
  write(column: number, row: number, features: Float32Array): void;
}
