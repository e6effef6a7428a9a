import type { CDPSession } from '@playwright/test';
import { sharedData } from '../test-support/shared-data.ts';
import { descendantsMemoryBytes } from './process-memory.ts';
import type { BenchRow } from './row.ts';
import { launchChromium, serveHarness } from './harness.ts';
import { viewerMounts } from './viewer.bench.ts';

const SLIDE = 'tubular-adenoma-he.tif';
const LEG_MS = 30_000;
const LEGS = 5;
const MEBIBYTE = 2 ** 20;

interface Sample {
  readonly heapMb: number;
  readonly processesMb: number;
}

async function sample(session: CDPSession): Promise<Sample> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? NaN;
  return { heapMb: heap / MEBIBYTE, processesMb: descendantsMemoryBytes(process.pid) / MEBIBYTE };
}

/** Wanders over the largest slide for minutes; what it holds after the first leg beside what it holds after the last. */
export async function benchViewerMemory(): Promise<BenchRow[]> {
  const slides = sharedData('slides');
  if (!slides || process.platform !== 'linux') {
    const note = slides ? 'reads /proc' : 'the shared slides are not here';
    return [{ what: 'memory while panning', unit: 'MB', fovea: null, beside: null, better: 'lower', note }];
  }
  const { url, close } = await serveHarness('viewer-harness', viewerMounts(slides));
  const browser = await launchChromium();
  const samples: Sample[] = [];
  let tiles = 0;
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await page.goto(url);
    await page.evaluate((slide) => window.harness.showFovea(slide), `${url}slides/${SLIDE}`);
    for (let leg = 0; leg < LEGS; leg++) {
      const stats = await page.evaluate(([ms, seed]) => window.harness.panFovea(ms, seed), [LEG_MS, leg + 1] as const);
      tiles = stats.tilesDecoded;
      samples.push(await sample(session));
    }
  } finally {
    await browser.close();
    close();
  }
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = (LEG_MS * LEGS) / 1000;
  const series = samples.map(({ processesMb }) => processesMb.toFixed(0)).join(', ');
  const row = (what: string, pick: (one: Sample) => number, note: string): BenchRow => ({
    what: `${what} after ${seconds} s of panning, ${SLIDE}`,
    unit: 'MB',
    fovea: last ? pick(last) : null,
    beside: first ? { name: `after ${LEG_MS / 1000} s`, value: pick(first) } : null,
    better: 'lower',
    note,
  });
  return [
    row('page heap', ({ heapMb }) => heapMb, `${tiles} tiles decoded`),
    row('all of Chromium', ({ processesMb }) => processesMb, `every ${LEG_MS / 1000} s: ${series}`),
  ];
}
