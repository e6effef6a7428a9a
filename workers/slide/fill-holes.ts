/**
 * Aperio writes tiles of no bytes into coarser levels where its scanner ran out of time; what belongs there is in the next finer
 * level. OpenSlide shows it from there, and so do we: on screen and for models alike.
 */
import type { EncodedChunk } from '#formats/codecs/encoded-chunk.ts';
import { MissingChunk, type Raster } from '#formats/slide-reader.ts';
import type { Decoders } from './decode/pool.ts';
import { cutGeometry, loadCut } from './open-slide-state.ts';

/**
 * Finer levels that are asked, one for the other: a tile is made of four or more of the next level, and those of as many again. A file of a hundred
 * levels without a tile would be asked without end.
 */
const MAX_DEPTH = 2;

/** Tiles of the finer level that one may be made of; scanners' levels are 2 or 4 times as fine, which takes 25 at most. */
const MAX_FINER_CHUNKS = 400;

/** The same levels with their missing tiles made from the next finer one. Level 0 keeps its holes. */
export function withFilledHoles(levels: readonly Raster[], decoders: Decoders): Raster[] {
  const filled = (level: number, depth: number): Raster[] => {
    const raster = levels[level];
    if (!raster) return [];
    const [finer] = level > 0 && depth > 0 ? filled(level - 1, depth - 1) : [];
    return [finer ? filledFrom(raster, finer, decoders) : raster];
  };
  return levels.flatMap((_, level) => filled(level, MAX_DEPTH));
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
  const across = Math.ceil(rect.width / finer.chunkWidth) + 1;
  const down = Math.ceil(rect.height / finer.chunkHeight) + 1;
  if (across * down > MAX_FINER_CHUNKS) throw new MissingChunk();
  const { job, holes } = await loadCut(finer, cutGeometry(finer, [rect], chunkWidth, chunkHeight), signal);
  if (holes.length > 0) throw new MissingChunk();
  const { pixels, damaged } = await decoders.cut(job, signal);
  if (damaged.length > 0) throw new MissingChunk();
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
