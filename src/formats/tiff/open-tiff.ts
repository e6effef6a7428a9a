/** Which directories of a TIFF are what: Aperio SVS and generic pyramids. */
import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import type { AssociatedImageName } from '#core/slide/description.ts';
import type { Raster, SlideReader } from '../slide-reader.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { parseAperio } from './aperio.ts';
import { readDirectory, walkDirectories, type TiffDirectory, type TiffHeader } from './directory.ts';
import { resolutionSpacing } from './resolution.ts';
import { COMPRESSION, TAG } from './tags.ts';
import { refuseVendorLayouts } from './vendor-layouts.ts';
import { openTiffRaster, type TiffRaster } from './tiff-raster.ts';

/** Levels of one pyramid: more than any writer makes. */
const MAX_SUB_DIRECTORIES = 64;
/** A level's aspect ratio may differ from level 0's by rounding; beyond this it is another picture. */
const ASPECT_TOLERANCE = 0.02;
const ASPECT_TOLERANCE_PX = 2;
const MAX_PROPERTY_CHARACTERS = 500;
/** In these Aperio names an image; the time of the search for it grows with the square. */
const MAX_NAME_CHARACTERS = 500;

/** Opens a TIFF whose header has been parsed. */
export async function openTiff(source: ByteSource, header: TiffHeader, signal: AbortSignal): Promise<SlideReader> {
  const directories = await walkDirectories(source, header, signal);
  const [main] = directories;
  if (!main) throw new FoveaError('slide/damaged', { name: source.name, what: 'it has no directory' });
  const description = (await main.text(TAG.ImageDescription, signal)) ?? '';
  await refuseVendorLayouts(source, main, description, signal);
  return description.startsWith('Aperio')
    ? openAperio(source, header, directories, description, signal)
    : openGeneric(source, header, directories, description, signal);
}

async function openAperio(
  source: ByteSource,
  header: TiffHeader,
  directories: readonly TiffDirectory[],
  description: string,
  signal: AbortSignal,
): Promise<SlideReader> {
  const rasters = await Promise.all(
    directories.map((directory, index) => openOther(source, header, directory, signal, index === 0)),
  );
  const levels: TiffRaster[] = [];
  const associated = new Map<AssociatedImageName, Raster>();
  for (const [index, raster] of rasters.entries()) {
    if (!raster) continue;
    if (raster.chunksAreTiles) {
      levels.push(raster);
      continue;
    }
    const name = index === 1 ? 'thumbnail' : await aperioName(directories[index], signal);
    if (name) associated.set(name, raster);
  }
  const aperio = parseAperio(description);
  return {
    format: 'aperio-svs',
    name: source.name,
    levels: pyramidOf(source, levels),
    associated,
    spacing: aperio.spacing,
    spacingNote: aperio.spacingNote,
    objectivePower: aperio.objectivePower,
    properties: { ...aperio.properties, ...(await commonProperties(directories[0], signal)) },
  };
}

/** Aperio names its extra images at the start of the second line of their description. */
async function aperioName(
  directory: TiffDirectory | undefined,
  signal: AbortSignal,
): Promise<AssociatedImageName | null> {
  const text = (await directory?.text(TAG.ImageDescription, signal)) ?? '';
  const word = /[\r\n]\s*(label|macro)\b/i.exec(text.slice(0, MAX_NAME_CHARACTERS))?.[1]?.toLowerCase();
  return word === 'label' || word === 'macro' ? word : null;
}

async function openGeneric(
  source: ByteSource,
  header: TiffHeader,
  directories: readonly TiffDirectory[],
  description: string,
  signal: AbortSignal,
): Promise<SlideReader> {
  const [main] = directories;
  if (!main) throw new FoveaError('slide/damaged', { name: source.name, what: 'it has no directory' });
  const subDirectories = await readSubDirectories(source, header, main, signal);
  const [level0, ...others] = await Promise.all(
    [...directories, ...subDirectories].map((directory, index) =>
      openOther(source, header, directory, signal, index === 0),
    ),
  );
  if (!level0) throw new FoveaError('slide/damaged', { name: source.name, what: 'its first image cannot be read' });
  const levels = [level0];
  for (const raster of others) {
    if (raster && isLevelOf(level0, raster) && (raster.reduced || raster.chunksAreTiles)) levels.push(raster);
  }
  const { spacing, note } = await resolutionSpacing(main, signal);
  const properties = await commonProperties(main, signal);
  return {
    format: 'generic-tiff',
    name: source.name,
    levels: pyramidOf(source, levels),
    associated: new Map(),
    spacing,
    spacingNote: note,
    objectivePower: null,
    properties: description
      ? { ...properties, Description: description.slice(0, MAX_PROPERTY_CHARACTERS) }
      : properties,
  };
}

/** An image beside the first may be of a kind we cannot read: it is left out. The first one must be readable. */
async function openOther(
  source: ByteSource,
  header: TiffHeader,
  directory: TiffDirectory,
  signal: AbortSignal,
  required: boolean,
): Promise<TiffRaster | null> {
  try {
    return await openTiffRaster(source, header, directory, signal);
  } catch (error) {
    if (!required && isFoveaError(error) && error.code.startsWith('slide/')) return null;
    throw error;
  }
}

async function readSubDirectories(
  source: ByteSource,
  header: TiffHeader,
  main: TiffDirectory,
  signal: AbortSignal,
): Promise<TiffDirectory[]> {
  const count = Math.min(main.count(TAG.SubIFDs), MAX_SUB_DIRECTORIES);
  const offsets = count > 0 ? await main.numbers(TAG.SubIFDs, 0, count, signal) : null;
  return Promise.all((offsets ?? []).map((offset) => readDirectory(source, header, offset, signal)));
}

function isLevelOf(level0: TiffRaster, raster: TiffRaster): boolean {
  if (raster.width >= level0.width || raster.height >= level0.height) return false;
  const expected = (level0.height * raster.width) / level0.width;
  return Math.abs(raster.height - expected) <= Math.max(ASPECT_TOLERANCE_PX, ASPECT_TOLERANCE * expected);
}

/** Sorted from full resolution down; of two levels of one size the first stays. */
function pyramidOf(source: ByteSource, rasters: readonly TiffRaster[]): TiffRaster[] {
  const [level0] = rasters;
  if (!level0) throw new FoveaError('slide/damaged', { name: source.name, what: 'it holds no tiled image' });
  const sizes = new Set<number>();
  return rasters
    .filter((raster) => raster === level0 || isLevelOf(level0, raster))
    .filter(({ width }) => !sizes.has(width) && sizes.add(width))
    .sort((a, b) => b.width - a.width);
}

const COMPRESSION_NAMES: Readonly<Record<number, string>> = {
  [COMPRESSION.none]: 'none',
  [COMPRESSION.lzw]: 'LZW',
  [COMPRESSION.jpeg]: 'JPEG',
  [COMPRESSION.deflate]: 'deflate',
  [COMPRESSION.oldDeflate]: 'deflate',
};

async function commonProperties(
  directory: TiffDirectory | undefined,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (!directory) return {};
  const texts = [
    ['Make', TAG.Make],
    ['Model', TAG.Model],
    ['Software', TAG.Software],
    ['Date', TAG.DateTime],
  ] as const;
  const properties: Record<string, string> = {};
  for (const [name, tag] of texts) {
    const text = (await directory.text(tag, signal))?.trim();
    if (text) properties[name] = text.slice(0, MAX_PROPERTY_CHARACTERS);
  }
  const compression = await directory.first(TAG.Compression, COMPRESSION.none, signal);
  properties['Compression'] = COMPRESSION_NAMES[compression] ?? String(compression);
  return properties;
}
