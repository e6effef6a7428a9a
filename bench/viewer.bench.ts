import { createServer, type Server } from 'node:http';
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
import type { ViewerTimings } from './viewer-harness/timings.ts';

const SLIDE = 'lymph-node-metastasis-he.tif';
/** The library with its own worker and decoders, as it is published. */
const PEER = fromRoot('node_modules/geotiff-tilesource/dist');
const REPEATS = 5;
const VIEWPORT = { width: 1440, height: 900 };

/** A page built from the harness and a folder of slides, both on localhost; `close` ends it. */
export async function serveHarness(slides: string): Promise<{ url: string; close: () => void }> {
  const built = mkdtempSync(join(tmpdir(), 'viewer-harness-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    root: fromRoot('bench/viewer-harness'),
    base: './',
    worker: { format: 'es' },
    build: { outDir: built, emptyOutDir: true },
  });
  const server: Server = createServer((request, response) => {
    const url = request.url ?? '/';
    const [, prefix = '', rest = '/'] = /^(\/slides|\/peer)?(\/.*)$/.exec(url) ?? [];
    request.url = rest;
    if (prefix === '/slides') serveFile(slides, request, response);
    // As published, its worker is to be found at this place of the host.
    else if (prefix === '/peer' || rest.startsWith('/assets/tiff.worker')) serveFile(PEER, request, response);
    else serveFile(built, request, response);
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

export function launchChromium(): Promise<Browser> {
  const executablePath = presentChromium();
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...CHROMIUM_FLAGS] });
}

async function measureOnce(browser: Browser, url: string, who: 'fovea' | 'peer'): Promise<ViewerTimings> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  try {
    page.on('pageerror', (error) => console.error(`${who}: ${error.message}`));
    await page.goto(url);
    return await page.evaluate(
      ([name, slide]) => (name === 'fovea' ? window.harness.measureFovea(slide) : window.harness.measurePeer(slide)),
      [who, `${url}slides/${SLIDE}`] as const,
    );
  } finally {
    await page.close();
  }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Time to the first full view and to rest after a zoom of 8, beside geotiff-tilesource with OpenSeadragon's defaults. */
export async function benchViewer(): Promise<BenchRow[]> {
  const slides = sharedData('slides');
  if (!slides) {
    const note = 'the shared slides are not here';
    return [{ what: 'viewer', unit: 's', fovea: null, beside: null, better: 'lower', note }];
  }
  const { url, close } = await serveHarness(slides);
  const browser = await launchChromium();
  const timings: Record<'fovea' | 'peer', ViewerTimings[]> = { fovea: [], peer: [] };
  try {
    // Once each to warm up, then in turns: whatever else the machine does hits both alike.
    for (let i = 0; i <= REPEATS; i++) {
      for (const who of ['peer', 'fovea'] as const) {
        const measured = await measureOnce(browser, url, who);
        if (i > 0) timings[who].push(measured);
      }
    }
  } finally {
    await browser.close();
    close();
  }
  const row = (what: string, pick: (timing: ViewerTimings) => number): BenchRow => ({
    what: `${what}, ${VIEWPORT.width}×${VIEWPORT.height}, ${SLIDE}`,
    unit: 's',
    fovea: median(timings.fovea.map(pick)) / 1000,
    beside: { name: 'geotiff-tilesource 2.3', value: median(timings.peer.map(pick)) / 1000 },
    better: 'lower',
    note: `median of ${REPEATS}, localhost, canvas`,
  });
  return [
    row('first full view', (timing) => timing.firstFullViewMs),
    row('at rest after zooming by 8', (timing) => timing.zoomBy8Ms),
  ];
}
