import { FoveaError } from '#core/errors/fovea-error.ts';

/** What a Deep Zoom descriptor says. Sizes in level-0 px. */
export interface DeepZoomDescriptor {
  readonly width: number;
  readonly height: number;
  readonly tileSize: number;
  readonly overlap: number;
  /** File ending of the tiles, as written. */
  readonly format: string;
}

const MAX_SIDE_PX = 4_000_000;
const MAX_TILE_PX = 4096;
/** Of smaller tiles a screen would need a million files. */
const MIN_TILE_PX = 16;

/** Attributes of the first element of this name. There is no DOM in a worker, and a descriptor is two elements long. */
function attributesOf(xml: string, element: string): Map<string, string> | null {
  const tag = new RegExp(`<(?:[A-Za-z][\\w.-]*:)?${element}\\b([^<>]*)>`).exec(xml)?.[1];
  if (tag === undefined) return null;
  return new Map(
    Array.from(tag.matchAll(/\b([A-Za-z]\w*)\s{0,100}=\s{0,100}["']([^"']*)["']/g), (match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]),
  );
}

/** Parses a `.dzi`. Rejects what is not one with `slide/unknown-format`, impossible numbers with `slide/damaged`. */
export function parseDescriptor(xml: string, name: string): DeepZoomDescriptor {
  const image = attributesOf(xml, 'Image');
  const size = attributesOf(xml, 'Size');
  if (!image || !size) throw new FoveaError('slide/unknown-format', { name });
  const whole = (text: string | undefined, what: string, min: number, max: number): number => {
    const value = Number(text);
    if (text === undefined || !Number.isSafeInteger(value) || value < min || value > max) {
      throw new FoveaError('slide/damaged', { name, what: `${what} is ${text ?? 'not stated'}` });
    }
    return value;
  };
  const tileSize = whole(image.get('TileSize'), 'the tile size', 1, MAX_TILE_PX);
  if (tileSize < MIN_TILE_PX)
    throw new FoveaError('slide/unsupported-layout', { name, what: `tiles of ${tileSize} pixels` });
  const format = (image.get('Format') ?? '').toLowerCase();
  if (!['jpg', 'jpeg', 'png'].includes(format)) {
    throw new FoveaError('slide/unsupported-layout', { name, what: `tiles of the format "${format.slice(0, 20)}"` });
  }
  return {
    width: whole(size.get('Width'), 'the width', 1, MAX_SIDE_PX),
    height: whole(size.get('Height'), 'the height', 1, MAX_SIDE_PX),
    tileSize,
    overlap: whole(image.get('Overlap') ?? '0', 'the overlap', 0, tileSize),
    format: image.get('Format') ?? format,
  };
}
