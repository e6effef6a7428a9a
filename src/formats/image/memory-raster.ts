import type { EncodedChunk, RgbImage } from '../codecs/encoded-chunk.ts';
import type { Raster } from '../slide-reader.ts';

const TILE_PX = 512;

/** Decoded pixels in memory as a grid of uncompressed tiles. Keeps `image`. */
export function memoryRaster({ width, height, data }: RgbImage): Raster {
  return {
    width,
    height,
    chunkWidth: TILE_PX,
    chunkHeight: TILE_PX,
    columns: Math.ceil(width / TILE_PX),
    rows: Math.ceil(height / TILE_PX),
    chunksAreTiles: true,
    chunk(column, row): Promise<EncodedChunk> {
      const x = column * TILE_PX;
      const y = row * TILE_PX;
      const tileWidth = Math.min(TILE_PX, width - x);
      const tileHeight = Math.min(TILE_PX, height - y);
      const bytes = new Uint8Array(tileWidth * tileHeight * 3);
      for (let i = 0; i < tileHeight; i += 1) {
        const from = ((y + i) * width + x) * 3;
        bytes.set(data.subarray(from, from + tileWidth * 3), i * tileWidth * 3);
      }
      return Promise.resolve({
        codec: 'pixels',
        bytes,
        compression: 'none',
        predictor: 1,
        samplesPerPixel: 3,
        bitsPerSample: 8,
        littleEndian: true,
        colour: 'rgb',
        width: tileWidth,
        height: tileHeight,
      });
    },
  };
}
