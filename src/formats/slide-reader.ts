import type { AssociatedImageName, SlideFormat } from '#core/slide/description.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import type { EncodedChunk } from './codecs/encoded-chunk.ts';

/** An image stored as a grid of chunks: one pyramid level, or an associated image. Sizes in its own pixels. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly chunkWidth: number;
  readonly chunkHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Chunks are of a shape that a viewer can take as its tiles (strips are not). */
  readonly chunksAreTiles: boolean;
  /**
   * The chunk that covers `[column·chunkWidth, …) × [row·chunkHeight, …)`; it may reach past the image's edge, never short of it.
   * Rejects with {@link MissingChunk} for a hole, `ChunkError` for damage that shows without decoding, or a `source/…` error.
   */
  chunk(column: number, row: number, signal: AbortSignal): Promise<EncodedChunk>;
}

/** The file has no data for this chunk: a sparse file, or a tile that failed when the slide was written. */
export class MissingChunk extends Error {
  override readonly name = 'MissingChunk';
}

/** What every format gives. Levels are sorted from full resolution down. */
export interface SlideReader {
  readonly format: SlideFormat;
  readonly name: string;
  readonly levels: readonly Raster[];
  readonly associated: ReadonlyMap<AssociatedImageName, Raster>;
  readonly spacing: Spacing | null;
  readonly spacingNote: string | null;
  readonly objectivePower: number | null;
  readonly properties: Readonly<Record<string, string>>;
}
