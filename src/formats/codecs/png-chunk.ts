import { decode } from 'fast-png';
import { ChunkError, type PngChunk, type RgbImage } from './encoded-chunk.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Size from the IHDR chunk; null where the bytes are not a PNG's. */
export function readPngSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 24 || SIGNATURE.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** PNG to 8-bit RGB on white (the high byte of 16-bit samples). */
export function decodePngChunk({ bytes, width, height }: PngChunk): RgbImage {
  const size = readPngSize(bytes);
  if (size?.width !== width || size.height !== height) throw new ChunkError('PNG of another size than expected');
  let png: ReturnType<typeof decode>;
  try {
    png = decode(bytes);
  } catch (cause) {
    throw new ChunkError('PNG data are damaged', { cause });
  }
  const { data, channels, depth, palette } = png;
  const shift = depth === 16 ? 8 : 0;
  const sample = (i: number): number => (data[i] ?? 0) >> shift;
  const rgb = new Uint8Array(width * height * 3);
  // Palette and bit-packed greys come as one index or value per packed sample.
  const grey = channels < 3;
  for (let i = 0; i < width * height; i += 1) {
    const at = i * channels;
    const alpha = channels === 2 || channels === 4 ? sample(at + channels - 1) : 255;
    for (let c = 0; c < 3; c += 1) {
      const value = palette ? (palette[sample(i)]?.[c] ?? 0) : sample(grey ? at : at + c);
      rgb[i * 3 + c] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { width, height, data: rgb };
}
