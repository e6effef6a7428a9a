import type OpenSeadragon from 'openseadragon';
import { afterEach, describe, expect, it } from 'vitest';
import { buildRaster } from '#core/heatmap/raster.ts';
import { gridOfPlan, gridOfRects } from '#core/heatmap/patch-grid.ts';
import { patchRect, type PatchPlan } from '#core/patches/patch-plan.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { endViewer, frame, osdPixel, overlayPixels, pixelAt, showViewer, until } from '#test-support/viewer-page.ts';
import type { SlideViewer } from './slide-viewer.ts';

afterEach(endViewer);

function planWithGaps(slide: SlideDescription, stepPx: number): PatchPlan {
  const columns = Math.floor(slide.width / stepPx);
  const rows = Math.floor(slide.height / stepPx);
  const cells: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if ((column + row) % 5 !== 0) cells.push([column, row]);
  }
  return {
    stepPx,
    columns,
    rows,
    sizePx: Math.round(stepPx),
    modelSizePx: 224,
    modelSpacingUmPerPx: 0.5,
    column: Int32Array.from(cells, ([column]) => column),
    row: Int32Array.from(cells, ([, row]) => row),
    enlargement: 1,
  };
}

/** Black and white by turns, so that every border between cells is one between colours. */
function checkered(plan: PatchPlan): ReturnType<typeof buildRaster> {
  const colours = Uint32Array.from({ length: 256 }, (_, i) => (i < 128 ? 0xff000000 : 0xffffffff));
  const values = Float32Array.from(plan.column, (column, i) => (column + plan.row[i]!) % 2);
  return buildRaster(gridOfPlan(plan), values, { colours, range: { min: 0, max: 1 } });
}

/**
 * Looks just inside the four corners of every patch in view: there must be that patch's colour, which the neighbours do not have.
 * "Just inside" is one level-0 pixel or one screen pixel, whichever is larger, and the pixel's own extent.
 */
function checkCorners(
  image: ImageData,
  plan: PatchPlan,
  toScreen: (x: number, y: number) => { x: number; y: number },
): number {
  const origin = toScreen(0, 0);
  const unit = toScreen(1, 0);
  const cssPxPerLevel0Px = Math.hypot(unit.x - origin.x, unit.y - origin.y);
  const inset = (Math.max(1, cssPxPerLevel0Px) + 0.75) / cssPxPerLevel0Px;
  let looked = 0;
  const wrong: string[] = [];
  plan.column.forEach((column, i) => {
    const { x, y, width, height } = patchRect(plan, i);
    const colour = (column + plan.row[i]!) % 2 === 0 ? 0 : 255;
    for (const cornerX of [x + inset, x + width - inset]) {
      for (const cornerY of [y + inset, y + height - inset]) {
        const at = toScreen(cornerX, cornerY);
        if (at.x < 1 || at.y < 1 || at.x > image.width - 2 || at.y > image.height - 2) continue;
        looked++;
        const [red, , , alpha] = pixelAt(image, at.x, at.y);
        if (red !== colour || alpha !== 255) wrong.push(`${column},${plan.row[i]} at ${at.x},${at.y}: ${red} ${alpha}`);
      }
    }
  });
  expect(wrong.slice(0, 5)).toEqual([]);
  return looked;
}

/** The same for cells that were not measured: nothing may be drawn there. */
function checkGaps(
  image: ImageData,
  plan: PatchPlan,
  toScreen: (x: number, y: number) => { x: number; y: number },
): void {
  const measured = new Set(Array.from(plan.column, (column, i) => `${column} ${plan.row[i]}`));
  for (let row = 0; row < plan.rows; row++) {
    for (let column = 0; column < plan.columns; column++) {
      if (measured.has(`${column} ${row}`)) continue;
      const at = toScreen((column + 0.5) * plan.stepPx, (row + 0.5) * plan.stepPx);
      if (at.x < 0 || at.y < 0 || at.x >= image.width || at.y >= image.height) continue;
      expect(pixelAt(image, at.x, at.y)[3]).toBe(0);
    }
  }
}

const LARGE = { width: 30_011, height: 20_003, tileSize: 512 };

describe('heatmap over the slide', () => {
  const views = [0, 37, 90, 180, 271.5].flatMap((rotationDeg) =>
    [25, 7.3, 2, 0.9, 0.11].map((level0PxPerCssPx) => ({ rotationDeg, level0PxPerCssPx })),
  );

  it.each([177.38, 224, 353.5])('has every cell on its patch at every zoom and rotation, step %f', async (stepPx) => {
    const page = await showViewer(LARGE);
    const { viewer, slide, osd } = page;
    const plan = planWithGaps(slide, stepPx);
    viewer.setHeatmap({ raster: checkered(plan), opacity: 1, visible: true });
    for (const { rotationDeg, level0PxPerCssPx } of views) {
      // An odd place, so that cells begin at every fraction of a pixel; far in, where a border is in view.
      // The corner where cells (30, 31), (31, 31), (30, 32) and (31, 32), all measured, meet.
      const corner = { x: 31 * stepPx, y: 32 * stepPx + 3.3 };
      const center = level0PxPerCssPx < 0.5 ? corner : { x: 14_321.7, y: 9_876.4 };
      viewer.setView({ center, level0PxPerCssPx, rotationDeg });
      await frame();
      await frame();
      const image = overlayPixels(page);
      const toScreen = (x: number, y: number): OpenSeadragon.Point => osdPixel(osd, x, y);
      expect(checkCorners(image, plan, toScreen), `${rotationDeg}° ${level0PxPerCssPx}`).toBeGreaterThan(3);
      checkGaps(image, plan, toScreen);
    }
  });

  it('has patches that lie anywhere in their places too, the last one on top, in one opacity', async () => {
    const page = await showViewer(LARGE);
    const { viewer, slide, osd } = page;
    const plan = planWithGaps(slide, 353.5);
    const rects = Array.from(plan.column, (_, i) => patchRect(plan, i));
    const under = { x: 10_500, y: 10_500, width: 3000, height: 2200 };
    const values = Float32Array.from([0, ...plan.column], (column, i) =>
      i === 0 ? 0.5 : (column + plan.row[i - 1]!) % 2,
    );
    const colours = Uint32Array.from({ length: 256 }, (_, i) =>
      i < 64 ? 0xff000000 : i < 192 ? 0xff0000ff : 0xffffffff,
    );
    const grid = gridOfRects([under, ...rects]);
    expect(grid.kind).toBe('irregular');
    const raster = buildRaster(grid, values, { colours, range: { min: 0, max: 1 } });
    viewer.setHeatmap({ raster, opacity: 1, visible: true });
    const toScreen = (x: number, y: number): OpenSeadragon.Point => osdPixel(osd, x, y);
    const center = { x: 14_321.7, y: 9_876.4 };
    for (const view of [
      { level0PxPerCssPx: 7.3, rotationDeg: 0 },
      { level0PxPerCssPx: 7.3, rotationDeg: 37 },
      { level0PxPerCssPx: 0.9, rotationDeg: 0 },
      // A little farther out and to the side: the picture made before still serves.
      { level0PxPerCssPx: 0.95, rotationDeg: 0, center: { x: center.x + 31, y: center.y } },
      { level0PxPerCssPx: 0.11, rotationDeg: 271.5, center: { x: 31 * 353.5, y: 32 * 353.5 + 3.3 } },
    ]) {
      viewer.setView({ center, ...view });
      await frame();
      await frame();
      expect(checkCorners(overlayPixels(page), plan, toScreen), JSON.stringify(view)).toBeGreaterThan(3);
    }
    viewer.setView({ center: { x: 12_000, y: 11_600 }, level0PxPerCssPx: 7.3, rotationDeg: 0 });
    viewer.setHeatmap({ raster, opacity: 0.6, visible: true });
    await frame();
    await frame();
    const { data } = overlayPixels(page);
    const seen = new Set<string>();
    for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 0) seen.add([...data.subarray(i, i + 4)].join(' '));
    // Black, white and what lies under them, each of them let through by the same.
    expect([...seen].sort()).toEqual(['0 0 0 153', '255 0 0 153', '255 255 255 153']);
  });

  it('does not slip against the slide while the view moves', async () => {
    const page = await showViewer(LARGE);
    const { viewer, slide, osd } = page;
    const plan = planWithGaps(slide, 1777.7);
    viewer.setHeatmap({ raster: checkered(plan), opacity: 1, visible: true });
    await frame();
    let frames = 0;
    const check = (): void => {
      frames++;
      checkCorners(overlayPixels(page), plan, (x, y) => osdPixel(osd, x, y));
    };
    const errors: unknown[] = [];
    osd.addHandler('update-viewport', () => {
      try {
        check();
      } catch (error) {
        errors.push(error);
      }
    });
    viewer.zoomBy(9);
    viewer.rotateBy(90);
    viewer.panBy(130, -70);
    await until(() => frames > 2 && osd.viewport.getZoom(true) === osd.viewport.getZoom(false), 'at rest');
    expect(errors).toEqual([]);
  });

  it('shows through by its opacity and vanishes when hidden', async () => {
    const page = await showViewer(LARGE);
    const { viewer, slide } = page;
    const plan = planWithGaps(slide, 2000);
    const raster = checkered(plan);
    viewer.setHeatmap({ raster, opacity: 0.6, visible: true });
    await frame();
    await frame();
    const alphas = (): Set<number> => new Set(overlayPixels(page).data.filter((_, i) => i % 4 === 3));
    expect(Math.max(...alphas())).toBe(153);
    viewer.setHeatmap({ raster, opacity: 0.6, visible: false });
    await frame();
    await frame();
    expect([...alphas()]).toEqual([0]);
  });
});

describe('other overlays', () => {
  const still = { center: { x: 4000, y: 3000 }, level0PxPerCssPx: 4, rotationDeg: 0 };

  async function showing(put: (viewer: SlideViewer) => void): Promise<ImageData> {
    const page = await showViewer({ width: 8000, height: 6000 });
    const { viewer } = page;
    viewer.setView(still);
    put(viewer);
    await frame();
    await frame();
    return overlayPixels(page);
  }

  it('tint tissue and draw its border, and nothing outside', async () => {
    // 8 × 6 mask pixels of 1000 level-0 px; tissue in (3, 2) and (4, 2), so x 3000..5000, y 2000..3000.
    const data = new Uint8Array(48);
    data[2 * 8 + 3] = data[2 * 8 + 4] = 1;
    const image = await showing((viewer) =>
      viewer.setTissueMask({
        extent: { x: 0, y: 0, width: 8000, height: 6000 },
        width: 8,
        height: 6,
        data,
        parameters: { spacingUmPerPx: 8, closeHolesUm2: 0, dropSpecksUm2: 0, saturationThreshold: null },
        threshold: 20,
        tissueShare: 2 / 48,
      }),
    );
    // On screen: x 150..650, y 50..300.
    for (const [x, y] of [
      [155, 55],
      [400, 175],
      [645, 295],
    ] as const) {
      expect(pixelAt(image, x, y)[3]).toBe(38);
    }
    for (const [x, y] of [
      [145, 175],
      [655, 175],
      [400, 45],
      [400, 305],
    ] as const) {
      expect(pixelAt(image, x, y)[3]).toBe(0);
    }
    for (const [x, y] of [
      [150, 175],
      [400, 300],
    ] as const) {
      expect(pixelAt(image, x, y)[3]).toBeGreaterThan(100);
    }
  });

  it('outline each patch of a plan at its own corners, and tint patches too small for that', async () => {
    const page = await showViewer({ width: 8000, height: 6000 });
    const { viewer, slide } = page;
    const plan = planWithGaps(slide, 444.4);
    viewer.setView(still);
    viewer.setPatchPlan(plan);
    await frame();
    await frame();
    const image = overlayPixels(page);
    const { x, y, width } = patchRect(
      plan,
      plan.column.findIndex((column, i) => column === 8 && plan.row[i] === 6),
    );
    const [left, top, side] = [(x - 4000) / 4 + 400, (y - 3000) / 4 + 300, width / 4];
    expect(Math.max(...[-1, 0, 1].map((d) => pixelAt(image, left + d, top + side / 2)[3]!))).toBeGreaterThan(40);
    expect(pixelAt(image, left + side / 2, top + side / 2)[3]).toBe(0);

    viewer.setPatchPlan(planWithGaps(slide, 16));
    await frame();
    await frame();
    expect(pixelAt(overlayPixels(page), 402, 301)[3]).toBe(70);
  });

  it('mark one patch all round and leave its inside free', async () => {
    const image = await showing((viewer) => viewer.setMarkedPatch({ x: 3600, y: 2800, width: 800, height: 400 }));
    for (const [x, y] of [
      [300, 300],
      [499, 300],
      [400, 250],
      [400, 349],
    ] as const) {
      expect(pixelAt(image, x, y)).toEqual([255, 255, 255, 255]);
    }
    expect(pixelAt(image, 400, 300)[3]).toBe(0);
    expect(pixelAt(image, 290, 300)[3]).toBe(0);
  });

  it('adjust how the slide is shown, as the formula says, and nothing when neutral', async () => {
    const page = await showViewer({ width: 8000, height: 6000 });
    const { viewer, osd } = page;
    viewer.setDisplay({ brightness: 0.1, contrast: 1.5, gamma: 2 });
    expect(osd.drawer.canvas.style.filter).toMatch(/^url/);
    const functions = [...page.container.querySelectorAll('feFuncG')];
    expect(
      functions.map((f) => [f.getAttribute('exponent'), f.getAttribute('slope'), f.getAttribute('intercept')]),
    ).toEqual([
      ['0.5', null, null],
      [null, '1.5', '-0.15'],
    ]);
    viewer.setDisplay({ brightness: 0, contrast: 1, gamma: 1 });
    expect(osd.drawer.canvas.style.filter).toBe('');
  });
});
