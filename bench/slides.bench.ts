import type { Browser } from '@playwright/test';
import { sharedData } from '../test-support/shared-data.ts';
import { launchChromium, median, serveHarness } from './harness.ts';
import type { BenchRow } from './row.ts';
import type {} from './slides-harness/main.ts';

const SLIDE = 'lymph-node-metastasis-he.tif';
const REPEATS = 3;

interface Measured {
  readonly fovea: { tilesPerSecond: number; openMs: number };
  readonly geotiff: { tilesPerSecond: number; openMs: number };
  readonly patches: number;
}

/** A fresh page for each contender: no cache, worker or compiled code of another's is there. */
async function measureOnce(browser: Browser, url: string): Promise<Measured> {
  const slide = `${url}slides/${SLIDE}`;
  const inPage = async <T>(run: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<T>): Promise<T> => {
    const page = await browser.newPage({ serviceWorkers: 'block' });
    try {
      await page.goto(url);
      return await run(page);
    } finally {
      await page.close();
    }
  };
  return {
    geotiff: await inPage((page) => page.evaluate((at) => window.slidesHarness.geotiffTiles(at), slide)),
    fovea: await inPage((page) => page.evaluate((at) => window.slidesHarness.foveaTiles(at), slide)),
    patches: await inPage((page) => page.evaluate((at) => window.slidesHarness.foveaPatches(at), slide)),
  };
}

/** Tiles decoded per second beside geotiff's own pool, time to open, and patches cut per second. */
export async function benchSlides(): Promise<BenchRow[]> {
  const slides = sharedData('slides');
  if (!slides) {
    const note = 'the shared slides are not here';
    return [{ what: 'tiles decoded', unit: 'tiles/s', fovea: null, beside: null, better: 'higher', note }];
  }
  const { url, close } = await serveHarness('slides-harness', { '/slides': slides });
  const browser = await launchChromium();
  const measured: Measured[] = [];
  try {
    for (let i = 0; i < REPEATS; i++) measured.push(await measureOnce(browser, url));
  } finally {
    await browser.close();
    close();
  }
  const note = `median of ${REPEATS}, localhost`;
  return [
    {
      what: `tiles decoded, 256², 8 at a time, ${SLIDE}`,
      unit: 'tiles/s',
      fovea: median(measured.map(({ fovea }) => fovea.tilesPerSecond)),
      beside: { name: "geotiff's own pool", value: median(measured.map(({ geotiff }) => geotiff.tilesPerSecond)) },
      better: 'higher',
      note,
    },
    {
      what: `slide opened (Fovea: all levels, fingerprint; geotiff: first image), ${SLIDE}`,
      unit: 's',
      fovea: median(measured.map(({ fovea }) => fovea.openMs)) / 1000,
      beside: { name: 'geotiff', value: median(measured.map(({ geotiff }) => geotiff.openMs)) / 1000 },
      better: 'lower',
      note,
    },
    {
      what: `patches read and shrunk 512→224, ${SLIDE}`,
      unit: 'patches/s',
      fovea: median(measured.map(({ patches }) => patches)),
      beside: null,
      better: 'higher',
      note: `${note}; the start of the decoders included`,
    },
  ];
}
