import type { Browser, CDPSession, Page } from '@playwright/test';
import { launchChromium, median, serveHarness } from './harness.ts';
import type { Change } from './recolour-harness/fovea.ts';
import type { BenchRow } from './row.ts';

const VIEWPORT = { width: 1440, height: 900 };
const PATCHES = [20_000, 200_000] as const;
const REPEATS = 15;
const PEER = 'plain script: one fillRect a patch';

const CHANGES: readonly {
  readonly change: Change;
  readonly what: string;
  readonly peer: 'range' | 'scaling' | null;
  /** With the section closed that shows the patches at both ends of the map. */
  readonly withoutGallery?: boolean;
}[] = [
  { change: 'scaling', what: 'value, percentile, rank', peer: 'scaling' },
  { change: 'range', what: 'end of the colours moved', peer: 'range' },
  { change: 'threshold', what: 'threshold moved', peer: 'range' },
  { change: 'colours', what: 'other colours', peer: 'range' },
  { change: 'map', what: 'other map', peer: 'range' },
  { change: 'map', what: 'other map, gallery closed', peer: 'range', withoutGallery: true },
  { change: 'interpolated', what: 'blocks, interpolated', peer: null },
  { change: 'interpolated range', what: 'end of the colours moved, interpolated', peer: null },
];

/** Processor time of the main thread so far, ms: scripts, style, layout, painting; what else the machine does is not in it. */
async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}

/** Median and largest main-thread time of one step, less that of as many frames in which nothing changes. */
async function measure(
  session: CDPSession,
  step: (n: number | null) => Promise<void>,
): Promise<{ median: number; largest: number }> {
  const once = async (n: number | null): Promise<number> => {
    const before = await taskMs(session);
    await step(n);
    return (await taskMs(session)) - before;
  };
  const idle: number[] = [];
  const busy: number[] = [];
  // Three to warm up: compiled code, and what is made when first asked for.
  for (let n = 0; n < REPEATS + 3; n++) {
    const nothing = await once(null);
    const something = await once(n);
    if (n < 3) continue;
    idle.push(nothing);
    busy.push(something);
  }
  const rest = median(idle);
  return { median: Math.max(0, median(busy) - rest), largest: Math.max(0, Math.max(...busy) - rest) };
}

async function openPage(browser: Browser, url: string): Promise<{ page: Page; session: CDPSession }> {
  const page = await browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, session };
}

/** Main-thread time of the whole window per change of how a map is coloured, beside a script that does nothing but paint. */
export async function benchRecolour(): Promise<BenchRow[]> {
  const { url, close } = await serveHarness('recolour-harness', {});
  const browser = await launchChromium();
  const rows: BenchRow[] = [];
  try {
    for (const patches of PATCHES) {
      const fovea = await openPage(browser, url);
      await fovea.page.evaluate((count) => window.recolour.showFovea(count), patches);
      const own = new Map<string, Awaited<ReturnType<typeof measure>>>();
      const gallery = fovea.page.locator('section > button', { hasText: 'Patches' });
      for (const { change, what, withoutGallery = false } of CHANGES) {
        const step = (n: number | null) =>
          fovea.page.evaluate(([kind, at]) => window.recolour.change(kind, at), [
            n === null ? 'nothing' : change,
            n ?? 0,
          ] as const);
        if (withoutGallery) await gallery.click();
        own.set(what, await measure(fovea.session, step));
        if (withoutGallery) await gallery.click();
      }
      await fovea.page.close();
      const peer = await openPage(browser, url);
      await peer.page.evaluate((count) => window.recolour.showPeer(count), patches);
      const others = new Map<string, number>();
      for (const kind of ['range', 'scaling'] as const) {
        const step = (n: number | null) =>
          peer.page.evaluate(([what, at]) => window.recolour.changePeer(what, at), [
            n === null ? 'nothing' : kind,
            n ?? 0,
          ] as const);
        others.set(kind, (await measure(peer.session, step)).median);
      }
      await peer.page.close();
      for (const { what, peer: kind } of CHANGES) {
        const { median: ms, largest } = own.get(what) ?? { median: NaN, largest: NaN };
        rows.push({
          what: `recolour ${patches.toLocaleString('en')} patches: ${what}`,
          unit: 'ms',
          fovea: ms,
          beside: kind === null ? null : { name: PEER, value: others.get(kind) ?? NaN },
          better: 'lower',
          note: `main thread, whole window; median of ${REPEATS}, largest ${largest.toFixed(1)}`,
        });
      }
    }
  } finally {
    await browser.close();
    close();
  }
  return rows;
}
