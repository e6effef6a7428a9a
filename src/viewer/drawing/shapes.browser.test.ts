import { afterEach, describe, expect, it } from 'vitest';
import type { Level0Point } from '#core/geometry/frames.ts';
import {
  endViewer,
  frame,
  osdPixel,
  overlayPixels,
  pixelAt,
  showViewer,
  type ViewerPage,
} from '#test-support/viewer-page.ts';
import type { DrawnShape } from '../slide-viewer.ts';

afterEach(endViewer);

const MIDDLE = { x: 14_321.7, y: 9_876.4 };
const ORANGE = [230, 159, 0];

async function showAt(rotationDeg: number, level0PxPerCssPx: number): Promise<ViewerPage> {
  const page = await showViewer({ width: 30_011, height: 20_003, tileSize: 512 });
  page.viewer.setView({ center: MIDDLE, level0PxPerCssPx, rotationDeg });
  await drawn();
  return page;
}

async function drawn(): Promise<void> {
  await frame();
  await frame();
}

function square(side: number, change: Partial<DrawnShape> = {}): DrawnShape {
  const rect = { x: MIDDLE.x - side / 2, y: MIDDLE.y - side / 2, width: side, height: side };
  return { shape: { kind: 'rectangle', rect }, colour: '#e69f00', look: 'plain', ...change };
}

/** Colour over the slide at a level-0 point. */
function colourAt(page: ViewerPage, { x, y }: Level0Point, dx = 0, dy = 0): number[] {
  const at = osdPixel(page.osd, x, y);
  return pixelAt(overlayPixels(page), at.x + dx, at.y + dy);
}

function expectColour(found: readonly number[], wanted: readonly number[]): void {
  for (const [i, channel] of wanted.entries()) expect(Math.abs((found[i] ?? NaN) - channel)).toBeLessThan(12);
}

describe('shapes', () => {
  const views = [0, 37, 90].flatMap((rotationDeg) => [8, 0.25].map((scale) => [rotationDeg, scale] as const));

  it.each(views)(
    'lie on their place at %f° and %f level-0 px per CSS px, dark around the colour',
    async (rotationDeg, scale) => {
      const page = await showAt(rotationDeg, scale);
      const side = 200 * scale;
      page.viewer.setShapes('annotations', [square(side)]);
      await drawn();
      for (const [dx, dy] of [
        [0, -0.5],
        [0.5, 0],
        [0.2, 0.5],
        [-0.5, 0.3],
      ] as const) {
        expectColour(colourAt(page, { x: MIDDLE.x + dx * side, y: MIDDLE.y + dy * side }), ORANGE);
        // Inside of the line: its rim, then nothing.
        const rim = colourAt(page, {
          x: MIDDLE.x + dx * side * (1 - 4 / 200),
          y: MIDDLE.y + dy * side * (1 - 4 / 200),
        });
        expect(Math.max(...rim.slice(0, 3))).toBeLessThan(120);
      }
      expect(colourAt(page, MIDDLE)[3]).toBe(0);
      page.viewer.setShapes('annotations', []);
      await drawn();
      expect(new Set(overlayPixels(page).data)).toEqual(new Set([0]));
    },
  );

  it('left out is hatched and kept is dotted, apart without their colour; the pattern moves with the slide', async () => {
    const page = await showAt(0, 4);
    const paintedShare = async (look: DrawnShape['look']) => {
      page.viewer.setShapes('question', [square(800, { look, colour: '#808080' })]);
      await drawn();
      const image = overlayPixels(page);
      let dense = 0;
      let any = 0;
      for (let y = 250; y < 350; y++)
        for (let x = 350; x < 450; x++) {
          const alpha = image.data[(y * image.width + x) * 4 + 3] ?? 0;
          if (alpha > 100) dense += 1;
          if (alpha > 0) any += 1;
        }
      return { dense: dense / 10_000, any: any / 10_000 };
    };
    const exclude = await paintedShare('exclude');
    const keep = await paintedShare('keep');
    expect(exclude.dense).toBeGreaterThan(0.2);
    // The slide is seen between the lines.
    expect(exclude.any).toBeLessThan(0.75);
    expect(keep.any).toBe(1);
    expect(keep.dense).toBeLessThan(0.12);
    page.viewer.setShapes('question', [square(800, { look: 'exclude' })]);
    await drawn();
    const row = (y: number) =>
      Array.from({ length: 48 }, (_, i) => (pixelAt(overlayPixels(page), 352 + i, y)[3] ?? 0) > 100);
    const before = row(300);
    page.viewer.setView({ center: { x: MIDDLE.x - 5 * 4, y: MIDDLE.y }, level0PxPerCssPx: 4, rotationDeg: 0 });
    await drawn();
    expect(row(300).slice(5)).toEqual(before.slice(0, -5));
  });

  it('painted patches are one shape: each with its hatch', async () => {
    const page = await showAt(0, 4);
    const rects = [-1, 1].map((i) => ({ x: MIDDLE.x + i * 600 - 100, y: MIDDLE.y - 100, width: 200, height: 200 }));
    page.viewer.setShapes('question', [{ shape: { kind: 'rects', rects }, colour: '#d55e00', look: 'exclude' }]);
    await drawn();
    expect(colourAt(page, MIDDLE)[3]).toBe(0);
    for (const { x, y } of rects) expectColour(colourAt(page, { x, y: y + 100 }), [213, 94, 0]);
  });

  it('labels are upright beside them, and one that would lie on another is left out', async () => {
    const page = await showAt(90, 4);
    const box = () => {
      const { data, width, height } = overlayPixels(page);
      let [top, bottom] = [Infinity, -Infinity];
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          if ((data[(y * width + x) * 4 + 3] ?? 0) > 200) [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      return { top, bottom };
    };
    page.viewer.setShapes('annotations', [square(400)]);
    await drawn();
    const plain = box();
    page.viewer.setShapes('annotations', [square(400, { label: 'tumour' })]);
    await drawn();
    const labelled = box();
    expect(labelled.bottom).toBe(plain.bottom);
    // One line of text above the shape as it is on screen, whatever the rotation.
    expect(plain.top - labelled.top).toBeGreaterThan(15);
    expect(plain.top - labelled.top).toBeLessThan(30);
    page.viewer.setShapes('annotations', [square(400, { label: 'tumour' }), square(396, { label: 'another one' })]);
    await drawn();
    expect(box().top).toBe(labelled.top);
  });

  it('a click tells which: outlines, points, labels and what is small; the inside of a large one is the slide’s', async () => {
    const page = await showAt(37, 4);
    const point = { x: MIDDLE.x + 900, y: MIDDLE.y };
    page.viewer.setShapes('annotations', [
      square(800),
      { shape: { kind: 'point', at: point }, colour: '#56b4e9', look: 'plain' },
      {
        ...square(40),
        shape: { kind: 'rectangle', rect: { x: MIDDLE.x - 20, y: MIDDLE.y + 700, width: 40, height: 40 } },
      },
    ]);
    page.viewer.setShapes('question', [square(800, { look: 'exclude' })]);
    await drawn();
    const clicked = (at: Level0Point) => {
      const before = page.events.length;
      const { x, y } = osdPixel(page.osd, at.x, at.y);
      page.osd.raiseEvent('canvas-click', { quick: true, position: { x, y } });
      return page.events.slice(before).filter((event) => event.kind === 'shape-click');
    };
    expect(clicked({ x: MIDDLE.x + 400, y: MIDDLE.y + 100 })).toEqual([
      { kind: 'shape-click', group: 'annotations', index: 0 },
    ]);
    expect(clicked(MIDDLE)).toEqual([]);
    expect(clicked({ x: point.x + 20, y: point.y })).toMatchObject([{ index: 1 }]);
    expect(clicked({ x: MIDDLE.x, y: MIDDLE.y + 720 })).toMatchObject([{ index: 2 }]);
    page.viewer.setShapes('annotations', []);
    expect(clicked({ x: MIDDLE.x + 400, y: MIDDLE.y + 100 })).toMatchObject([{ group: 'question', index: 0 }]);
  });
});

describe('handles', () => {
  it.each([0, 120])('lead a corner at %f°, and the slide does not move with it', async (rotationDeg) => {
    const page = await showAt(rotationDeg, 4);
    const before = page.viewer.view();
    const shape = {
      kind: 'polygon',
      points: [
        { x: MIDDLE.x - 400, y: MIDDLE.y - 300 },
        { x: MIDDLE.x + 400, y: MIDDLE.y - 300 },
        { x: MIDDLE.x, y: MIDDLE.y + 300 },
      ],
    } as const;
    page.viewer.setEdited({ shape, colour: '#e69f00', chosen: null });
    await drawn();
    // White in the middle of a handle.
    for (const corner of shape.points) expectColour(colourAt(page, corner), [255, 255, 255]);
    const to = { x: MIDDLE.x + 100, y: MIDDLE.y + 350 };
    press(page, 'pointerdown', shape.points[2]);
    press(page, 'pointermove', { x: MIDDLE.x + 40, y: MIDDLE.y + 310 });
    press(page, 'pointermove', to);
    press(page, 'pointerup', to);
    const edits = page.events.filter((event) => event.kind === 'edit');
    expect(edits.map(({ isDone }) => isDone)).toEqual([false, false, false, true]);
    const last = edits.at(-1);
    const led = last?.shape.kind === 'polygon' ? last.shape.points : [];
    expect(led.slice(0, 2)).toEqual(shape.points.slice(0, 2));
    expect(Math.abs((led[2]?.x ?? NaN) - to.x)).toBeLessThan(0.1);
    expect(Math.abs((led[2]?.y ?? NaN) - to.y)).toBeLessThan(0.1);
    await drawn();
    expect(page.viewer.view()).toEqual(before);
    // Beside a handle, and under a tool, there is none to take.
    press(page, 'pointerdown', MIDDLE);
    page.viewer.setDrawTool({ kind: 'polygon', colour: '#e69f00' });
    press(page, 'pointerdown', shape.points[0]);
    expect(page.events.filter((event) => event.kind === 'edit')).toHaveLength(4);
  });

  it('all of a shape is led by its inside or outline, and a corner out of the middle of an edge; a press alone is a click', async () => {
    const page = await showAt(37, 4);
    const points = [
      { x: MIDDLE.x - 400, y: MIDDLE.y - 300 },
      { x: MIDDLE.x + 400, y: MIDDLE.y - 300 },
      { x: MIDDLE.x, y: MIDDLE.y + 300 },
    ] as const;
    page.viewer.setEdited({ shape: { kind: 'polygon', points }, colour: '#e69f00', chosen: null });
    await drawn();
    const edits = () => page.events.filter((event) => event.kind === 'edit');
    const lead = (from: Level0Point, to: Level0Point) => {
      for (const [type, at] of [['pointerdown', from], ['pointermove', to], ['pointerup', to]] as const) press(page, type, at); // prettier-ignore
      const last = edits().at(-1);
      return { corner: last?.corner, points: last?.shape.kind === 'polygon' ? last.shape.points : [] };
    };
    for (const from of [MIDDLE, { x: MIDDLE.x - 200, y: MIDDLE.y - 300 }]) {
      const moved = lead(from, { x: from.x + 80, y: from.y - 40 });
      expect(moved.corner).toBeNull();
      for (const [i, { x, y }] of moved.points.entries()) {
        expect(Math.abs(x - (points[i]?.x ?? NaN) - 80)).toBeLessThan(0.1);
        expect(Math.abs(y - (points[i]?.y ?? NaN) + 40)).toBeLessThan(0.1);
      }
    }
    const to = { x: MIDDLE.x + 20, y: MIDDLE.y - 420 };
    const bent = lead({ x: MIDDLE.x, y: MIDDLE.y - 300 }, to);
    expect([bent.corner, bent.points.length]).toEqual([1, 4]);
    expect(Math.hypot((bent.points[1]?.x ?? NaN) - to.x, (bent.points[1]?.y ?? NaN) - to.y)).toBeLessThan(0.1);
    const made = edits().length;
    press(page, 'pointerdown', MIDDLE);
    press(page, 'pointerup', MIDDLE);
    expect(page.events.at(-1)).toMatchObject({ kind: 'click' });
    // Larger than the view only the outline takes the pointer: the inside moves the slide.
    page.viewer.setEdited({ shape: { kind: 'rectangle', rect: { x: 0, y: 0, width: 30_000, height: 20_000 } }, colour: '#e69f00', chosen: null }); // prettier-ignore
    press(page, 'pointerdown', MIDDLE);
    press(page, 'pointermove', to);
    press(page, 'pointerup', to);
    expect(edits()).toHaveLength(made);
  });

  it('of an outline with very many corners are not shown on top of each other; the chosen one always is', async () => {
    const page = await showAt(0, 4);
    const points = Array.from({ length: 720 }, (_, i) => ({
      x: MIDDLE.x + 400 * Math.cos((i * Math.PI) / 360),
      y: MIDDLE.y + 400 * Math.sin((i * Math.PI) / 360),
    }));
    page.viewer.setEdited({ shape: { kind: 'polygon', points }, colour: '#e69f00', chosen: 3 });
    await drawn();
    expectColour(colourAt(page, points[3] ?? MIDDLE), ORANGE);
    const image = overlayPixels(page);
    const white = points.filter(({ x, y }) => {
      const at = osdPixel(page.osd, x, y);
      return pixelAt(image, at.x, at.y)
        .slice(0, 3)
        .every((channel) => channel > 240);
    });
    // 628 px around: a handle every 14, each some nine of these corners wide.
    expect(white.length).toBeGreaterThan(200);
    expect(white.length).toBeLessThan(480);
  });
});

/** A pointer event at a level-0 point, where the browser would give it: to OpenSeadragon’s own canvas, or what lies over it. */
function press(page: ViewerPage, type: string, { x, y }: Level0Point): void {
  const at = osdPixel(page.osd, x, y);
  const box = page.container.getBoundingClientRect();
  const clientX = box.left + at.x;
  const clientY = box.top + at.y;
  const target = page.container.querySelector('.fovea-drawing:not([hidden])') ?? page.osd.canvas;
  target.dispatchEvent(
    new PointerEvent(type, { clientX, clientY, bubbles: true, cancelable: true, pointerId: 5, button: 0 }),
  );
}
