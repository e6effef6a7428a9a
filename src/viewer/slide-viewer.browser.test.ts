import OpenSeadragon from 'openseadragon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildRaster } from '#core/heatmap/raster.ts';
import { gridOfPlan } from '#core/heatmap/patch-grid.ts';
import { patchRect, type PatchPlan } from '#core/patches/patch-plan.ts';
import {
  squareColour,
  SQUARE_PX,
  syntheticClient,
  syntheticSlide,
  type SyntheticClient,
  type SyntheticSlideOptions,
} from '#test-support/synthetic-slide.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { TileRequest } from '#workers/slide/contract.ts';
import { createSlideViewer, type SlideViewer, type ViewerEvent } from './slide-viewer.ts';

let container: HTMLElement;
let navigator: HTMLElement;
let viewer: SlideViewer | null = null;

beforeEach(() => {
  document.body.replaceChildren();
  container = box('position: relative; width: 800px; height: 600px');
  navigator = box('width: 160px; height: 120px');
});

afterEach(() => {
  viewer?.destroy();
  viewer = null;
});

function box(style: string): HTMLElement {
  const element = document.createElement('div');
  element.style.cssText = style;
  document.body.append(element);
  return element;
}

interface Shown {
  readonly viewer: SlideViewer;
  readonly slide: SlideDescription;
  readonly client: SyntheticClient;
  readonly events: ViewerEvent[];
  readonly osd: OpenSeadragon.Viewer;
}

async function show(options: SyntheticSlideOptions): Promise<Shown> {
  const slide = syntheticSlide(options);
  const client = syntheticClient(slide, options);
  const events: ViewerEvent[] = [];
  const created = createSlideViewer({ container, navigator, slides: client });
  viewer = created;
  created.subscribe((event) => events.push(event));
  created.open(slide);
  // OpenSeadragon's own registry: its conversions are what the overlay is held against.
  const osd = (OpenSeadragon as unknown as { getViewer(element: Element): OpenSeadragon.Viewer }).getViewer(container);
  const shown = { viewer: created, slide, client, events, osd };
  await settled(shown);
  return shown;
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await frame();
  }
}

async function settled({ events }: Shown): Promise<void> {
  await frame();
  await frame();
  await until(() => {
    const last = events.findLast((event) => event.kind === 'tiles');
    return last?.kind === 'tiles' && last.settled;
  }, 'settled');
}

function isSameTile(a: TileRequest, b: TileRequest): boolean {
  return a.level === b.level && a.column === b.column && a.row === b.row;
}

function overlayPixels(): ImageData {
  const canvas = container.querySelector<HTMLCanvasElement>('canvas.fovea-overlay')!;
  return canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
}

function pixelAt(image: ImageData, cssX: number, cssY: number): number[] {
  const at = (Math.floor(cssY) * image.width + Math.floor(cssX)) * 4;
  return Array.from(image.data.slice(at, at + 4));
}

/** Where OpenSeadragon itself draws a level-0 point, CSS px. */
function osdPixel(osd: OpenSeadragon.Viewer, x: number, y: number): OpenSeadragon.Point {
  return osd.world.getItemAt(0).imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
}

/** Every cell of a grid but those on one diagonal in five, which stay unmeasured. */
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
  const table = Uint8Array.from({ length: 768 }, (_, i) => (i < 384 ? 0 : 255));
  const values = Float32Array.from(plan.column, (column, i) => (column + plan.row[i]!) % 2);
  return buildRaster(gridOfPlan(plan), values, { table, range: { min: 0, max: 1 } });
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
    const { viewer, slide, osd } = await show(LARGE);
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
      const image = overlayPixels();
      const toScreen = (x: number, y: number): OpenSeadragon.Point => osdPixel(osd, x, y);
      expect(checkCorners(image, plan, toScreen), `${rotationDeg}° ${level0PxPerCssPx}`).toBeGreaterThan(3);
      checkGaps(image, plan, toScreen);
    }
  });

  it('does not slip against the slide while the view moves', async () => {
    const { viewer, slide, osd } = await show(LARGE);
    const plan = planWithGaps(slide, 1777.7);
    viewer.setHeatmap({ raster: checkered(plan), opacity: 1, visible: true });
    await frame();
    let frames = 0;
    const check = (): void => {
      frames++;
      checkCorners(overlayPixels(), plan, (x, y) => osdPixel(osd, x, y));
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
    const { viewer, slide } = await show(LARGE);
    const plan = planWithGaps(slide, 2000);
    const raster = checkered(plan);
    viewer.setHeatmap({ raster, opacity: 0.6, visible: true });
    await frame();
    await frame();
    const alphas = (): Set<number> => new Set(overlayPixels().data.filter((_, i) => i % 4 === 3));
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
    const { viewer } = await show({ width: 8000, height: 6000 });
    viewer.setView(still);
    put(viewer);
    await frame();
    await frame();
    return overlayPixels();
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
    const { viewer, slide } = await show({ width: 8000, height: 6000 });
    const plan = planWithGaps(slide, 444.4);
    viewer.setView(still);
    viewer.setPatchPlan(plan);
    await frame();
    await frame();
    const image = overlayPixels();
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
    expect(pixelAt(overlayPixels(), 402, 301)[3]).toBe(70);
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
    const { viewer, osd } = await show({ width: 8000, height: 6000 });
    viewer.setDisplay({ brightness: 0.1, contrast: 1.5, gamma: 2 });
    expect(osd.drawer.canvas.style.filter).toMatch(/^url/);
    const functions = [...container.querySelectorAll('feFuncG')];
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

describe('slide', () => {
  it('is drawn where the view says, also with levels that are no powers of two', async () => {
    const { viewer, slide, osd, ...rest } = await show({
      width: 12_345,
      height: 9_877,
      tileSize: 240,
      downsamples: [1, 3.1, 11.7],
    });
    for (const rotationDeg of [0, 37, 90]) {
      for (const level0PxPerCssPx of [14, 5, 1.7]) {
        viewer.setView({ center: { x: 6000, y: 5000 }, level0PxPerCssPx, rotationDeg });
        await settled({ viewer, slide, osd, ...rest });
        const canvas = osd.drawer.canvas;
        const image = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let looked = 0;
        for (let y = SQUARE_PX / 2; y < slide.height; y += SQUARE_PX) {
          for (let x = SQUARE_PX / 2; x < slide.width; x += SQUARE_PX) {
            const at = osdPixel(osd, x, y);
            if (at.x < 2 || at.y < 2 || at.x > 797 || at.y > 597) continue;
            looked++;
            const pixel = pixelAt(image, at.x, at.y);
            squareColour(slide, x, y).forEach((channel, c) =>
              expect(Math.abs(pixel[c]! - channel)).toBeLessThanOrEqual(2),
            );
          }
        }
        expect(looked).toBeGreaterThan(3);
      }
    }
  });

  it('has no seams between tiles, turned or not, between levels or not', async () => {
    const shown = await show(LARGE);
    const { viewer, osd } = shown;
    for (const rotationDeg of [0, 12.5, 37, 90, 225]) {
      for (const level0PxPerCssPx of [1.37, 0.61]) {
        viewer.setView({ center: { x: 14_007.3, y: 9_001.9 }, level0PxPerCssPx, rotationDeg });
        await settled(shown);
        const { canvas } = osd.drawer;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let leastAlpha = 255;
        for (let i = 3; i < data.length; i += 4) leastAlpha = Math.min(leastAlpha, data[i]!);
        // Where two antialiased edges met over nothing, a quarter of the background would show.
        expect(leastAlpha, `${rotationDeg}° ${level0PxPerCssPx}`).toBe(255);
      }
    }
  });

  it('fills the view with a little room, and still does after the window changed', async () => {
    const shown = await show({ width: 8000, height: 3000 });
    expect(shown.viewer.view()).toMatchObject({
      center: { x: 4000, y: 1500 },
      level0PxPerCssPx: expect.closeTo(10.4, 6) as number,
    });
    container.style.width = '400px';
    await until(() => Math.abs((shown.viewer.view()?.level0PxPerCssPx ?? 0) - 20.8) < 1e-6, 'refitted');
    shown.viewer.setView({ center: { x: 1000, y: 700 }, level0PxPerCssPx: 2, rotationDeg: 0 });
    await settled(shown);
    container.style.width = '600px';
    await until(() => container.querySelector('canvas')?.width === 600, 'resized');
    await settled(shown);
    expect(shown.viewer.view()).toMatchObject({
      center: { x: expect.closeTo(1000, 3) as number, y: expect.closeTo(700, 3) as number },
      level0PxPerCssPx: expect.closeTo(2, 6) as number,
    });
  });

  it('opens at a view that is asked for at once, without showing the whole first', async () => {
    const { viewer, slide, client, events, ...rest } = await show(LARGE);
    const before = client.requested.length;
    viewer.open({ ...slide, id: 'again' });
    viewer.setView({ center: { x: 2000, y: 1500 }, level0PxPerCssPx: 1, rotationDeg: 90 });
    await settled({ viewer, slide, client, events, ...rest });
    expect(viewer.view()).toMatchObject({ center: { x: expect.closeTo(2000, 6) as number }, rotationDeg: 90 });
    const finest = client.requested.slice(before).filter(({ level }) => level === 0);
    expect(finest.length).toBeGreaterThan(3);
    expect(finest.every(({ column, row }) => column < 6 && row < 6)).toBe(true);
  });

  it('marks tiles that cannot be read, counts them once and asks once', async () => {
    const { viewer, client, events, osd } = await show({
      width: 2048,
      height: 2048,
      isHole: ({ level, column, row }) => level === 0 && column === 3 && row === 3,
    });
    viewer.setView({ center: { x: 896, y: 896 }, level0PxPerCssPx: 1, rotationDeg: 0 });
    await until(() => events.some((event) => event.kind === 'holes' && event.count === 1), 'hole counted');
    await frame();
    const context = osd.drawer.canvas.getContext('2d')!;
    const { data } = context.getImageData(380, 280, 40, 40);
    const shades = new Set(Array.from({ length: 1600 }, (_, i) => data.slice(i * 4, i * 4 + 3).join(' ')));
    expect(shades).toContain('217 218 221');
    expect(shades.size).toBeGreaterThan(1);
    // Every change of the view aims anew.
    for (const x of [880, 910, 930]) {
      viewer.setView({ center: { x, y: 896 }, level0PxPerCssPx: 1, rotationDeg: 0 });
      for (let i = 0; i < 4; i++) await frame();
    }
    expect(client.requested.filter(({ level, column, row }) => level === 0 && column === 3 && row === 3)).toHaveLength(
      1,
    );
  });

  it('aborts tiles that the view has left, and asks again when it comes back', async () => {
    const shown = await show({ ...LARGE, delayMs: 150 });
    const { viewer, client } = shown;
    const here = { center: { x: 3000, y: 3000 }, level0PxPerCssPx: 1, rotationDeg: 0 };
    const isHere = (tile: TileRequest): boolean => tile.level === 0 && tile.column < 20;
    viewer.setView(here);
    await until(() => client.requested.some(isHere), 'asked for');
    viewer.setView({ ...here, center: { x: 26_000, y: 17_000 } });
    await settled(shown);
    const aborted = client.aborted.filter(isHere);
    expect(aborted.length).toBeGreaterThan(0);
    viewer.setView(here);
    await settled(shown);
    for (const tile of aborted) expect(client.requested.filter((other) => isSameTile(tile, other))).toHaveLength(2);
    expect(client.mostInFlight).toBeLessThanOrEqual(13);
  });

  it('keeps a bounded number of pictures however far one wanders', async () => {
    const shown = await show({ ...LARGE, tileSize: 512 });
    const { viewer, osd } = shown;
    for (let i = 0; i < 60; i++) {
      viewer.setView({
        center: { x: 900 + (i % 10) * 3000, y: 700 + Math.floor(i / 10) * 3300 },
        level0PxPerCssPx: 1.9,
        rotationDeg: 0,
      });
      await settled(shown);
    }
    // 192 MiB of 512² RGBA tiles.
    expect(osd.tileCache.numCachesLoaded()).toBeLessThanOrEqual(192 + 16);
  });
});

describe('what the viewer tells', () => {
  it('the level-0 point under the pointer, and clicks', async () => {
    const { viewer, events } = await show({ width: 8000, height: 6000 });
    viewer.setView({ center: { x: 4000, y: 3000 }, level0PxPerCssPx: 2, rotationDeg: 90 });
    await frame();
    await frame();
    const corner = container.getBoundingClientRect();
    const at = { clientX: corner.left + 410, clientY: corner.top + 305, bubbles: true };
    container.dispatchEvent(new PointerEvent('pointermove', at));
    expect(events.at(-1)).toMatchObject({
      kind: 'pointer',
      cssX: 410,
      cssY: 305,
      // Turned clockwise: right of the middle is up the slide, below it is to the right.
      point: { x: expect.closeTo(4010, 6) as number, y: expect.closeTo(2980, 6) as number },
    });
    viewer.setView({ center: { x: 4100, y: 3000 }, level0PxPerCssPx: 2, rotationDeg: 90 });
    await frame();
    await frame();
    expect(events.findLast((event) => event.kind === 'pointer')).toMatchObject({
      point: { x: expect.closeTo(4110, 6) as number },
    });
    container.dispatchEvent(new PointerEvent('pointerleave'));
    expect(events.at(-1)).toMatchObject({ kind: 'pointer', point: null });
  });

  it('its scale in µm once the spacing is known', async () => {
    const { viewer, events } = await show({ width: 8000, height: 6000 });
    viewer.setSpacing(null);
    expect(viewer.view()).toMatchObject({ umPerCssPx: null, magnification: null });
    viewer.setView({ center: { x: 4000, y: 3000 }, level0PxPerCssPx: 4, rotationDeg: 0 });
    await frame();
    await frame();
    viewer.setSpacing({ xUmPerPx: 0.25, yUmPerPx: 0.25 });
    expect(events.at(-1)).toMatchObject({
      kind: 'view-changed',
      view: { umPerCssPx: expect.closeTo(1, 6) as number, magnification: expect.closeTo(10, 6) as number },
    });
  });

  it('moves as it is told and leaves the keyboard alone', async () => {
    const shown = await show({ width: 8000, height: 6000 });
    const { viewer, osd } = shown;
    viewer.flyTo({ x: 1000, y: 1000, width: 224, height: 224 });
    await settled(shown);
    expect(viewer.view()?.center).toMatchObject({
      x: expect.closeTo(1112, 1) as number,
      y: expect.closeTo(1112, 1) as number,
    });
    viewer.setRotation(350);
    await settled(shown);
    viewer.setRotation(10);
    viewer.setScale(4);
    await settled(shown);
    expect(viewer.view()).toMatchObject({
      rotationDeg: expect.closeTo(10, 6) as number,
      level0PxPerCssPx: expect.closeTo(4, 6) as number,
    });
    const before = viewer.view();
    for (const target of [osd.canvas, container, document.body]) {
      for (const key of ['+', '-', 'ArrowLeft', 'r', '0', 'f']) {
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }
    }
    for (let i = 0; i < 5; i++) await frame();
    expect(viewer.view()).toEqual(before);
  });

  it('takes everything away when destroyed, and closes every picture', async () => {
    const { viewer: shown, client } = await show({ width: 8000, height: 6000 });
    shown.setView({ center: { x: 4000, y: 3000 }, level0PxPerCssPx: 1, rotationDeg: 0 });
    await until(() => client.delivered.length > 12, 'tiles came');
    shown.destroy();
    viewer = null;
    expect(container.querySelectorAll('canvas')).toHaveLength(0);
    expect(navigator.childElementCount).toBe(0);
    // A closed bitmap has no width.
    await until(() => client.inFlight === 0 && client.delivered.every((bitmap) => bitmap.width === 0), 'all closed');
  });
});
