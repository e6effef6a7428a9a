import type { LevelDescription, SlideDescription } from '#core/slide/description.ts';
import type { SlideClient, TileImage, TileRequest } from '#workers/slide/contract.ts';

export interface SyntheticSlideOptions {
  readonly width: number;
  readonly height: number;
  readonly tileSize?: number;
  /** Level-0 px per level px of each level, finest first; default: halving until one tile holds all. */
  readonly downsamples?: readonly number[];
  /** Tiles that cannot be read. */
  readonly isHole?: (request: TileRequest) => boolean;
  /** Tiles of damaged data, which are a picture until somebody looks. */
  readonly isDamaged?: (request: TileRequest) => boolean;
  /** Waits before each tile, ms. */
  readonly delayMs?: number;
}

/** A slide that exists only as a formula, for tests of the viewer. */
export function syntheticSlide(options: SyntheticSlideOptions): SlideDescription {
  const { width, height, tileSize = 256 } = options;
  const downsamples = options.downsamples ?? halving(Math.max(width, height) / tileSize);
  const levels = downsamples.map((downsample): LevelDescription => {
    const levelWidth = Math.max(1, Math.floor(width / downsample));
    const levelHeight = Math.max(1, Math.floor(height / downsample));
    return {
      width: levelWidth,
      height: levelHeight,
      tileWidth: tileSize,
      tileHeight: tileSize,
      columns: Math.ceil(levelWidth / tileSize),
      rows: Math.ceil(levelHeight / tileSize),
      downsampleX: width / levelWidth,
      downsampleY: height / levelHeight,
    };
  });
  return {
    id: `synthetic-${width}x${height}`,
    name: 'synthetic',
    format: 'image',
    url: null,
    width,
    height,
    levels,
    spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
    spacingNote: null,
    objectivePower: 20,
    associatedImages: [],
    properties: {},
    fingerprint: null,
    byteSize: null,
  };
}

function halving(factor: number): number[] {
  const downsamples = [1];
  while ((downsamples.at(-1) ?? 1) < factor) downsamples.push((downsamples.at(-1) ?? 1) * 2);
  return downsamples;
}

/** Side of the squares drawn on the synthetic slide, level-0 px. */
export const SQUARE_PX = 500;

/** Colour of the square under a level-0 point: red grows with x, green with y. */
export function squareColour(slide: SlideDescription, x: number, y: number): readonly [number, number, number] {
  const column = Math.floor(x / SQUARE_PX);
  const row = Math.floor(y / SQUARE_PX);
  return [
    Math.floor((200 * column * SQUARE_PX) / slide.width),
    Math.floor((200 * row * SQUARE_PX) / slide.height),
    (column + row) % 2 === 0 ? 235 : 160,
  ];
}

export interface SyntheticClient extends Pick<SlideClient, 'tile' | 'levelRegion'> {
  /** What was asked for, and what of it was aborted. */
  readonly requested: TileRequest[];
  readonly aborted: TileRequest[];
  /** Every picture handed out; whoever got it closes it. */
  readonly delivered: ImageBitmap[];
  inFlight: number;
  mostInFlight: number;
}

/** Draws the tiles of {@link syntheticSlide}; needs a browser. */
export function syntheticClient(slide: SlideDescription, options: SyntheticSlideOptions): SyntheticClient {
  const found = new Set<string>();
  const nameOf = ({ level, column, row }: TileRequest): string => `${level}/${column},${row}`;
  const client: SyntheticClient = {
    requested: [],
    aborted: [],
    delivered: [],
    inFlight: 0,
    mostInFlight: 0,
    tile: async (request, signal) => {
      client.requested.push(request);
      client.inFlight++;
      client.mostInFlight = Math.max(client.mostInFlight, client.inFlight);
      try {
        await new Promise((resolve) => setTimeout(resolve, options.delayMs ?? 0));
        if (signal?.aborted) {
          client.aborted.push(request);
          signal.throwIfAborted();
        }
        if (options.isHole?.(request)) return { kind: 'hole', error: { code: 'tile/missing', context: request } };
        if (found.has(nameOf(request))) return { kind: 'hole', error: { code: 'tile/missing', context: request } };
        const image = drawTile(slide, request);
        client.delivered.push(image.bitmap);
        return { ...image, unchecked: true };
      } finally {
        client.inFlight--;
      }
    },
    levelRegion: ({ slideId, level, x, y }) => {
      const { tileWidth = 1, tileHeight = 1 } = slide.levels[level] ?? {};
      const place = { slideId, level, column: Math.floor(x / tileWidth), row: Math.floor(y / tileHeight) };
      if (options.isDamaged?.(place)) found.add(nameOf(place));
      return Promise.resolve({ pixels: new Uint8Array(0), holes: found.has(nameOf(place)) ? [nameOf(place)] : [] });
    },
  };
  return client;
}

function drawTile(
  slide: SlideDescription,
  { level, column, row }: TileRequest,
): Extract<TileImage, { readonly kind: 'image' }> {
  const description = slide.levels[level];
  if (!description) throw new RangeError(`level ${level}`);
  const { tileWidth, tileHeight, width, height, downsampleX, downsampleY } = description;
  const left = column * tileWidth;
  const top = row * tileHeight;
  const canvas = new OffscreenCanvas(Math.min(tileWidth, width - left), Math.min(tileHeight, height - top));
  // Opaque like a slide's own tiles, also where two squares' antialiased borders meet.
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('no 2d context');
  context.scale(1 / downsampleX, 1 / downsampleY);
  context.translate(-left * downsampleX, -top * downsampleY);
  const firstX = Math.floor((left * downsampleX) / SQUARE_PX) * SQUARE_PX;
  const firstY = Math.floor((top * downsampleY) / SQUARE_PX) * SQUARE_PX;
  for (let y = firstY; y < (top + canvas.height) * downsampleY; y += SQUARE_PX) {
    for (let x = firstX; x < (left + canvas.width) * downsampleX; x += SQUARE_PX) {
      context.fillStyle = `rgb(${squareColour(slide, x, y).join(' ')})`;
      context.fillRect(x, y, SQUARE_PX, SQUARE_PX);
    }
  }
  return { kind: 'image', bitmap: canvas.transferToImageBitmap() };
}
