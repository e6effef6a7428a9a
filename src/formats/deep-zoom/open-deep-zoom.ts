/** Deep Zoom: one folder per power of two, one file per tile, neighbours overlapping by a few pixels. */
import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import { ChunkError, type EncodedChunk } from '../codecs/encoded-chunk.ts';
import { completeJpeg } from '../codecs/jpeg-stream.ts';
import { MissingChunk, type Raster, type SlideReader } from '../slide-reader.ts';
import type { FileTree } from '../source/file-tree.ts';
import { parseDescriptor, type DeepZoomDescriptor } from './descriptor.ts';
import { parseVipsProperties, vipsObjectivePower, vipsSpacing } from './vips-properties.ts';

/** Descriptors are some hundred bytes long; they are searched by expressions whose time grows with the square. */
const MAX_DESCRIPTOR_BYTES = 64 * 1024;
const MAX_PROPERTIES_BYTES = 1024 * 1024;
const JPEG_OVERHEAD_BYTES = 1024 * 1024;
/** Compressed bytes of one tile may not exceed this many times its pixels' bytes. */
const MAX_COMPRESSED_SHARE = 2;
const SHOWN_PROPERTIES = [
  'openslide.vendor',
  'aperio.ScanScope ID',
  'aperio.Date',
  'aperio.Time',
  'aperio.ICC Profile',
];

/** Opens `descriptorPath` of `tree`; also gives the descriptor's bytes, for the fingerprint. */
export async function openDeepZoom(
  tree: FileTree,
  descriptorPath: string,
  signal: AbortSignal,
): Promise<{ reader: SlideReader; descriptor: Uint8Array<ArrayBuffer> }> {
  const stem = descriptorPath.replace(/\.(dzi|xml)$/i, '');
  const name = descriptorPath;
  const tiles = `${stem}_files`;
  const [bytes, sidecar] = await Promise.all([
    tree.read(descriptorPath, MAX_DESCRIPTOR_BYTES, signal),
    tree.read(`${tiles}/vips-properties.xml`, MAX_PROPERTIES_BYTES, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null; // optional: a server that fails to give it must not keep the slide shut
    }),
  ]);
  if (!bytes) throw new FoveaError('slide/missing-file', { name, path: descriptorPath });
  const text = new TextDecoder();
  const descriptor = parseDescriptor(text.decode(bytes), name);
  const properties = parseVipsProperties(sidecar ? text.decode(sidecar) : '');
  const { spacing, note } = vipsSpacing(properties);
  const shown = SHOWN_PROPERTIES.flatMap((key) => {
    const value = properties.get(key);
    return value ? [[key, value] as const] : [];
  });
  return {
    descriptor: bytes,
    reader: {
      format: 'deep-zoom',
      name,
      levels: levelsOf(descriptor, tree, tiles),
      associated: new Map(),
      spacing,
      spacingNote: note,
      objectivePower: vipsObjectivePower(properties),
      properties: {
        ...Object.fromEntries(shown),
        Compression: descriptor.format.toLowerCase() === 'png' ? 'PNG' : 'JPEG',
      },
    },
  };
}

/** Full resolution down to the first level that is a single tile. */
function levelsOf(descriptor: DeepZoomDescriptor, tree: FileTree, tiles: string): Raster[] {
  const { tileSize } = descriptor;
  const levels: Raster[] = [];
  let { width, height } = descriptor;
  for (let index = Math.ceil(Math.log2(Math.max(width, height))); index >= 0; index -= 1) {
    levels.push(levelRaster(descriptor, tree, `${tiles}/${index}`, width, height));
    if (width <= tileSize && height <= tileSize) break;
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
  }
  return levels;
}

/** A tile along one axis: where its own pixels begin in the stored ones, how many they are, and how many are stored. */
export function tileSpan(
  index: number,
  tileSize: number,
  overlap: number,
  size: number,
): { before: number; own: number; stored: number } {
  const start = index * tileSize;
  const own = Math.min(tileSize, size - start);
  const before = index > 0 ? overlap : 0;
  return { before, own, stored: Math.min(size, start + tileSize + overlap) - start + before };
}

function levelRaster(
  { tileSize, overlap, format }: DeepZoomDescriptor,
  tree: FileTree,
  folder: string,
  width: number,
  height: number,
): Raster {
  return {
    width,
    height,
    chunkWidth: tileSize,
    chunkHeight: tileSize,
    columns: Math.ceil(width / tileSize),
    rows: Math.ceil(height / tileSize),
    chunksAreTiles: true,
    async chunk(column, row, signal): Promise<EncodedChunk> {
      const x = tileSpan(column, tileSize, overlap, width);
      const y = tileSpan(row, tileSize, overlap, height);
      const maxBytes = x.stored * y.stored * 4 * MAX_COMPRESSED_SHARE + JPEG_OVERHEAD_BYTES;
      const bytes = await readTile(tree, `${folder}/${column}_${row}.${format}`, maxBytes, signal);
      if (!bytes) throw new MissingChunk();
      if (bytes.length === 0) throw new ChunkError('the tile file is empty');
      const crop = { x: x.before, y: y.before, width: x.own, height: y.own };
      const size = { width: x.stored, height: y.stored, crop };
      if (format.toLowerCase() === 'png') return { codec: 'png', bytes: bytes.slice(), ...size };
      const jpeg = completeJpeg(bytes, [], { width: x.stored, height: y.stored, colour: null });
      return { codec: 'jpeg', bytes: jpeg.bytes, incomplete: jpeg.incomplete, ...size };
    },
  };
}

/** A tile's file; one that is too long is damage of that tile alone. */
async function readTile(
  tree: FileTree,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await tree.read(path, maxBytes, signal);
  } catch (cause) {
    const isTooLong = isFoveaError(cause) && (cause.code === 'slide/damaged' || cause.code === 'source/wrong-range');
    if (!isTooLong) throw cause;
    throw new ChunkError(`a tile file of more than ${maxBytes} bytes`, { cause });
  }
}
