import type { Browser } from '@playwright/test';
import { fromRoot } from '../scripts/paths.ts';
import { sharedData } from '../test-support/shared-data.ts';
import { launchChromium, median, serveHarness } from './harness.ts';
import type { BenchRow } from './row.ts';
import type { ViewerTimings } from './viewer-harness/timings.ts';

const SLIDE = 'lymph-node-metastasis-he.tif';
/** The library with its own worker and decoders, as it is published. */
const PEER = fromRoot('node_modules/geotiff-tilesource/dist');
const REPEATS = 5;
const VIEWPORT = { width: 1440, height: 900 };

/** What the viewer harness wants beside itself: the slides, and the peer where its worker expects to be. */
export const viewerMounts = (slides: string) => ({ '/slides': slides, '/peer': PEER, '/assets/tiff.worker*': PEER });

async function measureOnce(browser: Browser, url: string, who: 'fovea' | 'peer'): Promise<ViewerTimings> {
  const page = await browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
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

/** Time to the first full view and to rest after a zoom of 8, beside geotiff-tilesource with OpenSeadragon's defaults. */
export async function benchViewer(): Promise<BenchRow[]> {
  const slides = sharedData('slides');
  if (!slides) {
    const note = 'the shared slides are not here';
    return [{ what: 'viewer', unit: 's', fovea: null, beside: null, better: 'lower', note }];
  }
  const { url, close } = await serveHarness('viewer-harness', viewerMounts(slides));
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
