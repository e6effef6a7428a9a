import { FoveaError } from '#core/errors/fovea-error.ts';
import { loadAhead } from '#core/pipelines/ahead.ts';
import type { CutGeometry, CutResult } from '#formats/region/cut-patches.ts';
import { splitCut, type CutPart } from '#formats/region/split-cut.ts';
import type { Raster } from '#formats/slide-reader.ts';
import type { Decoders } from './decode/pool.ts';
import { loadCut, type ChunkPlace } from './open-slide-state.ts';

/**
 * Pixels of the chunks that one job may hold; compressed, they are a tenth of it or less, uncompressed three times as many bytes.
 * An overview of a slide without coarse levels would otherwise hold the whole slide at once.
 */
const MAX_JOB_PIXELS = 32 * 1024 * 1024;
/** Whatever their size: each chunk costs a few reads of the tables. */
const MAX_JOB_CHUNKS = 4096;
/** So many fit together at a corner, and must. */
const MIN_JOB_CHUNKS = 4;
/** One is decoded while the next is read. */
const PARTS_AHEAD = 2;

/** Chunks of `raster` that one job may touch. */
export function jobLimit({ chunkWidth, chunkHeight }: Raster): number {
  const fitting = Math.floor(MAX_JOB_PIXELS / (chunkWidth * chunkHeight));
  return Math.min(MAX_JOB_CHUNKS, Math.max(MIN_JOB_CHUNKS, fitting));
}

export interface CutFromRaster {
  readonly pixels: CutResult['pixels'];
  /** Chunks that were missing or damaged; one met by several parts comes several times. */
  readonly holes: readonly ChunkPlace[];
  readonly decoded: number;
}

/**
 * Reads and decodes a cut of any size with bounded memory: in parts where it touches more chunks than one job may.
 *
 * @param name the slide's, for the error
 * @throws FoveaError `slide/unsupported-layout` where a single output pixel would take too many chunks
 */
export async function cutInParts(
  raster: Raster,
  geometry: CutGeometry,
  name: string,
  decoders: Pick<Decoders, 'cut'>,
  signal: AbortSignal,
): Promise<CutFromRaster> {
  const limit = jobLimit(raster);
  const parts = splitCut(geometry, limit);
  if (!parts) {
    const what = `it has no smaller copy of its picture, and an overview would need more than ${limit} tiles for one pixel`;
    throw new FoveaError('slide/unsupported-layout', { name, what });
  }
  const cutPart = async (part: CutPart): Promise<CutFromRaster & { readonly part: CutPart }> => {
    signal.throwIfAborted();
    const { job, holes } = await loadCut(raster, part.geometry, signal);
    const { pixels, damaged, decoded } = await decoders.cut(job, signal);
    return { part, pixels, holes: [...holes, ...damaged], decoded };
  };
  const [only] = parts;
  if (only && parts.length === 1) return cutPart(only);
  const pixels = new Uint8Array(geometry.rects.length * geometry.outWidth * geometry.outHeight * 3);
  const holes: ChunkPlace[] = [];
  let decoded = 0;
  const load = (index: number) => {
    const part = parts[index];
    return part ? cutPart(part) : Promise.reject(new RangeError(`part ${index}`));
  };
  for await (const result of loadAhead(parts.length, PARTS_AHEAD, load)) {
    place(result.pixels, result.part, geometry, pixels);
    for (const hole of result.holes) holes.push(hole);
    decoded += result.decoded;
  }
  return { pixels, holes, decoded };
}

/** Copies the pixels of a part row by row to where they belong. */
function place(from: Uint8Array, part: CutPart, { outWidth, outHeight }: CutGeometry, to: Uint8Array): void {
  const { outWidth: width, outHeight: height, rects } = part.geometry;
  for (let k = 0; k < rects.length; k += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = (k * height + y) * width * 3;
      const target = (((part.firstRect + k) * outHeight + part.top + y) * outWidth + part.left) * 3;
      to.set(from.subarray(row, row + width * 3), target);
    }
  }
}
