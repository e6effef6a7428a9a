import { FoveaError } from '#core/errors/fovea-error.ts';
import type { LevelDescription, SlideDescription } from '#core/slide/description.ts';
import { plainText } from '#core/slide/plain-text.ts';
import type { OpenedSlide } from '#formats/open-slide.ts';
import type { Raster } from '#formats/slide-reader.ts';

/** Tiles shown of an image that is not stored in tiles. */
const VIRTUAL_TILE_PX = 512;

/** Stored tiles smaller than this are shown several together: a screen would need many thousands. */
const MIN_TILE_PX = 64;

/**
 * Tiles of the smallest level that a viewer can show at once; each is an object there, and each is read. A slide of 65,000 pixels a side in tiles of 256
 * has as many.
 */
const MAX_OVERVIEW_TILES = 65_536;

/** Whether the stored chunks of a raster are the viewer's tiles. */
export function chunksAreShown({ chunksAreTiles, chunkWidth, chunkHeight }: Raster): boolean {
  return chunksAreTiles && Math.min(chunkWidth, chunkHeight) >= MIN_TILE_PX;
}

/** One level as the viewer sees it; level sizes divide exactly or by rounding, so the downsample is measured per axis. */
export function describeLevel(raster: Raster, level0: Raster): LevelDescription {
  const asStored = chunksAreShown(raster);
  const tileWidth = asStored ? raster.chunkWidth : VIRTUAL_TILE_PX;
  const tileHeight = asStored ? raster.chunkHeight : VIRTUAL_TILE_PX;
  return {
    width: raster.width,
    height: raster.height,
    tileWidth,
    tileHeight,
    columns: Math.ceil(raster.width / tileWidth),
    rows: Math.ceil(raster.height / tileHeight),
    downsampleX: level0.width / raster.width,
    downsampleY: level0.height / raster.height,
  };
}

/** Plain-data description of an opened slide. @throws FoveaError `slide/unsupported-layout` where its smallest level is too large to be shown */
export function describeSlide(id: string, { reader, fingerprint, byteSize, url }: OpenedSlide): SlideDescription {
  const [level0] = reader.levels;
  if (!level0) throw new Error('a reader must have a level');
  const levels = reader.levels.map((raster) => describeLevel(raster, level0));
  const overview = levels.at(-1);
  if (overview && overview.columns * overview.rows > MAX_OVERVIEW_TILES) {
    const what = `it has no smaller copy of its picture, and an overview would need ${overview.columns * overview.rows} tiles`;
    throw new FoveaError('slide/unsupported-layout', { name: reader.name, what });
  }
  return {
    id,
    name: plainText(reader.name),
    format: reader.format,
    url,
    width: level0.width,
    height: level0.height,
    levels,
    spacing: reader.spacing,
    spacingNote: reader.spacingNote,
    objectivePower: reader.objectivePower,
    associatedImages: Array.from(reader.associated, ([name, { width, height }]) => ({ name, width, height })),
    properties: Object.fromEntries(
      Object.entries(reader.properties).map(([name, value]) => [plainText(name), plainText(value)]),
    ),
    fingerprint,
    byteSize,
  };
}
