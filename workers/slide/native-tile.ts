import { isOutOfMemory } from '#core/errors/out-of-memory.ts';
import { ChunkError, type JpegChunk } from '#formats/codecs/encoded-chunk.ts';

/**
 * A JPEG tile by the browser's own decoder, which works off this thread. No colour management: pixels stay in the scanner's
 * space. Throws `ChunkError` where it cannot be decoded.
 */
export async function decodeNatively(
  { bytes, width, height, crop }: JpegChunk,
  keep: { width: number; height: number },
): Promise<ImageBitmap> {
  const blob = new Blob([bytes], { type: 'image/jpeg' });
  const { x, y } = crop ?? { x: 0, y: 0 };
  const whole = x === 0 && y === 0 && keep.width === width && keep.height === height;
  const options: ImageBitmapOptions = { colorSpaceConversion: 'none' };
  try {
    return whole
      ? await createImageBitmap(blob, options)
      : await createImageBitmap(blob, x, y, keep.width, keep.height, options);
  } catch (cause) {
    // Says nothing about the tile.
    if (isOutOfMemory(cause)) throw cause;
    throw new ChunkError('the browser cannot decode it', { cause });
  }
}
