import { afterEach, describe, expect, it } from 'vitest';
import type { ViewPlace } from '#core/geometry/linked-view.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { linkPanes, showLayout, unlinkPanes } from '#state/compare-store.ts';
import { anchorsNow } from '#state/pane-link.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { createStores } from '#state/stores.ts';
import { syntheticClient, syntheticSlide } from '#test-support/synthetic-slide.ts';
import { frame, until } from '#test-support/viewer-page.ts';
import { createSlideViewer, type SlideViewer } from '#viewer/slide-viewer.ts';
import type { TileClient } from '#viewer/tile-pool.ts';
import { linkViews } from './link-views.ts';

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
  document.body.replaceChildren();
});

function box(): HTMLElement {
  const element = document.createElement('div');
  element.style.cssText = 'position: relative; width: 400px; height: 300px';
  document.body.append(element);
  return element;
}

/** Two viewers beside each other, linked, each with its slide (which may be the same). */
async function showLinked(slides: readonly SlideDescription[], client: TileClient) {
  const stores = createStores({ read: () => null, write: () => undefined });
  for (const slide of new Set(slides)) {
    const own = { statedUmPerPx: null, downloadedFrom: null };
    stores.slides.setState((state) => beginOpening(state, { token: slide.id, name: slide.id, download: null }));
    stores.slides.setState((state) => finishOpening(state, slide.id, slide, own));
  }
  const [first] = slides;
  if (!first) throw new Error('no slide');
  stores.compare.setState((state) => showLayout(state, 'two', { slideId: first.id, map: null }, []));
  stores.compare.setState((state) => ({
    panes: state.panes.map((pane, i) => ({ ...pane, slideId: slides[i]?.id ?? pane.slideId })),
  }));
  const relink = () => {
    stores.compare.setState((state) =>
      linkPanes(state, anchorsNow(state, stores.slides.getState(), stores.view.getState().bySlide)),
    );
  };
  relink();
  const link = linkViews(stores);
  ends.push(link.start());
  const viewers = stores.compare.getState().panes.map((pane, i): SlideViewer => {
    const viewer = createSlideViewer({ container: box(), navigator: box(), slides: client });
    const leave = link.add(pane.id, viewer);
    const slide = slides[i];
    if (slide) viewer.open(slide);
    ends.push(() => {
      leave();
      viewer.destroy();
    });
    return viewer;
  });
  await until(() => viewers.every((viewer) => viewer.view() !== null), 'drawn');
  for (let i = 0; i < 40; i++) await frame();
  return { stores, viewers, relink };
}

function place(viewer: SlideViewer | undefined): ViewPlace {
  const view = viewer?.view();
  if (!view) throw new Error('nothing is drawn');
  return view;
}

/** Largest difference of two views of one slide, CSS px and degrees. */
function difference(a: ViewPlace, b: ViewPlace): number {
  return Math.max(
    Math.abs(a.center.x - b.center.x) / a.level0PxPerCssPx,
    Math.abs(a.center.y - b.center.y) / a.level0PxPerCssPx,
    Math.abs(a.level0PxPerCssPx / b.level0PxPerCssPx - 1) * 400,
    Math.abs(((a.rotationDeg - b.rotationDeg + 540) % 360) - 180),
  );
}

describe('linked views of one slide', () => {
  it('are at the same place in every frame, whoever is moved, and fetch each tile once', async () => {
    const options = { width: 20_000, height: 12_000 };
    const slide = syntheticSlide(options);
    const client = syntheticClient(slide, options);
    const { viewers } = await showLinked([slide, slide], client);
    const [a, b] = viewers;
    let frames = 0;
    let worst = 0;
    const compare = () => {
      frames++;
      worst = Math.max(worst, difference(place(a), place(b)));
    };
    // Told after the link, in the frame in which one of them was drawn: by then the other is drawn as well.
    for (const viewer of viewers) ends.push(viewer.subscribe((event) => event.kind === 'view-changed' && compare()));
    const moves: ((viewer: SlideViewer) => void)[] = [
      (viewer) => viewer.zoomBy(6),
      (viewer) => viewer.panBy(150, -80),
      (viewer) => viewer.rotateBy(37),
      (viewer) => viewer.flyTo({ x: 4000, y: 3000, width: 500, height: 400 }),
      (viewer) => viewer.fitSlide(),
      (viewer) => viewer.setView({ center: { x: 9000, y: 5000 }, level0PxPerCssPx: 2.5, rotationDeg: 250 }),
    ];
    for (const [i, move] of moves.entries()) {
      const viewer = viewers[i % 2];
      if (viewer) move(viewer);
      // The next one interrupts a movement under way.
      for (let wait = 0; wait < (i === 1 ? 3 : 30); wait++) await frame();
    }
    expect(frames).toBeGreaterThan(30);
    expect(worst).toBeLessThan(1e-6);
    await until(() => client.inFlight === 0, 'all tiles are there');
    const asked = client.requested.map(({ level, column, row }) => `${level}/${column}_${row}`);
    const kept = asked.length - client.aborted.length;
    const twice = kept - new Set(asked).size;
    // A tile may come again after it was given up or dropped; without sharing there would be as many again.
    expect(twice).toBeLessThan(kept / 4);
  });

  it('do not drift over 200 moves, led now by one and now by the other', async () => {
    const options = { width: 20_000, height: 12_000 };
    const slide = syntheticSlide(options);
    const { viewers } = await showLinked([slide, slide], syntheticClient(slide, options));
    for (let move = 1; move <= 200; move++) {
      const share = (move * 0.618_033_988_75) % 1;
      viewers[move % 2]?.setView({
        center: { x: 3000 + 14_000 * share, y: 2000 + 8000 * ((share * 7) % 1) },
        level0PxPerCssPx: 0.5 + 20 * ((share * 3) % 1),
        rotationDeg: 360 * share,
      });
      expect(difference(place(viewers[0]), place(viewers[1]))).toBeLessThan(1e-6);
    }
  });

  it('move by themselves while they are not linked, and come to the active one when they are again', async () => {
    const options = { width: 20_000, height: 12_000 };
    const slide = syntheticSlide(options);
    const { stores, viewers, relink } = await showLinked([slide, slide], syntheticClient(slide, options));
    const [a, b] = viewers;
    stores.compare.setState(unlinkPanes);
    const before = place(b);
    a?.setView({ center: { x: 5000, y: 5000 }, level0PxPerCssPx: 3, rotationDeg: 90 });
    await frame();
    expect(place(b)).toEqual(before);
    relink();
    expect(difference(place(a), place(b))).toBeLessThan(1e-6);
    expect(place(b).center.x).toBeCloseTo(5000, 6);
  });
});

describe('linked views of two slides', () => {
  it('go the same way in µm at the same magnification, from the places where they were linked', async () => {
    const options = { width: 20_000, height: 12_000 };
    const fine: SlideDescription = {
      ...syntheticSlide(options),
      id: 'fine',
      spacing: { xUmPerPx: 0.25, yUmPerPx: 0.25 },
    };
    const coarse: SlideDescription = { ...fine, id: 'coarse', spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 } };
    const clients = syntheticClient(fine, options);
    const { stores, viewers, relink } = await showLinked([fine, coarse], clients);
    const [a, b] = viewers;
    stores.compare.setState(unlinkPanes);
    a?.setView({ center: { x: 8000, y: 6000 }, level0PxPerCssPx: 4, rotationDeg: 0 });
    b?.setView({ center: { x: 5000, y: 3000 }, level0PxPerCssPx: 4, rotationDeg: 90 });
    for (const [viewer, id] of [
      [a, 'fine'],
      [b, 'coarse'],
    ] as const) {
      const now = viewer?.view();
      if (now) stores.view.setState((state) => ({ bySlide: { ...state.bySlide, [id]: now } }));
    }
    relink();
    // The active one stays; the other keeps its place and rotation and takes the magnification.
    expect(place(b).center.x).toBeCloseTo(5000, 6);
    expect(place(b).center.y).toBeCloseTo(3000, 6);
    expect(place(b).rotationDeg).toBeCloseTo(90, 9);
    expect(place(b).level0PxPerCssPx).toBeCloseTo(2, 9);
    // To the right by 400 px of 0.25 µm: 200 px of 0.5 µm, and turned by 90° the screen's right is up in the slide.
    a?.setView({ center: { x: 8400, y: 6000 }, level0PxPerCssPx: 2, rotationDeg: 0 });
    expect(place(b).center.x).toBeCloseTo(5000, 6);
    expect(place(b).center.y).toBeCloseTo(2800, 6);
    expect(place(b).level0PxPerCssPx).toBeCloseTo(1, 9);
    // And the other way round.
    b?.setView({ center: { x: 5000, y: 3000 }, level0PxPerCssPx: 2, rotationDeg: 90 });
    expect(place(a).center.x).toBeCloseTo(8000, 6);
    expect(place(a).level0PxPerCssPx).toBeCloseTo(4, 9);
  });
});
