import { afterEach, describe, expect, it } from 'vitest';
import {
  endViewer,
  frame,
  osdPixel,
  overlayPixels,
  pixelAt,
  showViewer,
  type ViewerPage,
} from '#test-support/viewer-page.ts';
import type { PatchMark, ViewerEvent } from './slide-viewer.ts';

afterEach(endViewer);

const SLIDE = { width: 30_011, height: 20_003, tileSize: 512 };
const BLUE = [0, 114, 178, 255];

async function showAt(rotationDeg: number, level0PxPerCssPx: number): Promise<ViewerPage> {
  const page = await showViewer(SLIDE);
  page.viewer.setView({ center: { x: 14_321.7, y: 9_876.4 }, level0PxPerCssPx, rotationDeg });
  await drawn();
  return page;
}

async function drawn(): Promise<void> {
  await frame();
  await frame();
}

function mark(x: number, y: number, side: number, label = '1'): PatchMark {
  return { rect: { x, y, width: side, height: side }, label, colour: '#0072b2', lineWidthCssPx: 5 };
}

/** Points of a rectangle's outline at parts of the way round, where OpenSeadragon itself draws them. */
function outlinePoints({ osd }: ViewerPage, rect: PatchMark['rect']): { x: number; y: number }[] {
  const { x, y, width, height } = rect;
  // Not near (x, y), where the number stands.
  const parts: [number, number][] = [
    [0.7, 0],
    [1, 0.5],
    [0.5, 1],
    [0, 0.7],
    [1, 1],
  ];
  return parts.map(([across, down]) => osdPixel(osd, x + across * width, y + down * height));
}

describe('numbered marks', () => {
  const views = [0, 37, 90, 180, 271.5].flatMap((rotationDeg) =>
    [9, 2.3, 0.4].map((scale) => [rotationDeg, scale] as const),
  );

  it.each(views)(
    'lie on their patch at %f° and %f level-0 px per CSS px, its inside free',
    async (rotationDeg, scale) => {
      const page = await showAt(rotationDeg, scale);
      const side = 150 * scale;
      const one = mark(14_321.7 - 0.2 * side, 9_876.4 - 0.4 * side, side);
      page.viewer.setMarks([one], null);
      await drawn();
      const image = overlayPixels(page);
      for (const { x, y } of outlinePoints(page, one.rect)) expect(pixelAt(image, x, y)).toEqual(BLUE);
      const middle = osdPixel(page.osd, one.rect.x + side / 2, one.rect.y + side / 2);
      expect(pixelAt(image, middle.x, middle.y)[3]).toBe(0);
    },
  );

  it('keep a number of readable size at the corner when the patch is far too small to be seen', async () => {
    const page = await showAt(90, 30);
    const one = mark(14_000, 9_000, 16);
    page.viewer.setMarks([one], null);
    await drawn();
    const image = overlayPixels(page);
    const { x, y } = osdPixel(page.osd, one.rect.x, one.rect.y);
    // Beside the digit, inside the badge of 14 px; and nothing beyond its edge.
    expect(pixelAt(image, x - 5, y)).toEqual(BLUE);
    expect(pixelAt(image, x + 5, y)).toEqual(BLUE);
    expect(pixelAt(image, x + 11, y)[3]).toBe(0);
    // The digit itself is white, and upright: a 1 is taller than wide.
    const white = (dx: number, dy: number) => pixelAt(image, x + dx, y + dy).every((channel) => channel > 200);
    const along = (vertical: boolean) =>
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].filter((d) => [-1, 0, 1].some((e) => (vertical ? white(e, d) : white(d, e))))
        .length;
    expect(along(true)).toBeGreaterThanOrEqual(5);
    expect(along(true)).toBeGreaterThan(along(false));
  });

  it('draw the first above the others, and the highlighted one above all with a dark rim', async () => {
    const page = await showAt(0, 10);
    const first = { ...mark(14_000, 9_500, 10, '1'), colour: '#0072b2' };
    const second = { ...mark(14_040, 9_500, 10, '2'), colour: '#e69f00' };
    const at = osdPixel(page.osd, 14_000, 9_500);
    page.viewer.setMarks([first, second], null);
    await drawn();
    expect(pixelAt(overlayPixels(page), at.x + 5, at.y)).toEqual(BLUE);
    page.viewer.setMarks([first, second], 1);
    await drawn();
    expect(pixelAt(overlayPixels(page), at.x + 4 + 5, at.y)).toEqual([230, 159, 0, 255]);
    const rim = pixelAt(overlayPixels(page), at.x + 4 + 7 + 3.5, at.y);
    expect(Math.max(...rim.slice(0, 3))).toBeLessThan(80);
  });

  it('tell when the pointer is over one, on its badge or its patch, and when the slide moved it away', async () => {
    const page = await showAt(37, 2);
    const { viewer, events, container } = page;
    viewer.setMarks([mark(14_000, 9_800, 200, '1'), mark(14_500, 9_800, 200, '2')], null);
    await drawn();
    const hovers = (): ViewerEvent[] => events.filter((event) => event.kind === 'mark-hover');
    point(page, 14_600, 9_900);
    expect(hovers().at(-1)).toEqual({ kind: 'mark-hover', mark: 1 });
    point(page, 13_990, 9_790);
    expect(hovers().at(-1)).toEqual({ kind: 'mark-hover', mark: 0 });
    viewer.setView({ center: { x: 10_000, y: 9_000 }, level0PxPerCssPx: 2, rotationDeg: 37 });
    await drawn();
    expect(hovers().at(-1)).toEqual({ kind: 'mark-hover', mark: null });
    expect(hovers()).toHaveLength(3);
    container.dispatchEvent(new PointerEvent('pointerleave'));
    expect(hovers()).toHaveLength(3);
  });
});

describe('regions', () => {
  it.each([0, 90, 37])('are outlined at %f° where they are, with room inside', async (rotationDeg) => {
    const page = await showAt(rotationDeg, 4);
    const rect = { x: 13_900, y: 9_600, width: 900, height: 600 };
    page.viewer.setRegions([{ rect, look: 'chosen', label: '3' }]);
    await drawn();
    const image = overlayPixels(page);
    for (const { x, y } of outlinePoints(page, rect)) expect(Math.min(...pixelAt(image, x, y))).toBeGreaterThan(220);
    const middle = osdPixel(page.osd, rect.x + rect.width / 2, rect.y + rect.height / 2);
    expect(pixelAt(image, middle.x, middle.y)[3]).toBe(0);
    // The label lies inside, in the region's own corner.
    const label = osdPixel(page.osd, rect.x + 60, rect.y + 60);
    expect(pixelAt(image, label.x, label.y)[3]).toBeGreaterThan(200);
    page.viewer.setRegions([]);
    await drawn();
    expect(new Set(overlayPixels(page).data)).toEqual(new Set([0]));
  });

  it('in view are the box around the view, cut to the slide', async () => {
    const page = await showViewer({ width: 4000, height: 3000 });
    page.viewer.setView({ center: { x: 2000, y: 1500 }, level0PxPerCssPx: 2, rotationDeg: 0 });
    await drawn();
    expect(page.viewer.regionInView()).toEqual({ x: 1200, y: 900, width: 1600, height: 1200 });
    page.viewer.setView({ center: { x: 2000, y: 1500 }, level0PxPerCssPx: 2, rotationDeg: 90 });
    await drawn();
    expect(page.viewer.regionInView()).toEqual({ x: 1400, y: 700, width: 1200, height: 1600 });
    page.viewer.setView({ center: { x: 3900, y: 100 }, level0PxPerCssPx: 2, rotationDeg: 0 });
    await drawn();
    expect(page.viewer.regionInView()).toEqual({ x: 3100, y: 0, width: 900, height: 700 });
  });
});

/** Moves the pointer over a level-0 point. */
function point(page: ViewerPage, x: number, y: number): void {
  press(page, 'pointermove', x, y);
}

/** A pointer event at a level-0 point. */
function press(page: ViewerPage, type: string, x: number, y: number): void {
  const at = osdPixel(page.osd, x, y);
  const box = page.container.getBoundingClientRect();
  const clientX = box.left + at.x;
  const clientY = box.top + at.y;
  page.container.dispatchEvent(new PointerEvent(type, { clientX, clientY, bubbles: true, pointerId: 7 }));
}
