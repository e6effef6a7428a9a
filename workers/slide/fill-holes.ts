/**
 * Aperio writes tiles of no bytes into coarser levels where its scanner ran out of time; what belongs there is in the next finer
 * level. OpenSlide shows it from there, and so do we: on screen and for models alike.
 */
import type { EncodedChunk } from '#formats/codecs/encoded-chunk.ts';
import { MissingChunk, type Raster } from '#formats/slide-reader.ts';
import type { Decoders } from './decode/pool.ts';
import { cutGeometry, loadCut } from './open-slide-state.ts';

/** The same levels with their missing tiles made from the next finer one. Level 0 keeps its holes. */
export function withFilledHoles(levels: readonly Raster[], decoders: Decoders): Raster[] {
  const filled: Raster[] = [];
  for (const raster of levels) {
    const finer = filled.at(-1);
    filled.push(finer ? filledFrom(raster, finer, decoders) : raster);
  }
  return filled;
}

function filledFrom(raster: Raster, finer: Raster, decoders: Decoders): Raster {
  return {
    ...raster,
    async chunk(column, row, signal) {
      try {
        return await raster.chunk(column, row, signal);
      } catch (error) {
        if (!(error instanceof MissingChunk)) throw error;
        return shrunkFrom(finer, raster, column, row, decoders, signal);
      }
    },
  };
}

async function shrunkFrom(
  finer: Raster,
  raster: Raster,
  column: number,
  row: number,
  decoders: Decoders,
  signal: AbortSignal,
): Promise<EncodedChunk> {
  const { chunkWidth, chunkHeight } = raster;
  const scaleX = finer.width / raster.width;
  const scaleY = finer.height / raster.height;
  const rect = {
    x: column * chunkWidth * scaleX,
    y: row * chunkHeight * scaleY,
    width: chunkWidth * scaleX,
    height: chunkHeight * scaleY,
  };
  const { job, holes } = await loadCut(finer, cutGeometry(finer, [rect], chunkWidth, chunkHeight), signal);
  const { pixels, damaged } = await decoders.cut(job, signal);
  if (holes.length + damaged.length > 0) throw new MissingChunk();
  return {
    codec: 'pixels',
    bytes: pixels,
    compression: 'none',
    predictor: 1,
    samplesPerPixel: 3,
    bitsPerSample: 8,
    littleEndian: true,
    colour: 'rgb',
    width: chunkWidth,
    height: chunkHeight,
  };
}
