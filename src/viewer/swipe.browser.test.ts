import { afterEach, describe, expect, it } from 'vitest';
import type { GridRaster } from '#core/heatmap/raster-types.ts';
import { endViewer, frame, overlayPixels, pixelAt, showViewer, type ViewerPage } from '#test-support/viewer-page.ts';
import type { HeatmapLayer } from './slide-viewer.ts';

afterEach(endViewer);

const RED = [220, 30, 20, 255];
const BLUE = [20, 40, 230, 255];
const NOTHING = [0, 0, 0, 0];

/** One colour over the whole slide. */
function layer(colour: readonly number[]): HeatmapLayer {
  const raster: GridRaster = {
    kind: 'grid',
    columns: 1,
    rows: 1,
    originX: 0,
    originY: 0,
    stepX: 8000,
    stepY: 6000,
    rgba: Uint8ClampedArray.from(colour),
    smooth: null,
  };
  return { raster, opacity: 1, visible: true };
}

async function pixels(page: ViewerPage): Promise<ImageData> {
  await frame();
  await frame();
  return overlayPixels(page);
}

/** Views that fill all of the viewer's 800 × 600 CSS px with slide. */
const VIEWS = [
  { center: { x: 4000, y: 3000 }, level0PxPerCssPx: 4, rotationDeg: 0 },
  { center: { x: 3100, y: 3300 }, level0PxPerCssPx: 1.7, rotationDeg: 0 },
  { center: { x: 4000, y: 3000 }, level0PxPerCssPx: 3, rotationDeg: 90 },
  { center: { x: 4200, y: 2900 }, level0PxPerCssPx: 0.4, rotationDeg: 33 },
];

describe('a divider', () => {
  it('has one map on its left and the other on its right, to the pixel, while the slide moves and turns', async () => {
    const page = await showViewer({ width: 8000, height: 6000 });
    const { viewer } = page;
    viewer.setHeatmap(layer(RED));
    for (const at of [0.3, 0.815]) {
      viewer.setSwipe({ left: layer(BLUE), at });
      for (const view of VIEWS) {
        viewer.setView(view);
        const image = await pixels(page);
        const divider = Math.round(at * 800);
        for (const y of [2, 300, 597]) {
          expect(pixelAt(image, 1, y)).toEqual(BLUE);
          expect(pixelAt(image, divider - 1, y)).toEqual(BLUE);
          expect(pixelAt(image, divider, y)).toEqual(RED);
          expect(pixelAt(image, 798, y)).toEqual(RED);
        }
      }
    }
  });

  it('at an end shows one map alone, and without a map on a side nothing there', async () => {
    const page = await showViewer({ width: 8000, height: 6000 });
    const { viewer } = page;
    viewer.setView({ center: { x: 4000, y: 3000 }, level0PxPerCssPx: 4, rotationDeg: 0 });
    viewer.setHeatmap(layer(RED));
    viewer.setSwipe({ left: layer(BLUE), at: 0 });
    expect(pixelAt(await pixels(page), 0, 300)).toEqual(RED);
    viewer.setSwipe({ left: layer(BLUE), at: 1 });
    expect(pixelAt(await pixels(page), 799, 300)).toEqual(BLUE);
    viewer.setSwipe({ left: null, at: 0.5 });
    const bare = await pixels(page);
    expect([pixelAt(bare, 399, 300), pixelAt(bare, 400, 300)]).toEqual([NOTHING, RED]);
    viewer.setHeatmap(null);
    viewer.setSwipe({ left: layer(BLUE), at: 0.5 });
    const half = await pixels(page);
    expect([pixelAt(half, 399, 300), pixelAt(half, 400, 300)]).toEqual([BLUE, NOTHING]);
    viewer.setHeatmap(layer(RED));
    viewer.setSwipe(null);
    expect(pixelAt(await pixels(page), 10, 300)).toEqual(RED);
  });
});

describe('a cross', () => {
  it('points at its place upright in a turned view, open in the middle', async () => {
    const page = await showViewer({ width: 8000, height: 6000 });
    const { viewer } = page;
    viewer.setView({ center: { x: 4000, y: 3000 }, level0PxPerCssPx: 2, rotationDeg: 90 });
    // 100 level-0 px below the middle of the slide are 50 CSS px to the left of the middle of the screen.
    viewer.setCross({ x: 4000, y: 3100 });
    const image = await pixels(page);
    for (const [dx, dy] of [
      [7, 0],
      [-7, 0],
      [0, 7],
      [0, -7],
    ] as const) {
      expect(pixelAt(image, 350 + dx, 300 + dy)[3]).toBe(255);
    }
    expect(pixelAt(image, 350, 300)).toEqual(NOTHING);
    viewer.setCross(null);
    expect(pixelAt(await pixels(page), 357, 300)).toEqual(NOTHING);
  });
});
