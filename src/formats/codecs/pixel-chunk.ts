import { decodeLzw } from './lzw.ts';
import { inflate } from './deflate.ts';
import { ChunkError, type PixelChunk, type RgbImage } from './encoded-chunk.ts';

/** Decodes a chunk of plain samples to 8-bit RGB: the high byte of 16-bit samples; alpha and extra samples are left out. */
export function decodePixelChunk(chunk: PixelChunk): RgbImage {
  const { width, height, samplesPerPixel, bitsPerSample } = chunk;
  const byteCount = width * height * samplesPerPixel * (bitsPerSample / 8);
  const raw = decompress(chunk, byteCount);
  if (chunk.predictor === 2) undoPredictor(raw, chunk);
  return { width, height, data: toRgb(raw, chunk) };
}

function decompress({ compression, bytes }: PixelChunk, byteCount: number): Uint8Array {
  switch (compression) {
    case 'none':
      if (bytes.length < byteCount) throw new ChunkError(`${bytes.length} bytes where ${byteCount} belong`);
      return bytes.slice(0, byteCount);
    case 'deflate':
      return inflate(bytes, byteCount);
    case 'lzw':
      return decodeLzw(bytes, byteCount);
  }
}

/** Horizontal differencing (TIFF 6.0, section 14), in place. */
function undoPredictor(
  raw: Uint8Array,
  { width, height, samplesPerPixel, bitsPerSample, littleEndian }: PixelChunk,
): void {
  const rowValues = width * samplesPerPixel;
  if (bitsPerSample === 8) {
    for (let y = 0; y < height; y += 1) {
      const row = raw.subarray(y * rowValues, (y + 1) * rowValues);
      for (let i = samplesPerPixel; i < rowValues; i += 1) row[i] = (row[i] ?? 0) + (row[i - samplesPerPixel] ?? 0);
    }
    return;
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let y = 0; y < height; y += 1) {
    for (let i = samplesPerPixel; i < rowValues; i += 1) {
      const at = (y * rowValues + i) * 2;
      const left = view.getUint16(at - 2 * samplesPerPixel, littleEndian);
      view.setUint16(at, view.getUint16(at, littleEndian) + left, littleEndian);
    }
  }
}

function toRgb(raw: Uint8Array, chunk: PixelChunk): Uint8Array<ArrayBuffer> {
  const { width, height, samplesPerPixel, bitsPerSample, littleEndian, colour, palette } = chunk;
  const pixels = width * height;
  const sampleBytes = bitsPerSample / 8;
  const pixelBytes = samplesPerPixel * sampleBytes;
  const high = bitsPerSample === 16 && littleEndian ? 1 : 0;
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i += 1) {
    const at = i * pixelBytes + high;
    const first = raw[at] ?? 0;
    const to = i * 3;
    if (colour === 'rgb') {
      rgb[to] = first;
      rgb[to + 1] = raw[at + sampleBytes] ?? 0;
      rgb[to + 2] = raw[at + 2 * sampleBytes] ?? 0;
    } else if (colour === 'palette') {
      rgb[to] = palette?.[first * 3] ?? 0;
      rgb[to + 1] = palette?.[first * 3 + 1] ?? 0;
      rgb[to + 2] = palette?.[first * 3 + 2] ?? 0;
    } else {
      const value = colour === 'grey' ? first : 255 - first;
      rgb[to] = value;
      rgb[to + 1] = value;
      rgb[to + 2] = value;
    }
  }
  return rgb;
}
