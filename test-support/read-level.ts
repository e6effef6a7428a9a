import { chunksOfCut, cutPatches, type CutGeometry, type CutResult } from '#formats/region/cut-patches.ts';
import { ChunkError } from '#formats/codecs/encoded-chunk.ts';
import { MissingChunk, type Raster } from '#formats/slide-reader.ts';
import { nodeJpegDecoder } from './jpeg-decoder.ts';

/** A whole raster as stored, uint8 RGB; what cannot be read is white and named. */
export async function readRaster(raster: Raster): Promise<CutResult & { readonly holes: readonly string[] }> {
  const { width, height, chunkWidth, chunkHeight } = raster;
  const rects = [{ x: 0, y: 0, width, height }];
  const geometry: CutGeometry = { width, height, chunkWidth, chunkHeight, rects, outWidth: width, outHeight: height };
  const holes: string[] = [];
  const { signal } = new AbortController();
  const chunks = await Promise.all(
    chunksOfCut(geometry).map(async ({ column, row }) => {
      const chunk = await raster.chunk(column, row, signal).catch((error: unknown) => {
        if (!(error instanceof ChunkError) && !(error instanceof MissingChunk)) throw error;
        holes.push(`${column},${row} ${error.name} ${error.message}`.trim());
        return null;
      });
      return { column, row, chunk };
    }),
  );
  return { ...cutPatches({ ...geometry, chunks }, await nodeJpegDecoder()), holes };
}
