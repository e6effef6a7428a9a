import { createSlideViewer, type SlideViewer } from '#viewer/slide-viewer.ts';
import { createSlideClient } from '#workers/slide/client.ts';
import type { SlideStats } from '#workers/slide/contract.ts';
import { element, pause, until, type ViewerTimings } from './timings.ts';

interface Shown {
  readonly viewer: SlideViewer;
  readonly isSettled: () => boolean;
  readonly stats: () => Promise<SlideStats>;
}

let shown: Shown | null = null;

async function show(url: string): Promise<Shown> {
  const slides = createSlideClient();
  const viewer = createSlideViewer({ container: element('slide'), navigator: element('navigator'), slides });
  let settled = false;
  viewer.subscribe((event) => {
    if (event.kind === 'tiles') settled = event.settled;
  });
  const slide = await slides.open({ source: { kind: 'url', url } });
  viewer.open(slide);
  return { viewer, isSettled: () => settled, stats: () => slides.stats({ slideId: slide.id }) };
}

/** Opens a slide and leaves it on screen. */
export async function showFovea(url: string): Promise<void> {
  shown = await show(url);
  Object.assign(window, { viewer: shown.viewer });
  await until(shown.isSettled);
}

export async function measureFovea(url: string): Promise<ViewerTimings> {
  const started = performance.now();
  const { viewer, isSettled } = await show(url);
  await until(isSettled);
  const firstFullViewMs = performance.now() - started;
  await pause(1_000);
  const zoomed = performance.now();
  viewer.zoomBy(8);
  await until(() => !isSettled());
  await until(isSettled);
  return { firstFullViewMs, zoomBy8Ms: performance.now() - zoomed };
}

/** Wanders over the slide that is shown for a while, at random but the same way each time. */
export async function panFovea(forMs: number, seed: number): Promise<SlideStats> {
  if (!shown) throw new Error('show a slide first');
  const { viewer, isSettled } = shown;
  const random = mulberry32(seed);
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const roll = random();
    if (roll < 0.15) viewer.zoomBy(roll < 0.075 ? 2 : 0.5);
    else if (roll < 0.2) viewer.rotateBy(90 * Math.floor(random() * 4));
    else if (roll < 0.22) viewer.fitSlide();
    else viewer.panBy((random() - 0.5) * 1600, (random() - 0.5) * 1000);
    const view = viewer.view();
    if (view && view.level0PxPerCssPx > 12) viewer.zoomBy(6);
    await pause(40 + 200 * random());
    if (roll > 0.8) await until(isSettled);
  }
  return shown.stats();
}

/** Small seeded generator (T. Ettinger's mulberry32, public domain), 0..1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
