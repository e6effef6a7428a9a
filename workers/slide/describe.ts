import type { LevelDescription, SlideDescription } from '#core/slide/description.ts';
import type { OpenedSlide } from '#formats/open-slide.ts';
import type { Raster } from '#formats/slide-reader.ts';

/** Tiles shown of an image that is not stored in tiles. */
const VIRTUAL_TILE_PX = 512;

/** One level as the viewer sees it; level sizes divide exactly or by rounding, so the downsample is measured per axis. */
export function describeLevel(raster: Raster, level0: Raster): LevelDescription {
  const tileWidth = raster.chunksAreTiles ? raster.chunkWidth : VIRTUAL_TILE_PX;
  const tileHeight = raster.chunksAreTiles ? raster.chunkHeight : VIRTUAL_TILE_PX;
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

/** Plain-data description of an opened slide. */
export function describeSlide(id: string, { reader, fingerprint, byteSize, url }: OpenedSlide): SlideDescription {
  const [level0] = reader.levels;
  if (!level0) throw new Error('a reader must have a level');
  return {
    id,
    name: reader.name,
    format: reader.format,
    url,
    width: level0.width,
    height: level0.height,
    levels: reader.levels.map((raster) => describeLevel(raster, level0)),
    spacing: reader.spacing,
    spacingNote: reader.spacingNote,
    objectivePower: reader.objectivePower,
    associatedImages: Array.from(reader.associated, ([name, { width, height }]) => ({ name, width, height })),
    properties: reader.properties,
    fingerprint,
    byteSize,
  };
}
