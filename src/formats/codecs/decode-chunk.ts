import { decodePixelChunk } from './pixel-chunk.ts';
import { decodePngChunk } from './png-chunk.ts';
import type { JpegDecoder } from './jpeg-decoder.ts';
import type { EncodedChunk, RgbImage } from './encoded-chunk.ts';

/** Any chunk to RGB, cropped to what belongs to the image. Throws `ChunkError`. */
export function decodeChunk(chunk: EncodedChunk, jpeg: JpegDecoder): RgbImage {
  return cropped(decodeWhole(chunk, jpeg), chunk.crop);
}

function decodeWhole(chunk: EncodedChunk, jpeg: JpegDecoder): RgbImage {
  switch (chunk.codec) {
    case 'jpeg':
      return jpeg.decode(chunk);
    case 'pixels':
      return decodePixelChunk(chunk);
    case 'png':
      return decodePngChunk(chunk);
  }
}

function cropped(image: RgbImage, crop: EncodedChunk['crop']): RgbImage {
  if (!crop || (crop.x === 0 && crop.y === 0 && crop.width === image.width && crop.height === image.height))
    return image;
  const data = new Uint8Array(crop.width * crop.height * 3);
  for (let y = 0; y < crop.height; y += 1) {
    const from = ((crop.y + y) * image.width + crop.x) * 3;
    data.set(image.data.subarray(from, from + crop.width * 3), y * crop.width * 3);
  }
  return { width: crop.width, height: crop.height, data };
}
