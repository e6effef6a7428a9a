/**
 * Contract of the slide worker: plain data and types only. The service behind it owns byte sources, readers and the
 * pool of decoders; nothing here decodes on the page's thread.
 */
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { AssociatedImageName, SlideDescription } from '#core/slide/description.ts';

export type SlideSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly file: File }
  /** A dropped or picked folder; `path` is relative to it, `/`-separated. */
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly file: File }[];
    };

export interface TileRequest {
  readonly slideId: string;
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** A tile's picture, cut to the slide's edge (ownership passes to the caller, who closes it), or a hole with the reason; a hole does not end a viewing. */
export type TileImage =
  | {
      readonly kind: 'image';
      readonly bitmap: ImageBitmap;
      /**
       * By the platform's decoder, which makes a picture of damaged data too. `levelRegion` of the same place says what the models' decoder makes of
       * them; where that is a hole, the tile is one from then on when it is asked for again.
       */
      readonly unchecked?: true;
    }
  | { readonly kind: 'hole'; readonly error: PlainError };

/**
 * Patches cut from the slide and brought to one size.
 *
 * Resampling: the coarsest level whose downsample is ≤ the wanted one × 1.001 (wanted = rect.width / outWidthPx), level 0 where
 * there is none; the level-0 rectangle mapped to that level's fractional pixels; exact area average with fractional pixel coverage when
 * shrinking (separable, rounded half up), bilinear with pixel centres at half integers, clamped at the image edge, when enlarging. What lies outside the slide is white.
 * Always the WASM decoder: the same bytes in every browser. All rects of one request must have the same width and height.
 */
export interface PatchRequest {
  readonly slideId: string;
  readonly rects: readonly Level0Rect[];
  readonly outWidthPx: number;
  readonly outHeightPx: number;
}

export interface PatchBatch {
  /** uint8 RGB `[N, outHeightPx, outWidthPx, 3]`, 0..255; transferred, owned by the receiver. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Damaged or missing tiles met, filled with white: one name per tile of the slide (`level/column,row`), each once. */
  readonly holes: readonly string[];
  /** Indices of the rects that show such white; absent: any may. */
  readonly holed?: readonly number[];
}

/** A region of one level as it is stored: no resampling. `x, y, width, height` in that level's pixels, integers. */
export interface LevelRegionRequest {
  readonly slideId: string;
  readonly level: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SlideStats {
  /** Bytes and requests that the source served so far (network or disk), after the block cache. */
  readonly bytesRead: number;
  readonly requests: number;
  readonly cacheBytes: number;
  readonly tilesDecoded: number;
  /** Different tiles that were found damaged or missing. */
  readonly holes: number;
  /** Hosts contacted for this slide; empty for local files. */
  readonly hosts: readonly string[];
}

/**
 * Calls of the slide worker. Every call takes one request object and an optional signal (which crosses as a port, see
 * `workers/shared/cancel.ts`); every promise settles; failures arrive as `FoveaError`, abort as `AbortError`.
 */
export interface SlideClient {
  open(request: { source: SlideSource }, signal?: AbortSignal): Promise<SlideDescription>;
  tile(request: TileRequest, signal?: AbortSignal): Promise<TileImage>;
  patches(request: PatchRequest, signal?: AbortSignal): Promise<PatchBatch>;
  levelRegion(request: LevelRegionRequest, signal?: AbortSignal): Promise<PatchBatch>;
  associatedImage(request: { slideId: string; name: AssociatedImageName }, signal?: AbortSignal): Promise<ImageBitmap>;
  stats(request: { slideId: string }): Promise<SlideStats>;
  close(request: { slideId: string }): Promise<void>;
  /** A port on which another worker speaks the same calls (it wraps it with `slideClientFromPort`); close the port to end it. */
  openPort(): Promise<MessagePort>;
}
