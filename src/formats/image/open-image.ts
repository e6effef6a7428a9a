/** A plain JPEG or PNG: decoded once, with a pyramid made of it in memory. */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { ChunkError, type EncodedChunk, type RgbImage } from '../codecs/encoded-chunk.ts';
import { completeJpeg, readJpegFrame } from '../codecs/jpeg-stream.ts';
import { readPngSize } from '../codecs/png-chunk.ts';
import type { SlideReader } from '../slide-reader.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { memoryRaster } from './memory-raster.ts';

/**
 * Pixels of the largest plain image we open. It has to be decoded as a whole and held (4 bytes a pixel with the pyramid): 64 megapixels are 256 MB.
 * Larger pictures belong into a pyramid.
 */
export const MAX_IMAGE_PIXELS = 64 * 1024 * 1024;
/** Unpacked bytes of the largest PNG: one of 16 bits per sample may have fewer pixels. */
const MAX_UNPACKED_BYTES = 4 * MAX_IMAGE_PIXELS;
const HEADER_BYTES = 64 * 1024;
const MAX_FILE_BYTES = 512 * 1024 * 1024;

export type PlainImageKind = 'jpeg' | 'png';

/** Told by content; null where the bytes are neither. */
export function plainImageKind(head: Uint8Array): PlainImageKind | null {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (head[0] === 0x89 && head[1] === 0x50 && head[2] === 0x4e && head[3] === 0x47) return 'png';
  return null;
}

/** Decodes a chunk and makes its pyramid, full resolution first; away from this thread. Rejects with `ChunkError`. */
export type DecodePyramid = (chunk: EncodedChunk, signal: AbortSignal) => Promise<readonly RgbImage[]>;

/** Reads the whole file (it is needed whole) after its header has been held against the limit. */
export async function openImage(
  source: ByteSource,
  kind: PlainImageKind,
  decodePyramid: DecodePyramid,
  signal: AbortSignal,
): Promise<SlideReader> {
  const { size, name } = source;
  if (size === null) throw new FoveaError('slide/unsupported-layout', { name, what: 'a plain image of unknown size' });
  const head = await source.read(0, Math.min(size, HEADER_BYTES), signal);
  const { width, height, bytesPerPixel } = sizeOf(head, kind, name);
  if (width < 1 || height < 1) throw new FoveaError('slide/damaged', { name, what: 'an image without pixels' });
  const maxPixels = Math.min(MAX_IMAGE_PIXELS, Math.floor(MAX_UNPACKED_BYTES / bytesPerPixel));
  if (width * height > maxPixels || size > MAX_FILE_BYTES) {
    throw new FoveaError('slide/too-large-image', { name, width, height, maxPixels });
  }
  const bytes = (await source.read(0, size, signal)).slice();
  const levels = await damageAsError(name, () => decodePyramid(wholeChunk(bytes, kind, width, height), signal));
  return {
    format: 'image',
    name,
    levels: levels.map(memoryRaster),
    associated: new Map(),
    spacing: null,
    spacingNote: null,
    objectivePower: null,
    properties: { Compression: kind === 'jpeg' ? 'JPEG' : 'PNG' },
  };
}

function sizeOf(
  head: Uint8Array,
  kind: PlainImageKind,
  name: string,
): { width: number; height: number; bytesPerPixel: number } {
  try {
    const size = kind === 'png' ? readPngSize(head) : { ...readJpegFrame(head), bytesPerPixel: 3 };
    if (size) return size;
  } catch (cause) {
    if (!(cause instanceof ChunkError)) throw cause;
    throw new FoveaError('slide/damaged', { name, what: cause.message }, { cause });
  }
  throw new FoveaError('slide/damaged', { name, what: 'its header cannot be read' });
}

function wholeChunk(bytes: Uint8Array<ArrayBuffer>, kind: PlainImageKind, width: number, height: number): EncodedChunk {
  if (kind === 'png') return { codec: 'png', bytes, width, height };
  const jpeg = completeJpeg(bytes, [], { width, height, colour: null });
  return { codec: 'jpeg', bytes: jpeg.bytes, width, height, incomplete: jpeg.incomplete };
}

async function damageAsError<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ChunkError)) throw cause;
    throw new FoveaError('slide/damaged', { name, what: cause.message }, { cause });
  }
}
