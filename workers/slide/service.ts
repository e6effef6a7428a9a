import { FoveaError, isFoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { level0ToLevel } from '#core/geometry/frames.ts';
import { levelForDownsample } from '#core/slide/level-choice.ts';
import { ChunkError, type JpegChunk } from '#formats/codecs/encoded-chunk.ts';
import { boxesOn } from '#formats/region/cut-patches.ts';
import type { OpenedSlide, SlideLocation } from '#formats/open-slide.ts';
import { MissingChunk, type Raster } from '#formats/slide-reader.ts';
import { serveCalls, type CallHandlers } from '../shared/calls.ts';
import type { SlideCalls } from './calls.ts';
import type { LevelRegionRequest, PatchBatch, PatchRequest, TileImage, TileRequest } from './contract.ts';
import { cutInParts } from './cut-in-parts.ts';
import type { Decoders } from './decode/pool.ts';
import { chunksAreShown, describeSlide } from './describe.ts';
import { withFilledHoles } from './fill-holes.ts';
import {
  cutGeometry,
  holeError,
  isHole,
  loadCut,
  tileName,
  type ChunkPlace,
  type SlideState,
} from './open-slide-state.ts';

export interface SlideServiceDependencies {
  openSlide(location: SlideLocation, signal: AbortSignal): Promise<OpenedSlide>;
  readonly decoders: Decoders;
  /** A JPEG tile by the platform's decoder, cut to `keep`. */
  decodeNatively(chunk: JpegChunk, keep: { width: number; height: number }): Promise<ImageBitmap>;
}

/** Bounds of one request; far above what the app asks for. */
const MAX_OUT_SIDE_PX = 65_536;
const MAX_BATCH_BYTES = 512 * 1024 * 1024;
/** Associated images are shown small; a larger one is shrunk. */
const MAX_ASSOCIATED_SIDE_PX = 2048;

/** The calls of the slide worker. Slides live until `close`. */
export function createSlideService(dependencies: SlideServiceDependencies): CallHandlers<SlideCalls> {
  const slides = new Map<string, SlideState>();

  function stateOf(slideId: string): SlideState {
    const state = slides.get(slideId);
    if (!state) throw new FoveaError('slide/not-open', { slideId });
    return state;
  }

  function rasterOf(state: SlideState, level: number): Raster {
    const raster = state.levels[level];
    if (!raster) throw new FoveaError('internal', { what: `no level ${level}` });
    return raster;
  }

  async function cut(
    state: SlideState,
    level: number,
    rects: Parameters<typeof cutGeometry>[1],
    outWidth: number,
    outHeight: number,
    signal: AbortSignal,
  ): Promise<PatchBatch> {
    checkOutput(rects.length, outWidth, outHeight);
    const raster = rasterOf(state, level);
    const geometry = cutGeometry(raster, rects, outWidth, outHeight);
    const { name } = state.description;
    const { pixels, holes, decoded } = await unlessDecoderCrashes(() =>
      cutInParts(raster, geometry, name, dependencies.decoders, signal),
    );
    state.tilesDecoded += decoded;
    const holed = holes.length > 0 ? boxesOn(geometry, holes) : [];
    return { pixels, holes: addHoles(state, level, holes), holed };
  }

  async function tile(
    state: SlideState,
    request: TileRequest,
    signal: AbortSignal,
  ): Promise<Extract<TileImage, { kind: 'image' }>> {
    const { level, column, row } = request;
    const raster = rasterOf(state, level);
    const shape = state.description.levels[level];
    if (!shape || column < 0 || row < 0 || column >= shape.columns || row >= shape.rows) {
      throw new FoveaError('internal', { what: `no tile ${column}, ${row} in level ${level}` });
    }
    const x = column * shape.tileWidth;
    const y = row * shape.tileHeight;
    const width = Math.min(shape.tileWidth, shape.width - x);
    const height = Math.min(shape.tileHeight, shape.height - y);
    const geometry = cutGeometry(raster, [{ x, y, width, height }], width, height);
    if (chunksAreShown(raster)) {
      const chunk = await raster.chunk(column, row, signal);
      if (chunk.codec === 'jpeg' && !chunk.incomplete && !state.holes.has(tileName(level, request))) {
        const bitmap = await dependencies.decodeNatively(chunk, { width, height });
        return { kind: 'image', bitmap, unchecked: true };
      }
      return { kind: 'image', bitmap: await pictureOf({ ...geometry, chunks: [{ column, row, chunk }] }, signal) };
    }
    const { job, holes } = await loadCut(raster, geometry, signal);
    addHoles(state, level, holes);
    // White in the place of a missing part would be taken for glass.
    if (holes.length > 0) throw new MissingChunk();
    return { kind: 'image', bitmap: await pictureOf(job, signal) };
  }

  async function pictureOf(job: Parameters<Decoders['picture']>[0], signal: AbortSignal): Promise<ImageBitmap> {
    const { bitmap, damaged } = await dependencies.decoders.picture(job, signal);
    const [first] = damaged;
    if (!first) return bitmap;
    bitmap.close();
    throw new ChunkError(first.what);
  }

  /** A decode worker that crashed took the bytes of its job along: they are read once more, out of the cache, for another one. */
  async function unlessDecoderCrashes<T>(job: () => Promise<T>): Promise<T> {
    try {
      return await job();
    } catch (error) {
      if (!isFoveaError(error) || error.code !== 'worker/crashed') throw error;
      return job();
    }
  }

  const handlers: CallHandlers<SlideCalls> = {
    async open({ source, slideId }, { signal }) {
      const slide = await dependencies.openSlide(source, signal);
      // Opening may not have noticed the abort; nobody would close what is kept here now.
      signal.throwIfAborted();
      if (slides.has(slideId)) throw new FoveaError('internal', { what: `a second slide named ${slideId}` });
      const description = describeSlide(slideId, slide);
      const { format, levels } = slide.reader;
      slides.set(slideId, {
        slide,
        description,
        levels: format === 'aperio-svs' ? withFilledHoles(levels, dependencies.decoders) : levels,
        closed: new AbortController(),
        tilesDecoded: 0,
        holes: new Set(),
      });
      return { value: description };
    },

    async tile(request, { signal }) {
      const state = stateOf(request.slideId);
      const both = AbortSignal.any([signal, state.closed.signal]);
      try {
        const image = await unlessDecoderCrashes(() => tile(state, request, both));
        state.tilesDecoded += 1;
        return { value: image satisfies TileImage, transfer: [image.bitmap] };
      } catch (error) {
        both.throwIfAborted();
        if (!isHole(error)) throw error;
        const { level, column, row } = request;
        addHoles(state, level, [request]);
        return {
          value: { kind: 'hole', error: toPlainError(holeError(error, level, column, row)) } satisfies TileImage,
        };
      }
    },

    async patches(request: PatchRequest, { signal }) {
      const state = stateOf(request.slideId);
      const [first] = request.rects;
      if (!first) return { value: { pixels: new Uint8Array(0), holes: [] } };
      if (request.rects.some(({ width, height }) => width !== first.width || height !== first.height)) {
        throw new FoveaError('internal', { what: 'patches of one request must be of one size' });
      }
      const { levels } = state.description;
      const index = levelForDownsample(levels, first.width / request.outWidthPx);
      const level = levels[index];
      if (!level) throw new FoveaError('internal', { what: `no level ${index}` });
      const rects = request.rects.map((rect) => level0ToLevel(rect, level));
      const both = AbortSignal.any([signal, state.closed.signal]);
      const batch = await cut(state, index, rects, request.outWidthPx, request.outHeightPx, both);
      return { value: batch, transfer: [batch.pixels.buffer] };
    },

    async levelRegion(request: LevelRegionRequest, { signal }) {
      const state = stateOf(request.slideId);
      const { x, y, width, height } = request;
      if (![x, y, width, height].every(Number.isSafeInteger)) {
        throw new FoveaError('internal', { what: 'a level region must be in whole pixels' });
      }
      const both = AbortSignal.any([signal, state.closed.signal]);
      const batch = await cut(state, request.level, [{ x, y, width, height }], width, height, both);
      return { value: batch, transfer: [batch.pixels.buffer] };
    },

    async associatedImage({ slideId, name }, { signal }) {
      const state = stateOf(slideId);
      const raster = state.slide.reader.associated.get(name);
      if (!raster) throw new FoveaError('internal', { what: `the slide has no ${name} image` });
      const shrink = Math.max(1, raster.width / MAX_ASSOCIATED_SIDE_PX, raster.height / MAX_ASSOCIATED_SIDE_PX);
      const outWidth = Math.max(1, Math.round(raster.width / shrink));
      const outHeight = Math.max(1, Math.round(raster.height / shrink));
      const { width, height } = raster;
      const geometry = cutGeometry(raster, [{ x: 0, y: 0, width, height }], outWidth, outHeight);
      const { job, holes } = await loadCut(raster, geometry, AbortSignal.any([signal, state.closed.signal]));
      try {
        if (holes.length > 0) throw new ChunkError('parts of it are missing or damaged');
        const bitmap = await pictureOf(job, signal);
        return { value: bitmap, transfer: [bitmap] };
      } catch (cause) {
        if (!(cause instanceof ChunkError)) throw cause;
        const what = `its ${name} image: ${cause.message}`;
        throw new FoveaError('slide/damaged', { name: state.description.name, what }, { cause });
      }
    },

    stats({ slideId }) {
      const { slide, tilesDecoded, holes } = stateOf(slideId);
      return Promise.resolve({ value: { ...slide.stats(), tilesDecoded, holes: holes.size } });
    },

    close({ slideId }) {
      slides.get(slideId)?.closed.abort(new DOMException('the slide was closed', 'AbortError'));
      slides.delete(slideId);
      return Promise.resolve({ value: undefined });
    },

    openPort() {
      const { port1, port2 } = new MessageChannel();
      serveCalls<SlideCalls>(handlers, port1);
      return Promise.resolve({ value: port2, transfer: [port2] });
    },
  };
  return handlers;
}

/** Takes note of holes of a level; their names. */
function addHoles(state: SlideState, level: number, places: readonly ChunkPlace[]): string[] {
  const names = new Set(places.map((place) => tileName(level, place)));
  for (const name of names) state.holes.add(name);
  return [...names];
}

function checkOutput(count: number, outWidth: number, outHeight: number): void {
  const whole = Number.isSafeInteger(outWidth) && Number.isSafeInteger(outHeight) && outWidth > 0 && outHeight > 0;
  const fits =
    outWidth <= MAX_OUT_SIDE_PX && outHeight <= MAX_OUT_SIDE_PX && count * outWidth * outHeight * 3 <= MAX_BATCH_BYTES;
  if (!whole || !fits)
    throw new FoveaError('internal', { what: `${count} regions of ${outWidth}×${outHeight} pixels in one request` });
}
