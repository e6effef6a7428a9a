import { decode } from 'fast-png';
import { guardedPng } from './png-guard.ts';
import { ChunkError, type PngChunk, type RgbImage } from './encoded-chunk.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Samples of one pixel by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Size from the IHDR chunk, and how many bytes a pixel takes unpacked; null where the bytes are not a PNG's. */
export function readPngSize(bytes: Uint8Array): { width: number; height: number; bytesPerPixel: number } | null {
  if (bytes.length < 26 || SIGNATURE.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bytesPerPixel = ((SAMPLES[bytes[25] ?? 0] ?? 1) * (bytes[24] ?? 0)) / 8;
  return { width: view.getUint32(16), height: view.getUint32(20), bytesPerPixel };
}

/** PNG to 8-bit RGB on white (the high byte of 16-bit samples). */
export function decodePngChunk({ bytes, width, height }: PngChunk): RgbImage {
  const size = readPngSize(bytes);
  if (size?.width !== width || size.height !== height) throw new ChunkError('PNG of another size than expected');
  let png: ReturnType<typeof decode>;
  try {
    png = decode(guardedPng(bytes), { checkCrc: true });
  } catch (cause) {
    if (cause instanceof ChunkError) throw cause;
    throw new ChunkError('PNG data are damaged', { cause });
  }
  const { channels, depth, palette } = png;
  const samples = depth < 8 ? unpacked(png.data, width, height, depth) : png.data;
  // 16 bits to their high byte; greys of fewer bits to the full range.
  const sample = (i: number): number => (depth === 16 ? (samples[i] ?? 0) >> 8 : (samples[i] ?? 0));
  const greyScale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const at = i * channels;
    const entry = palette?.[sample(i)];
    const alpha = entry ? (entry[3] ?? 255) : channels === 2 || channels === 4 ? sample(at + channels - 1) : 255;
    for (let c = 0; c < 3; c += 1) {
      const value = palette ? (entry?.[c] ?? 0) : sample(channels < 3 ? at : at + c) * greyScale;
      rgb[i * 3 + c] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { width, height, data: rgb };
}

/** One value per sample from 1, 2 or 4 bits each; rows begin at whole bytes, most significant bits first. */
function unpacked(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)] ?? 0;
      out[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return out;
}
