import { afterEach, describe, expect, it } from 'vitest';
import type { Level0Point } from '#core/geometry/frames.ts';
import { boundsOf, type Shape } from '#core/geometry/shapes.ts';
import {
  endViewer,
  frame,
  osdPixel,
  overlayPixels,
  pixelAt,
  showViewer,
  until,
  type ViewerPage,
} from '#test-support/viewer-page.ts';
import type { DrawKind } from '#state/drawing-store.ts';
import type { DrawKey } from '../slide-viewer.ts';

afterEach(endViewer);

const SLIDE = { width: 30_011, height: 20_003, tileSize: 512 };
const MIDDLE = { x: 14_321.7, y: 9_876.4 };
const COLOUR = '#e69f00';
const ORANGE = [230, 159, 0, 255];

async function showAt(rotationDeg: number, level0PxPerCssPx: number, kind: DrawKind): Promise<ViewerPage> {
  const page = await showViewer(SLIDE);
  page.viewer.setView({ center: MIDDLE, level0PxPerCssPx, rotationDeg });
  await drawn();
  page.viewer.setDrawTool({ kind, colour: COLOUR });
  return page;
}

async function drawn(): Promise<void> {
  await frame();
  await frame();
}

interface Finger {
  readonly pointerId?: number;
  readonly pointerType?: 'mouse' | 'pen' | 'touch';
  readonly button?: number;
}

/** A pointer event at a position on screen, CSS px of the viewer, on what lies over the slide there. */
function pointer(page: ViewerPage, type: string, at: { x: number; y: number }, finger: Finger = {}): void {
  const box = page.container.getBoundingClientRect();
  const init = { bubbles: true, cancelable: true, pointerId: 7, pointerType: 'mouse', button: 0, ...finger };
  const target = page.container.querySelector('.fovea-drawing:not([hidden])') ?? page.container;
  target.dispatchEvent(new PointerEvent(type, { ...init, clientX: box.left + at.x, clientY: box.top + at.y }));
}

/** The same at a level-0 point. */
function over(page: ViewerPage, type: string, { x, y }: Level0Point, finger?: Finger): void {
  pointer(page, type, osdPixel(page.osd, x, y), finger);
}

function click(page: ViewerPage, at: Level0Point, finger?: Finger): void {
  over(page, 'pointerdown', at, finger);
  over(page, 'pointerup', at, finger);
}

function drag(page: ViewerPage, path: readonly Level0Point[], finger?: Finger): void {
  const [first, last] = [path[0], path.at(-1)];
  if (!first || !last) throw new Error('a drag goes from somewhere to somewhere');
  over(page, 'pointerdown', first, finger);
  for (const at of path.slice(1)) over(page, 'pointermove', at, finger);
  over(page, 'pointerup', last, finger);
}

function drawings({ events }: ViewerPage) {
  return events.filter((event) => event.kind === 'draw');
}

function done(page: ViewerPage): (Shape | null)[] {
  return drawings(page)
    .filter(({ isDone }) => isDone)
    .map(({ shape }) => shape);
}

/** A point a number of CSS px right of and below the middle at no rotation, level-0 px. */
function from(dx: number, dy: number, scale: number): Level0Point {
  return { x: MIDDLE.x + dx * scale, y: MIDDLE.y + dy * scale };
}

function expectNear(points: readonly Level0Point[], wanted: readonly Level0Point[], within: number): void {
  expect(points).toHaveLength(wanted.length);
  for (const [i, { x, y }] of points.entries()) {
    expect(Math.abs(x - (wanted[i]?.x ?? NaN))).toBeLessThanOrEqual(within);
    expect(Math.abs(y - (wanted[i]?.y ?? NaN))).toBeLessThanOrEqual(within);
  }
}

const VIEWS = [0, 37, 90, 271.5].flatMap((rotationDeg) => [9, 0.4].map((scale) => [rotationDeg, scale] as const));

describe('what is drawn lands where it was drawn', () => {
  // Positions of events are whole CSS pixels at best.
  it.each(VIEWS)('at %f° and %f level-0 px per CSS px', async (rotationDeg, scale) => {
    const page = await showAt(rotationDeg, scale, 'line');
    const { viewer } = page;
    const before = viewer.view();
    const [a, b, c, d] = [from(-80, -60, scale), from(90, -40, scale), from(60, 85, scale), from(-70, 70, scale)];
    const within = 0.02 + 0.01 * scale;

    drag(page, [a, c, b]);
    const line = done(page)[0];
    expectNear(line?.kind === 'line' ? [line.from, line.to] : [], [a, b], within);

    viewer.setDrawTool({ kind: 'polygon', colour: COLOUR });
    for (const corner of [a, b, c, d]) click(page, corner);
    click(page, a);
    const polygon = done(page)[1];
    expectNear(polygon?.kind === 'polygon' ? polygon.points : [], [a, b, c, d], within);

    viewer.setDrawTool({ kind: 'rectangle', colour: COLOUR });
    drag(page, [c, d, a]);
    const rectangle = done(page)[2];
    const rect = rectangle?.kind === 'rectangle' ? rectangle.rect : { x: NaN, y: NaN, width: NaN, height: NaN };
    expectNear([rect, { x: rect.x + rect.width, y: rect.y + rect.height }], [a, c], 0.5 + within);
    expect([rect.x, rect.y, rect.width, rect.height].every(Number.isInteger)).toBe(true);

    viewer.setDrawTool({ kind: 'point', colour: COLOUR });
    click(page, d);
    const point = done(page)[3];
    expectNear(point?.kind === 'point' ? [point.at] : [], [d], within);
    await drawn();
    expect(viewer.view()).toEqual(before);
    // Whoever wanted the shapes shows them.
    expect(new Set(overlayPixels(page).data)).toEqual(new Set([0]));
  });

  it('freehand: a fine stroke becomes few corners, none of it farther away than a CSS pixel', async () => {
    const scale = 3;
    const page = await showAt(37, scale, 'freehand');
    const radius = 100;
    const circle = Array.from({ length: 400 }, (_, i) =>
      from(radius * Math.cos((2 * Math.PI * i) / 400), radius * Math.sin((2 * Math.PI * i) / 400), scale),
    );
    drag(page, circle);
    const shape = done(page)[0];
    const points = shape?.kind === 'polygon' ? shape.points : [];
    expect(points.length).toBeGreaterThan(12);
    expect(points.length).toBeLessThan(60);
    for (const { x, y } of points)
      expect(Math.abs(Math.hypot(x - MIDDLE.x, y - MIDDLE.y) - radius * scale)).toBeLessThan(scale);
    const { width, height } = boundsOf(shape ?? { kind: 'point', at: MIDDLE });
    expect(Math.abs(width / (2 * radius * scale) - 1)).toBeLessThan(0.02);
    expect(Math.abs(height / (2 * radius * scale) - 1)).toBeLessThan(0.02);
  });

  it('is cut to the slide', async () => {
    const page = await showViewer({ width: 4000, height: 3000 });
    page.viewer.setView({ center: { x: 0, y: 0 }, level0PxPerCssPx: 4, rotationDeg: 0 });
    await drawn();
    page.viewer.setDrawTool({ kind: 'rectangle', colour: COLOUR });
    drag(page, [
      { x: -400, y: -400 },
      { x: 1001, y: 805 },
    ]);
    expect(done(page)).toEqual([{ kind: 'rectangle', rect: { x: 0, y: 0, width: 1001, height: 805 } }]);
    drag(page, [
      { x: -400, y: -400 },
      { x: -100, y: 805 },
    ]);
    expect(done(page)).toHaveLength(1);
  });

  it('stays on its place while the view moves, zooms and turns', async () => {
    const page = await showAt(0, 4, 'polygon');
    const corners = [from(-50, -50, 4), from(50, -50, 4), from(50, 50, 4)];
    for (const corner of corners.slice(0, 2)) click(page, corner);
    page.viewer.setView({ center: from(20, 10, 4), level0PxPerCssPx: 2.5, rotationDeg: 120 });
    await drawn();
    for (const { x, y } of corners.slice(0, 2)) {
      const at = osdPixel(page.osd, x, y);
      expect(Math.min(...pixelAt(overlayPixels(page), at.x, at.y).slice(0, 3))).toBeGreaterThan(230);
    }
    const [a, b] = corners.map(({ x, y }) => osdPixel(page.osd, x, y));
    const between = pixelAt(overlayPixels(page), ((a?.x ?? 0) + (b?.x ?? 0)) / 2, ((a?.y ?? 0) + (b?.y ?? 0)) / 2);
    for (const [i, channel] of between.entries()) expect(Math.abs(channel - (ORANGE[i] ?? NaN))).toBeLessThan(6);
    click(page, corners[2] ?? MIDDLE);
    click(page, corners[2] ?? MIDDLE);
    const shape = done(page)[0];
    expectNear(shape?.kind === 'polygon' ? shape.points : [], corners, 0.05);
  });
});

describe('corners', () => {
  it('are set by clicks where a hand cannot drag; a slip is none', async () => {
    const page = await showAt(0, 4, 'line');
    click(page, from(-40, 0, 4));
    over(page, 'pointermove', from(30, 0, 4));
    expect(drawings(page).at(-1)).toMatchObject({ isDone: false, shape: { kind: 'line' } });
    // Twice in the same place is not a line.
    click(page, from(-40, 1, 4));
    expect(done(page)).toHaveLength(0);
    click(page, from(40, 0, 4));
    const line = done(page)[0];
    expectNear(line?.kind === 'line' ? [line.from, line.to] : [], [from(-40, 0, 4), from(40, 0, 4)], 0.05);
  });

  it('a drag of its own after a click by mistake begins anew', async () => {
    const page = await showAt(0, 4, 'rectangle');
    click(page, from(-90, -90, 4));
    drag(page, [from(10, 10, 4), from(30, 30, 4), from(60, 50, 4)]);
    const shape = done(page)[0];
    expect(Math.abs((shape?.kind === 'rectangle' ? shape.rect.width : 0) - 200)).toBeLessThanOrEqual(1);
  });

  it('of an outline are taken back one by one, and a double click closes it', async () => {
    const page = await showAt(0, 4, 'polygon');
    for (const [dx, dy] of [
      [0, 0],
      [50, 0],
      [99, 99],
    ] as const)
      click(page, from(dx, dy, 4));
    expect(page.viewer.drawKey({ kind: 'back' })).toBe(true);
    click(page, from(50, 50, 4));
    click(page, from(0, 50, 4));
    click(page, from(0, 50, 4));
    const shape = done(page)[0];
    expectNear(
      shape?.kind === 'polygon' ? shape.points : [],
      [from(0, 0, 4), from(50, 0, 4), from(50, 50, 4), from(0, 50, 4)],
      0.05,
    );
    expect(page.viewer.drawKey({ kind: 'back' })).toBe(false);
  });

  it('what was begun is given up with the tool, and told', async () => {
    const page = await showAt(0, 4, 'rectangle');
    over(page, 'pointerdown', from(0, 0, 4));
    over(page, 'pointermove', from(50, 50, 4));
    expect(drawings(page).at(-1)?.shape).not.toBeNull();
    page.viewer.setDrawTool(null);
    expect(drawings(page).at(-1)).toEqual({ kind: 'draw', shape: null, isDone: false });
    over(page, 'pointerup', from(60, 60, 4));
    expect(done(page)).toEqual([]);
  });
});

describe('without a pointer', () => {
  const keys = (page: ViewerPage, ...pressed: DrawKey[]) => {
    for (const key of pressed) expect(page.viewer.drawKey(key)).toBe(true);
  };
  const move = (dx: -1 | 0 | 1, dy: -1 | 0 | 1, far = false): DrawKey => ({ kind: 'move', dx, dy, far });
  const set: DrawKey = { kind: 'set' };

  it.each([0, 90])('arrows lead a crosshair over the screen at %f°, Enter sets corners', async (rotationDeg) => {
    const page = await showAt(rotationDeg, 2, 'rectangle');
    // Shown first, then set.
    keys(page, set, set, move(1, 0, true), move(1, 0), move(0, 1, true), set);
    const shape = done(page)[0];
    const [across, down] = [66 * 2, 60 * 2];
    const rect = shape?.kind === 'rectangle' ? shape.rect : null;
    // A quarter turn clockwise: right on screen is up on the slide.
    expect(Math.abs((rect?.width ?? 0) - (rotationDeg === 0 ? across : down))).toBeLessThanOrEqual(1);
    expect(Math.abs((rect?.height ?? 0) - (rotationDeg === 0 ? down : across))).toBeLessThanOrEqual(1);
    expect(page.viewer.drawKey({ kind: 'back' })).toBe(false);
  });

  it('the last corner set again closes an outline; Enter does so too after clicks', async () => {
    const page = await showAt(0, 2, 'polygon');
    keys(page, move(-1, 0, true), set, move(1, 0, true), set, move(0, 1, true), set, set);
    const shape = done(page)[0];
    expectNear(shape?.kind === 'polygon' ? shape.points : [], [from(-60, 0, 2), from(0, 0, 2), from(0, 60, 2)], 0.05);
    for (const [dx, dy] of [
      [0, 0],
      [50, 0],
      [50, 50],
    ] as const)
      click(page, from(dx, dy, 2));
    keys(page, set);
    expect(done(page)).toHaveLength(2);
  });

  it('the crosshair stays in view: the view follows it', async () => {
    const page = await showAt(37, 2, 'point');
    for (let i = 0; i < 12; i++) keys(page, move(1, 0, true));
    await drawn();
    keys(page, set);
    const shape = done(page)[0];
    const at = shape?.kind === 'point' ? shape.at : MIDDLE;
    expect(Math.abs(Math.hypot(at.x - MIDDLE.x, at.y - MIDDLE.y) - 12 * 60 * 2)).toBeLessThan(1);
    const { x } = osdPixel(page.osd, at.x, at.y);
    expect(x).toBeGreaterThan(700);
    expect(x).toBeLessThan(800);
  });

  it('a stroke of the brush begins and ends with Enter', async () => {
    const page = await showAt(0, 2, 'paint');
    keys(page, move(1, 0, true), set, move(1, 0, true), set);
    const strokes = page.events.filter((event) => event.kind === 'paint');
    expect(strokes.map(({ isDone }) => isDone)).toEqual([false, false, true]);
    expectNear([strokes[1]?.from ?? MIDDLE, strokes[1]?.at ?? MIDDLE], [from(60, 0, 2), from(120, 0, 2)], 0.05);
  });
});

describe('the brush', () => {
  it('tells its way in segments that join, from where it was put down', async () => {
    const page = await showAt(90, 4, 'paint');
    const path = [from(0, 0, 4), from(20, 0, 4), from(40, 10, 4)];
    drag(page, path);
    const strokes = page.events.filter((event) => event.kind === 'paint');
    expect(strokes.map(({ isDone }) => isDone)).toEqual([false, false, true]);
    expectNear(
      strokes.map(({ at }) => at),
      [path[1]!, path[2]!, path[2]!],
      0.05,
    );
    expectNear(
      strokes.map((stroke) => stroke.from),
      [path[0]!, path[1]!, path[2]!],
      0.05,
    );
    expect(drawings(page)).toEqual([]);
    click(page, from(-50, 0, 4));
    expect(page.events.filter((event) => event.kind === 'paint').at(-1)).toMatchObject({ isDone: true });
  });
});

describe('the view while a tool is on', () => {
  const touch = (pointerId: number): Finger => ({ pointerId, pointerType: 'touch' });

  it.each([0, 37])('two fingers hold the slide at %f°, and what the first began is given up', async (rotationDeg) => {
    const page = await showAt(rotationDeg, 4, 'rectangle');
    const [a, b] = [
      { x: 300, y: 300 },
      { x: 400, y: 300 },
    ];
    const underA = page.osd.world.getItemAt(0).viewerElementToImageCoordinates(osdPoint(page, a));
    pointer(page, 'pointerdown', a, touch(1));
    pointer(page, 'pointermove', { x: 320, y: 330 }, touch(1));
    expect(drawings(page).at(-1)?.shape).not.toBeNull();
    pointer(page, 'pointermove', a, touch(1));
    pointer(page, 'pointerdown', b, touch(2));
    expect(drawings(page).at(-1)).toEqual({ kind: 'draw', shape: null, isDone: false });
    // Apart by twice as much, and 50 px down.
    pointer(page, 'pointermove', { x: 250, y: 350 }, touch(1));
    pointer(page, 'pointermove', { x: 450, y: 350 }, touch(2));
    await drawn();
    expect(page.viewer.view()?.level0PxPerCssPx).toBeCloseTo(2, 5);
    const after = osdPixel(page.osd, underA.x, underA.y);
    expect(Math.hypot(after.x - 250, after.y - 350)).toBeLessThan(0.5);
    pointer(page, 'pointerup', { x: 250, y: 350 }, touch(1));
    pointer(page, 'pointermove', { x: 500, y: 350 }, touch(2));
    pointer(page, 'pointerup', { x: 500, y: 350 }, touch(2));
    expect(done(page)).toEqual([]);
    // One finger draws again.
    pointer(page, 'pointerdown', a, touch(3));
    pointer(page, 'pointermove', { x: 380, y: 390 }, touch(3));
    pointer(page, 'pointerup', { x: 380, y: 390 }, touch(3));
    expect(done(page)).toHaveLength(1);
  });

  it('two fingers leave the corners set before', async () => {
    const page = await showAt(0, 4, 'polygon');
    for (const [dx, dy] of [
      [0, 0],
      [50, 0],
      [50, 50],
    ] as const)
      click(page, from(dx, dy, 4), touch(1));
    pointer(page, 'pointerdown', { x: 100, y: 100 }, touch(1));
    pointer(page, 'pointerdown', { x: 200, y: 100 }, touch(2));
    pointer(page, 'pointerup', { x: 100, y: 100 }, touch(1));
    pointer(page, 'pointerup', { x: 200, y: 100 }, touch(2));
    page.viewer.drawKey({ kind: 'set' });
    const shape = done(page)[0];
    expectNear(shape?.kind === 'polygon' ? shape.points : [], [from(0, 0, 4), from(50, 0, 4), from(50, 50, 4)], 0.05);
  });

  it('a palm beside the pen is ignored', async () => {
    const page = await showAt(0, 4, 'line');
    const pen: Finger = { pointerId: 3, pointerType: 'pen' };
    over(page, 'pointerdown', from(0, 0, 4), pen);
    over(page, 'pointermove', from(40, 0, 4), pen);
    over(page, 'pointerdown', from(100, 100, 4), touch(9));
    over(page, 'pointermove', from(120, 100, 4), touch(9));
    over(page, 'pointerup', from(120, 100, 4), touch(9));
    over(page, 'pointerup', from(50, 0, 4), pen);
    const line = done(page)[0];
    expectNear(line?.kind === 'line' ? [line.from, line.to] : [], [from(0, 0, 4), from(50, 0, 4)], 0.05);
    expect(page.viewer.view()?.level0PxPerCssPx).toBeCloseTo(4, 9);
  });

  it('the middle button moves it, the wheel zooms it about the pointer, and the drawing goes on', async () => {
    const page = await showAt(37, 4, 'rectangle');
    const { viewer, osd, container } = page;
    const start = from(-60, -60, 4);
    const at = osdPixel(osd, 14_500, 9_700);
    const box = container.getBoundingClientRect();
    over(page, 'pointerdown', start);
    over(page, 'pointermove', from(0, 0, 4));
    const wheel = { deltaY: -100, clientX: box.left + at.x, clientY: box.top + at.y, cancelable: true };
    container.querySelector('.fovea-drawing')?.dispatchEvent(new WheelEvent('wheel', wheel));
    await until(() => osd.viewport.getZoom(true) === osd.viewport.getZoom(false), 'at rest');
    await drawn();
    expect(viewer.view()?.level0PxPerCssPx).toBeCloseTo(4 / 1.3, 5);
    const after = osdPixel(osd, 14_500, 9_700);
    expect(Math.hypot(after.x - at.x, after.y - at.y)).toBeLessThan(0.5);
    over(page, 'pointerup', from(20, 30, 4));
    const shape = done(page)[0];
    const rect = shape?.kind === 'rectangle' ? shape.rect : { x: NaN, y: NaN, width: NaN, height: NaN };
    expectNear([rect, { x: rect.x + rect.width, y: rect.y + rect.height }], [start, from(20, 30, 4)], 1);

    const { center } = viewer.view() ?? { center: MIDDLE };
    const middle = osdPixel(osd, center.x, center.y);
    pointer(page, 'pointerdown', { x: 100, y: 100 }, { button: 1 });
    pointer(page, 'pointermove', { x: 160, y: 180 }, { button: 1 });
    pointer(page, 'pointerup', { x: 160, y: 180 }, { button: 1 });
    await drawn();
    const moved = osdPixel(osd, center.x, center.y);
    expect([moved.x - middle.x, moved.y - middle.y].map(Math.round)).toEqual([60, 80]);
    expect(done(page)).toHaveLength(1);
  });
});

function osdPoint({ osd }: ViewerPage, { x, y }: { x: number; y: number }) {
  const point = osd.viewport.getContainerSize();
  point.x = x;
  point.y = y;
  return point;
}
