import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { build } from 'vite';
import { CHROMIUM_FLAGS } from '../scripts/chromium.ts';
import { presentChromium } from '../scripts/install-chromium.ts';
import { fromRoot } from '../scripts/paths.ts';
import { serveFile } from '../scripts/static-files.ts';
import { sharedData } from '../test-support/shared-data.ts';
import type { BenchRow } from './row.ts';
import type {} from './slides-harness/main.ts';

const SLIDE = 'lymph-node-metastasis-he.tif';
const REPEATS = 3;
async function serve(slides: string): Promise<{ url: string; close: () => void }> {
  const built = mkdtempSync(join(tmpdir(), 'slides-harness-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fromRoot('bench/slides-harness'),
    base: './',
    worker: { format: 'es' },
    build: { outDir: built, emptyOutDir: true },
  });
  const server = createServer((request, response) => {
    const [, slide, page] = /^(?:\/slides(\/.*)|(\/.*))$/.exec(request.url ?? '/') ?? [];
    request.url = slide ?? page ?? '/';
    serveFile(slide ? slides : built, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      rmSync(built, { recursive: true, force: true });
    },
  };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

interface Measured {
  readonly fovea: { tilesPerSecond: number; openMs: number };
  readonly geotiff: { tilesPerSecond: number; openMs: number };
  readonly patches: number;
}

/** A fresh page for each contender: no cache, worker or compiled code of another's is there. */
async function measureOnce(browser: Browser, url: string): Promise<Measured> {
  const slide = `${url}slides/${SLIDE}`;
  const inPage = async <T>(run: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<T>): Promise<T> => {
    const page = await browser.newPage();
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
  const { url, close } = await serve(slides);
  const executablePath = presentChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...CHROMIUM_FLAGS] });
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
