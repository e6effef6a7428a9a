/** One TIFF directory as a grid of chunks: tiles, or strips (chunks as wide as the image). */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { ChunkError, type EncodedChunk, type PixelChunk } from '../codecs/encoded-chunk.ts';
import { completeJpeg, tableSegments } from '../codecs/jpeg-stream.ts';
import { MissingChunk, type Raster } from '../slide-reader.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { TiffDirectory, TiffHeader } from './directory.ts';
import { COMPRESSION, PHOTOMETRIC, TAG } from './tags.ts';

/** Largest decoded chunk we accept, px; the largest tiles known are 4096². */
const MAX_CHUNK_PIXELS = 32 * 1024 * 1024;
const MAX_SIDE_PX = 4_000_000;
/** The standard asks for multiples of 16; of smaller tiles a screen would need a million. */
const MIN_TILE_PX = 16;
const MAX_TABLE_BYTES = 64 * 1024;
/** Compressed data larger than this many times the pixels is damage; incompressible data grows by a few per cent. */
const MAX_COMPRESSED_SHARE = 2;

export interface TiffRaster extends Raster {
  /** NewSubfileType bit 0: a smaller version of another image of this file. */
  readonly reduced: boolean;
  readonly compression: number;
}

interface Layout {
  readonly source: ByteSource;
  readonly header: TiffHeader;
  readonly directory: TiffDirectory;
  readonly tiled: boolean;
  readonly width: number;
  readonly height: number;
  readonly chunkWidth: number;
  readonly chunkHeight: number;
  readonly columns: number;
  readonly rows: number;
  readonly compression: number;
  readonly photometric: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  readonly predictor: number;
}

/** Reads the layout of a directory. Rejects with `slide/…` errors for what cannot be read; damage of a chunk shows later. */
export async function openTiffRaster(
  source: ByteSource,
  header: TiffHeader,
  directory: TiffDirectory,
  signal: AbortSignal,
): Promise<TiffRaster> {
  const first = (tag: number, fallback: number): Promise<number> => directory.first(tag, fallback, signal);
  const tiled = directory.has(TAG.TileOffsets);
  const [width, height, subfileType, compression, statedColour, samplesPerPixel, bitsPerSample, predictor, planar] =
    await Promise.all([
      first(TAG.ImageWidth, 0),
      first(TAG.ImageLength, 0),
      first(TAG.NewSubfileType, 0),
      first(TAG.Compression, COMPRESSION.none),
      directory.integer(TAG.Photometric, 0, signal),
      first(TAG.SamplesPerPixel, 1),
      first(TAG.BitsPerSample, 1),
      first(TAG.Predictor, 1),
      first(TAG.PlanarConfiguration, 1),
    ]);
  const [chunkWidth, rowsPerChunk] = tiled
    ? await Promise.all([first(TAG.TileWidth, 0), first(TAG.TileLength, 0)])
    : [width, await first(TAG.RowsPerStrip, height)];
  const chunkHeight = tiled ? rowsPerChunk : Math.min(rowsPerChunk, height);
  const damaged = (what: string): FoveaError => new FoveaError('slide/damaged', { name: source.name, what });
  const unsupported = (what: string): FoveaError =>
    new FoveaError('slide/unsupported-layout', { name: source.name, what });
  for (const side of [width, height, chunkWidth, chunkHeight]) {
    if (!Number.isSafeInteger(side) || side < 1 || side > MAX_SIDE_PX) throw damaged(`a side of ${side} pixels`);
  }
  if (samplesPerPixel < 1) throw damaged(`${samplesPerPixel} samples per pixel`);
  if (tiled && Math.min(chunkWidth, chunkHeight) < MIN_TILE_PX)
    throw unsupported(`tiles of ${chunkWidth}×${chunkHeight} pixels`);
  if (chunkWidth * chunkHeight > MAX_CHUNK_PIXELS) throw unsupported(`chunks of ${chunkWidth}×${chunkHeight} pixels`);
  if (planar !== 1 && samplesPerPixel > 1) throw unsupported('colours in separate planes');
  const sampleFormat = await first(TAG.SampleFormat, 1);
  if (sampleFormat !== 1) throw unsupported(`sample format ${sampleFormat}`);
  const layout: Layout = {
    source,
    header,
    directory,
    tiled,
    width,
    height,
    chunkWidth,
    chunkHeight,
    columns: Math.ceil(width / chunkWidth),
    rows: Math.ceil(height / chunkHeight),
    compression,
    // Required, and left out all the same: libtiff guesses likewise.
    photometric: statedColour ?? (samplesPerPixel < 3 ? PHOTOMETRIC.blackIsZero : PHOTOMETRIC.rgb),
    samplesPerPixel,
    bitsPerSample,
    predictor,
  };
  const offsetsTag = tiled ? TAG.TileOffsets : TAG.StripOffsets;
  const countsTag = tiled ? TAG.TileByteCounts : TAG.StripByteCounts;
  const chunks = layout.columns * layout.rows;
  if (directory.count(offsetsTag) < chunks || directory.count(countsTag) < chunks) {
    throw damaged(`${directory.count(offsetsTag)} offsets for ${chunks} chunks`);
  }
  const decode = await chunkFormat(layout, signal);
  const { columns, rows } = layout;
  return {
    width,
    height,
    chunkWidth,
    chunkHeight,
    columns,
    rows,
    chunksAreTiles: tiled,
    reduced: (subfileType & 1) === 1,
    compression,
    async chunk(column, row, chunkSignal): Promise<EncodedChunk> {
      const index = row * columns + column;
      const [offset, byteCount] = await Promise.all([
        directory.integer(offsetsTag, index, chunkSignal),
        directory.integer(countsTag, index, chunkSignal),
      ]);
      if (offset === null || byteCount === null) throw new ChunkError('no offset for this chunk');
      if (byteCount === 0 || offset === 0) throw new MissingChunk();
      if (source.size !== null && offset + byteCount > source.size)
        throw new ChunkError('its data lie past the end of the file');
      if (byteCount > maxChunkBytes(layout)) throw new ChunkError(`${byteCount} bytes for one chunk`);
      const bytes = await source.read(offset, byteCount, chunkSignal);
      // The last strip holds only the rows that are left.
      const rowsHere = tiled ? chunkHeight : Math.min(chunkHeight, height - row * chunkHeight);
      return decode(bytes, rowsHere);
    },
  };
}

function maxChunkBytes({ chunkWidth, chunkHeight, samplesPerPixel, bitsPerSample }: Layout): number {
  const bytesPerPixel = samplesPerPixel * Math.max(1, bitsPerSample / 8);
  return chunkWidth * chunkHeight * bytesPerPixel * MAX_COMPRESSED_SHARE + MAX_TABLE_BYTES;
}

type ChunkFormat = (bytes: Uint8Array<ArrayBuffer>, rowsHere: number) => EncodedChunk;

async function chunkFormat(layout: Layout, signal: AbortSignal): Promise<ChunkFormat> {
  switch (layout.compression) {
    case COMPRESSION.jpeg:
      return jpegFormat(layout, signal);
    case COMPRESSION.none:
      return pixelFormat(layout, 'none', signal);
    case COMPRESSION.lzw:
      return pixelFormat(layout, 'lzw', signal);
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate:
      return pixelFormat(layout, 'deflate', signal);
    default:
      throw new FoveaError('slide/unsupported-compression', {
        name: layout.source.name,
        compression: layout.compression,
      });
  }
}

async function jpegFormat(layout: Layout, signal: AbortSignal): Promise<ChunkFormat> {
  const { source, directory, photometric, chunkWidth, tiled } = layout;
  const tables = await directory.bytes(TAG.JPEGTables, MAX_TABLE_BYTES, signal);
  let segments: Uint8Array[];
  try {
    // Copied: the tag is a view of a cached block.
    segments = tables ? tableSegments(tables.slice()) : [];
  } catch (cause) {
    throw new FoveaError('slide/damaged', { name: source.name, what: 'its JPEG tables cannot be read' }, { cause });
  }
  const colour = photometric === PHOTOMETRIC.rgb ? 'rgb' : 'ycbcr';
  return (bytes, rowsHere) => {
    const jpeg = completeJpeg(bytes, segments, {
      width: chunkWidth,
      height: tiled ? rowsHere : layout.chunkHeight,
      mayBeShorter: !tiled,
      colour,
    });
    if (jpeg.frame.height < rowsHere)
      throw new ChunkError(`JPEG of ${jpeg.frame.height} rows where ${rowsHere} belong`);
    return {
      codec: 'jpeg',
      bytes: jpeg.bytes,
      width: jpeg.frame.width,
      height: jpeg.frame.height,
      incomplete: jpeg.incomplete,
    };
  };
}

async function pixelFormat(
  layout: Layout,
  compression: PixelChunk['compression'],
  signal: AbortSignal,
): Promise<ChunkFormat> {
  const { source, header, directory, chunkWidth, samplesPerPixel, bitsPerSample, predictor } = layout;
  const unsupported = (what: string): FoveaError =>
    new FoveaError('slide/unsupported-layout', { name: source.name, what });
  if (bitsPerSample !== 8 && bitsPerSample !== 16) throw unsupported(`${bitsPerSample} bits per sample`);
  if (predictor !== 1 && predictor !== 2) throw unsupported(`predictor ${predictor}`);
  if (samplesPerPixel > 8) throw unsupported(`${samplesPerPixel} samples per pixel`);
  const colour = colourOf(layout.photometric);
  if (!colour) throw unsupported(`photometric interpretation ${layout.photometric}`);
  if (colour === 'rgb' && samplesPerPixel < 3) throw unsupported(`RGB with ${samplesPerPixel} samples per pixel`);
  const palette = colour === 'palette' ? await readPalette(layout, signal) : null;
  return (bytes, rowsHere) => ({
    codec: 'pixels',
    bytes: bytes.slice(), // borrowed from the cache; this one is posted away
    compression,
    predictor,
    samplesPerPixel,
    bitsPerSample,
    littleEndian: header.littleEndian,
    colour,
    width: chunkWidth,
    height: rowsHere,
    ...(palette ? { palette } : {}),
  });

  async function readPalette(
    { bitsPerSample: bits }: Layout,
    paletteSignal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const entries = 2 ** bits;
    const values = bits === 8 ? await directory.numbers(TAG.ColorMap, 0, 3 * entries, paletteSignal) : null;
    if (!values) throw unsupported('a palette that is missing or not of 256 colours');
    // All reds, then all greens, then all blues, 16 bits each.
    return Uint8Array.from(
      { length: 3 * entries },
      (_, i) => (values[(i % 3) * entries + Math.floor(i / 3)] ?? 0) >> 8,
    );
  }
}

function colourOf(photometric: number): PixelChunk['colour'] | null {
  switch (photometric) {
    case PHOTOMETRIC.rgb:
      return 'rgb';
    case PHOTOMETRIC.blackIsZero:
      return 'grey';
    case PHOTOMETRIC.whiteIsZero:
      return 'grey-inverted';
    case PHOTOMETRIC.palette:
      return 'palette';
    default:
      return null;
  }
}
