import { fromUrl, Pool } from 'geotiff';
import { createSlideClient } from '#workers/slide/client.ts';

/** Tiles of level 0 that all contenders decode: a square in the middle of the slide. */
const SIDE_TILES = 16;
/** Requests under way at a time, like a viewer with its default job limit. */
const CONCURRENT = 8;

interface Place {
  readonly column: number;
  readonly row: number;
}

function middle(columns: number, rows: number): Place[] {
  const left = Math.floor((columns - SIDE_TILES) / 2);
  const top = Math.floor((rows - SIDE_TILES) / 2);
  return Array.from({ length: SIDE_TILES ** 2 }, (_, i) => ({
    column: left + (i % SIDE_TILES),
    row: top + Math.floor(i / SIDE_TILES),
  }));
}

async function perSecond(places: readonly Place[], read: (place: Place) => Promise<void>): Promise<number> {
  const queue = [...places];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CONCURRENT }, async () => {
      for (let place = queue.shift(); place; place = queue.shift()) await read(place);
    }),
  );
  return (places.length * 1000) / (performance.now() - started);
}

/** Fovea: tiles as the viewer gets them, tiles/s, and the time to open, ms. */
async function foveaTiles(url: string): Promise<{ tilesPerSecond: number; openMs: number }> {
  const slides = createSlideClient();
  const started = performance.now();
  const slide = await slides.open({ source: { kind: 'url', url } });
  const openMs = performance.now() - started;
  const [level] = slide.levels;
  if (!level) throw new Error('no level');
  const tilesPerSecond = await perSecond(middle(level.columns, level.rows), async (place) => {
    const tile = await slides.tile({ slideId: slide.id, level: 0, ...place });
    if (tile.kind !== 'image') throw new Error(tile.error.code);
    tile.bitmap.close();
  });
  return { tilesPerSecond, openMs };
}

/** Fovea: patches of 512 px brought to 224 as models get them, patches/s. */
async function foveaPatches(url: string): Promise<number> {
  const slides = createSlideClient();
  const slide = await slides.open({ source: { kind: 'url', url } });
  const rects = Array.from({ length: 256 }, (_, i) => ({
    x: Math.floor(slide.width / 2 + ((i % 16) - 8) * 256),
    y: Math.floor(slide.height / 2 + (Math.floor(i / 16) - 8) * 256),
    width: 512,
    height: 512,
  }));
  const batches = Array.from({ length: 16 }, (_, k) => rects.slice(k * 16, (k + 1) * 16));
  const started = performance.now();
  await Promise.all(
    [0, 1].map(async () => {
      for (let batch = batches.pop(); batch; batch = batches.pop()) {
        await slides.patches({ slideId: slide.id, rects: batch, outWidthPx: 224, outHeightPx: 224 });
      }
    }),
  );
  return (rects.length * 1000) / (performance.now() - started);
}

/** geotiff with its own pool of decoders, tiles/s. A block cache is asked for: without it each tile costs three requests. */
async function geotiffTiles(url: string): Promise<{ tilesPerSecond: number; openMs: number }> {
  const { signal } = new AbortController();
  const pool = new Pool();
  const started = performance.now();
  // Documented options that its types leave out.
  const options: object = { blockSize: 65_536, cacheSize: 1000 };
  const tiff = await fromUrl(url, options, signal);
  const image = await tiff.getImage(0);
  const openMs = performance.now() - started;
  const width = image.getTileWidth();
  const height = image.getTileHeight();
  const places = middle(Math.ceil(image.getWidth() / width), Math.ceil(image.getHeight() / height));
  const tilesPerSecond = await perSecond(places, async ({ column, row }) => {
    const window = [column * width, row * height, (column + 1) * width, (row + 1) * height];
    await image.readRGB({ window, pool, interleave: true, signal });
  });
  return { tilesPerSecond, openMs };
}

const harness = { foveaTiles, foveaPatches, geotiffTiles };

declare global {
  interface Window {
    slidesHarness: typeof harness;
  }
}

window.slidesHarness = harness;
