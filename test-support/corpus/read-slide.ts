import { createHash } from 'node:crypto';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import sharp from 'sharp';
import type { LevelDescription, SlideDescription } from '#core/slide/description.ts';
import { cutPatches } from '#formats/region/cut-patches.ts';
import { openSlide, type SlideLocation } from '#formats/open-slide.ts';
import { pyramidOfImage } from '#formats/image/halve.ts';
import { ChunkError } from '#formats/codecs/encoded-chunk.ts';
import { decodeChunk } from '#formats/codecs/decode-chunk.ts';
import type { Decoders } from '#workers/slide/decode/pool.ts';
import { createSlideService } from '#workers/slide/service.ts';
import { nodeJpegDecoder } from '../jpeg-decoder.ts';

/** What came of opening a slide and reading all of it. */
export type SlideOutcome =
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly why: string }
  | {
      readonly kind: 'open';
      readonly description: SlideDescription;
      /** `level/column,row` of every tile that could not be shown. */
      readonly holes: readonly string[];
      /** RGB of each level that was read as a whole; null for those too large for that. */
      readonly levels: readonly (Uint8Array | null)[];
      /** Associated images, and the overview of a slide too large to be read whole: `ok` or the code of the error. */
      readonly extras: Readonly<Record<string, 'ok' | ErrorCode>>;
      readonly bytesRead: number;
    };

/** Pixels of a level that is read as a whole, and tiles of it that are asked for one by one. */
const MOST_PIXELS = 1 << 20;
const MOST_SIDE_PX = 60_000;
const MOST_TILES = 16;
const OVERVIEW_PX = 64;

/** A reader of slides as the app has them: the slide service, with its own decoders, on this thread. */
export interface SlideReading {
  /** Opens a slide, reads every level, tile and associated image, and closes it. Rejects with what is no coded error. */
  read(location: SlideLocation): Promise<SlideOutcome>;
}

export async function slideReading(): Promise<SlideReading> {
  const jpeg = await nodeJpegDecoder();
  // Node has no ImageBitmap: a size in its place.
  const bitmap = (width: number, height: number) => ({ width, height, close: () => undefined }) as ImageBitmap;
  const decoders: Decoders = {
    cut: (job) => Promise.resolve(cutPatches(job, jpeg)),
    pyramid: (chunk) => Promise.resolve(chunk).then((one) => pyramidOfImage(decodeChunk(one, jpeg))),
    picture: (job) => {
      const { damaged, decoded } = cutPatches(job, jpeg);
      return Promise.resolve({ bitmap: bitmap(job.outWidth, job.outHeight), damaged, decoded });
    },
  };
  /** What came of it by content: nearly all tiles of a family are the same, and sharp takes longer than all the rest. */
  const native: Record<string, Promise<unknown>> = {};
  const service = createSlideService({
    openSlide: (source, signal) =>
      openSlide(source, signal, { decodePyramid: (chunk, s) => decoders.pyramid(chunk, s) }),
    decoders,
    decodeNatively: async ({ bytes }, { width, height }) => {
      const cause = await (native[createHash('sha1').update(bytes).digest('hex')] ??= notDecoded(bytes));
      if (cause !== null) throw new ChunkError('it cannot be decoded', { cause });
      return bitmap(width, height);
    },
  });
  const context = { signal: new AbortController().signal, progress: () => undefined };
  let opened = 0;

  /** As the viewer does it: a picture that nobody has looked at for damage is looked at, and asked for again where there is some. */
  async function onScreen(
    slideId: string,
    { width, height, tileWidth, tileHeight }: LevelDescription,
    place: { readonly level: number; readonly column: number; readonly row: number },
  ): Promise<'picture' | 'hole'> {
    const request = { slideId, ...place };
    const { value: first } = await service.tile(request, context);
    if (first.kind === 'hole') return 'hole';
    if (!first.unchecked) return 'picture';
    const [x, y] = [place.column * tileWidth, place.row * tileHeight];
    const size = { width: Math.min(tileWidth, width - x), height: Math.min(tileHeight, height - y) };
    const { value: model } = await service.levelRegion({ slideId, level: place.level, x, y, ...size }, context);
    const { value: second } = await service.tile(request, context);
    if ((second.kind === 'hole') !== model.holes.length > 0)
      throw new Error(`a ${second.kind} on screen, ${model.holes.length} holes to models`);
    return second.kind === 'hole' ? 'hole' : 'picture';
  }

  async function read(location: SlideLocation): Promise<SlideOutcome> {
    opened += 1;
    const slideId = `corpus-${opened}`;
    let description: SlideDescription;
    try {
      ({ value: description } = await service.open({ source: location as never, slideId }, context));
    } catch (error) {
      const code = codeOf(error);
      return { kind: 'refused', code, why: error instanceof Error ? error.message : '' };
    }
    const holes = new Set<string>();
    const levels: (Uint8Array | null)[] = [];
    const extras: Record<string, 'ok' | ErrorCode> = {};
    const tell = async (what: string, work: () => Promise<unknown>) => {
      extras[what] = await work().then(
        () => 'ok' as const,
        (error: unknown) => codeOf(error),
      );
    };
    for (const [level, shape] of description.levels.entries()) {
      const { width, height, columns, rows } = shape;
      const small = width * height <= MOST_PIXELS && Math.max(width, height) <= MOST_SIDE_PX;
      const shown = new Map<string, 'picture' | 'hole'>();
      for (let index = 0; index < columns * rows; index += 1) {
        if (index >= MOST_TILES && index < columns * rows - MOST_TILES) index = columns * rows - MOST_TILES;
        const [column, row] = [index % columns, Math.floor(index / columns)];
        shown.set(`${level}/${column},${row}`, await onScreen(slideId, shape, { level, column, row }));
      }
      for (const [name, what] of shown) if (what === 'hole') holes.add(name);
      if (!small) {
        levels.push(null);
        continue;
      }
      const { value } = await service.levelRegion({ slideId, level, x: 0, y: 0, width, height }, context);
      levels.push(value.pixels);
      for (const name of value.holes) {
        holes.add(name);
        // Strips are read by the region alone; a tile of the screen made of them has holes of its own.
        if (shown.get(name) === 'picture' && shape.tileWidth !== 512)
          throw new Error(`tile ${name} is a hole to models and a picture on screen`);
      }
    }
    if (levels.includes(null)) {
      const rects = [{ x: 0, y: 0, width: description.width, height: description.height }] as never;
      const shrink = Math.max(description.width, description.height) / OVERVIEW_PX;
      const outWidthPx = Math.max(1, Math.round(description.width / shrink));
      const outHeightPx = Math.max(1, Math.round(description.height / shrink));
      await tell('overview', () => service.patches({ slideId, rects, outWidthPx, outHeightPx }, context));
    }
    for (const { name } of description.associatedImages)
      await tell(name, () => service.associatedImage({ slideId, name }, context));
    const { value: stats } = await service.stats({ slideId }, context);
    await service.close({ slideId }, context);
    return { kind: 'open', description, holes: [...holes].sort(), levels, extras, bytesRead: stats.bytesRead };
  }
  return { read };
}

/** Decodes as forgivingly as a browser: half a tile is a picture. Null where it is one, else why not. */
function notDecoded(bytes: Uint8Array): Promise<unknown> {
  return sharp(Buffer.from(bytes), { failOn: 'none' })
    .raw()
    .toBuffer()
    .then(
      () => null,
      (cause: unknown) => cause,
    );
}

/** The code of an error that a user can be told about; anything else is thrown on. */
function codeOf(error: unknown): ErrorCode {
  if (isFoveaError(error) && error.code !== 'internal') return error.code;
  throw error;
}
