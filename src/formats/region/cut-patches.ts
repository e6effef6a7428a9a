/** The pixel half of a patch request: from compressed chunks to resampled RGB. Pure; runs in a decode worker and under Node. */
import { decodeChunk } from '../codecs/decode-chunk.ts';
import { ChunkError, type EncodedChunk, type RgbImage } from '../codecs/encoded-chunk.ts';
import type { JpegDecoder } from '../codecs/jpeg-decoder.ts';
import { axisWeights, sourceSpan, type AxisWeights } from './axis-weights.ts';
import { PatchCanvas } from './patch-canvas.ts';

/** Geometry of one image (a level) and the boxes wanted of it, in its pixels, fractional. */
export interface CutGeometry {
  readonly width: number;
  readonly height: number;
  readonly chunkWidth: number;
  readonly chunkHeight: number;
  readonly rects: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly outWidth: number;
  readonly outHeight: number;
}

export interface CutJob extends CutGeometry {
  /** Every chunk that {@link chunksOfCut} names; null = a hole, which becomes white. */
  readonly chunks: readonly { readonly column: number; readonly row: number; readonly chunk: EncodedChunk | null }[];
}

export interface CutResult {
  /** uint8 RGB `[N, outHeight, outWidth, 3]`. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Chunks that could not be decoded, beside the holes that the job came with. */
  readonly damaged: readonly { readonly column: number; readonly row: number; readonly what: string }[];
  readonly decoded: number;
}

interface Patch {
  readonly x: AxisWeights;
  readonly y: AxisWeights;
  readonly chunks: readonly string[];
}

function key(column: number, row: number): string {
  return `${column},${row}`;
}

function plan(geometry: CutGeometry): Patch[] {
  const { width, height, chunkWidth, chunkHeight, outWidth, outHeight } = geometry;
  return geometry.rects.map((rect) => {
    const x = axisWeights(rect.x, rect.width, outWidth, width);
    const y = axisWeights(rect.y, rect.height, outHeight, height);
    const columns = sourceSpan(x);
    const rows = sourceSpan(y);
    const chunks: string[] = [];
    if (columns.end > 0 && rows.end > 0) {
      for (let row = Math.floor(rows.first / chunkHeight); row * chunkHeight < rows.end; row += 1) {
        for (let column = Math.floor(columns.first / chunkWidth); column * chunkWidth < columns.end; column += 1) {
          chunks.push(key(column, row));
        }
      }
    }
    return { x, y, chunks };
  });
}

/** The chunks that a cut needs, each once. */
export function chunksOfCut(geometry: CutGeometry): { column: number; row: number }[] {
  const names = new Set(plan(geometry).flatMap(({ chunks }) => chunks));
  return Array.from(names, (name) => {
    const [column = 0, row = 0] = name.split(',').map(Number);
    return { column, row };
  });
}

/** Indices of the boxes of a cut that need one of some chunks. */
export function boxesOn(
  geometry: CutGeometry,
  chunks: readonly { readonly column: number; readonly row: number }[],
): number[] {
  const names = new Set(chunks.map(({ column, row }) => key(column, row)));
  return plan(geometry).flatMap((patch, box) => (patch.chunks.some((name) => names.has(name)) ? [box] : []));
}

/** Decodes each chunk once and holds it only while a patch still needs it. */
export function cutPatches(job: CutJob, jpeg: JpegDecoder): CutResult {
  const patches = plan(job);
  const encoded = new Map(job.chunks.map((entry) => [key(entry.column, entry.row), entry]));
  const uses = new Map<string, number>();
  for (const { chunks } of patches) for (const name of chunks) uses.set(name, (uses.get(name) ?? 0) + 1);

  const decodedChunks = new Map<string, RgbImage>();
  const damaged: CutResult['damaged'][number][] = [];
  let decoded = 0;
  let white: RgbImage | null = null;
  const image = (name: string): RgbImage => {
    const kept = decodedChunks.get(name);
    if (kept) return kept;
    const entry = encoded.get(name);
    if (!entry) throw new Error(`chunk ${name} is not in the job`);
    let result: RgbImage | null = null;
    if (entry.chunk) {
      try {
        result = decodeChunk(entry.chunk, jpeg);
        decoded += 1;
      } catch (error) {
        if (!(error instanceof ChunkError)) throw error;
        damaged.push({ column: entry.column, row: entry.row, what: error.message });
      }
    }
    // One for all holes: a sparse slide has many thousands.
    if (!result) result = white ??= whiteChunk(job.chunkWidth, job.chunkHeight);
    decodedChunks.set(name, result);
    return result;
  };

  const patchBytes = job.outWidth * job.outHeight * 3;
  const pixels = new Uint8Array(patches.length * patchBytes);
  for (const [index, patch] of patches.entries()) {
    const canvas = new PatchCanvas(patch.x, patch.y);
    for (const name of patch.chunks) {
      const { column, row } = encoded.get(name) ?? { column: 0, row: 0 };
      canvas.add(image(name), column * job.chunkWidth, row * job.chunkHeight);
      const left = (uses.get(name) ?? 1) - 1;
      uses.set(name, left);
      if (left === 0) decodedChunks.delete(name);
    }
    canvas.writeTo(pixels, index * patchBytes);
  }
  return { pixels, damaged, decoded };
}

function whiteChunk(width: number, height: number): RgbImage {
  return { width, height, data: new Uint8Array(width * height * 3).fill(255) };
}
