import { FoveaError } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { ChunkError, type EncodedChunk } from '#formats/codecs/encoded-chunk.ts';
import type { OpenedSlide } from '#formats/open-slide.ts';
import { MissingChunk, type Raster } from '#formats/slide-reader.ts';
import { chunksOfCut, type CutGeometry, type CutJob } from '#formats/region/cut-patches.ts';

/** A slide in use: what was opened, and what has been counted since. */
export interface SlideState {
  readonly slide: OpenedSlide;
  readonly description: SlideDescription;
  /** Full resolution first; missing tiles are made up from finer levels where the format wants it. */
  readonly levels: readonly Raster[];
  /** Aborted when the slide is closed. */
  readonly closed: AbortController;
  tilesDecoded: number;
  /** Names ({@link tileName}) of the tiles found damaged or missing so far. */
  readonly holes: Set<string>;
}

export interface ChunkPlace {
  readonly column: number;
  readonly row: number;
}

/** The same for a tile whatever request met it. */
export function tileName(level: number, { column, row }: ChunkPlace): string {
  return `${level}/${column},${row}`;
}

/** Chunks that one job may touch at most, whoever made it; larger cuts go through `cutInParts`. */
const MAX_CHUNKS_PER_JOB = 20_000;

/** Geometry of a cut from `raster`. */
export function cutGeometry(
  raster: Raster,
  rects: CutGeometry['rects'],
  outWidth: number,
  outHeight: number,
): CutGeometry {
  const { width, height, chunkWidth, chunkHeight } = raster;
  return { width, height, chunkWidth, chunkHeight, rects, outWidth, outHeight };
}

/**
 * Reads the compressed chunks of a cut. Holes and damaged chunks become null and are named; a failing source rejects and ends
 * what is still being read.
 */
export async function loadCut(
  raster: Raster,
  geometry: CutGeometry,
  signal: AbortSignal,
): Promise<{ job: CutJob; holes: readonly ChunkPlace[] }> {
  const wanted = chunksOfCut(geometry);
  if (wanted.length > MAX_CHUNKS_PER_JOB) {
    throw new FoveaError('internal', { what: `a request that touches ${wanted.length} tiles` });
  }
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const chunks = await Promise.all(
    wanted.map(async ({ column, row }) => ({ column, row, chunk: await chunkOrHole(raster, column, row, both) })),
  ).catch((error: unknown) => {
    failed.abort(error);
    throw error;
  });
  const holes = chunks.filter(({ chunk }) => chunk === null);
  return { job: { ...geometry, chunks }, holes };
}

async function chunkOrHole(
  raster: Raster,
  column: number,
  row: number,
  signal: AbortSignal,
): Promise<EncodedChunk | null> {
  try {
    return await raster.chunk(column, row, signal);
  } catch (error) {
    if (isHole(error)) return null;
    throw error;
  }
}

/** Damage of one chunk, in contrast to a failing source: white in its place would be taken for glass. */
export function isHole(error: unknown): boolean {
  return error instanceof ChunkError || error instanceof MissingChunk;
}

/** The coded error of a hole at a place. */
export function holeError(error: unknown, level: number, column: number, row: number): FoveaError {
  if (error instanceof MissingChunk) return new FoveaError('tile/missing', { level, column, row });
  const what = error instanceof Error ? error.message : String(error);
  return new FoveaError('tile/damaged', { level, column, row, what }, { cause: error });
}
