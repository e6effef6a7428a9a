import { afterEach, describe, expect, it } from 'vitest';
import { FULL } from '#test-support/full.ts';
import { squareColour, SQUARE_PX } from '#test-support/synthetic-slide.ts';
import { endViewer, frame, osdPixel, pixelAt, settled, showViewer, until } from '#test-support/viewer-page.ts';
import type { TileRequest } from '#workers/slide/contract.ts';

afterEach(endViewer);

function isSameTile(a: TileRequest, b: TileRequest): boolean {
  return a.level === b.level && a.column === b.column && a.row === b.row;
}

const LARGE = { width: 30_011, height: 20_003, tileSize: 512 };

describe('slide', () => {
  it('is drawn where the view says, also with levels that are no powers of two', async () => {
    const { viewer, slide, osd, events } = await showViewer({
      width: 12_345,
      height: 9_877,
      tileSize: 240,
      downsamples: [1, 3.1, 11.7],
    });
    for (const rotationDeg of [0, 37, 90]) {
      for (const level0PxPerCssPx of [14, 5, 1.7]) {
        viewer.setView({ center: { x: 6000, y: 5000 }, level0PxPerCssPx, rotationDeg });
        await settled({ events });
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

  it('has no seams where tile borders fall on half device pixels, at any scale and pixel density', async () => {
    const shown = await showViewer({ width: 30_000, height: 20_000, tileSize: 240, downsamples: [1, 3, 7.3] });
    const { viewer, osd, slide } = shown;
    const { levels } = slide;
    const density = Object.getOwnPropertyDescriptor(window, 'devicePixelRatio')!;
    const seams: string[] = [];
    try {
      for (const ratio of [1, 1.25, 2]) {
        Object.defineProperty(window, 'devicePixelRatio', { configurable: true, value: ratio });
        for (const level of levels) {
          for (let devicePx = 130; devicePx < 300; devicePx += FULL ? 14 : 42) {
            // A tile is a whole number and a half of device pixels wide: every other border is a matter of rounding.
            const level0PxPerCssPx = (240 * level.downsampleX * ratio) / (devicePx + 0.5);
            const center = { x: 240 * level.downsampleX * 7, y: 240 * level.downsampleY * 5 };
            viewer.setView({ center, level0PxPerCssPx, rotationDeg: 0 });
            await settled(shown);
            const { canvas } = osd.drawer;
            const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 3; i < data.length; i += 4) {
              if (data[i] === 255) continue;
              const at = (i - 3) / 4;
              seams.push(
                `×${ratio} at ${at % canvas.width}, ${Math.floor(at / canvas.width)}: tiles of ${devicePx}.5 px`,
              );
              break;
            }
          }
        }
      }
    } finally {
      Object.defineProperty(window, 'devicePixelRatio', density);
    }
    expect(seams).toEqual([]);
  });

  it('has no seams between tiles, turned or not, between levels or not', async () => {
    const shown = await showViewer(LARGE);
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
    const shown = await showViewer({ width: 8000, height: 3000 });
    expect(shown.viewer.view()).toMatchObject({
      center: { x: 4000, y: 1500 },
      level0PxPerCssPx: expect.closeTo(10.4, 6) as number,
    });
    const { container } = shown;
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
    const { viewer, slide, client, events } = await showViewer(LARGE);
    const before = client.requested.length;
    viewer.open({ ...slide, id: 'again' });
    viewer.setView({ center: { x: 2000, y: 1500 }, level0PxPerCssPx: 1, rotationDeg: 90 });
    await settled({ events });
    expect(viewer.view()).toMatchObject({ center: { x: expect.closeTo(2000, 6) as number }, rotationDeg: 90 });
    const finest = client.requested.slice(before).filter(({ level }) => level === 0);
    expect(finest.length).toBeGreaterThan(3);
    expect(finest.every(({ column, row }) => column < 6 && row < 6)).toBe(true);
  });

  it('marks tiles that cannot be read, counts them once and asks once', async () => {
    const { viewer, client, events, osd } = await showViewer({
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
    const shown = await showViewer({ ...LARGE, delayMs: 150 });
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
    const shown = await showViewer({ ...LARGE, tileSize: 512 });
    const { viewer, osd } = shown;
    for (let i = 0; i < 30; i++) {
      viewer.setView({
        center: { x: 900 + (i % 10) * 3000, y: 700 + Math.floor(i / 10) * 6000 },
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
    const { viewer, events, container } = await showViewer({ width: 8000, height: 6000 });
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
    const { viewer, events } = await showViewer({ width: 8000, height: 6000 });
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
    const shown = await showViewer({ width: 8000, height: 6000 });
    const { viewer, osd, container, events } = shown;
    viewer.flyTo({ x: 1000, y: 1000, width: 224, height: 224 });
    await settled(shown);
    expect(viewer.view()?.center).toMatchObject({
      x: expect.closeTo(1112, 1) as number,
      y: expect.closeTo(1112, 1) as number,
    });
    viewer.setRotation(350);
    // Told before the first frame of it is drawn: who waits for rest does not take the rest before for the one after.
    expect(events.findLast(({ kind }) => kind === 'tiles')).toMatchObject({ settled: false });
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
    const { client, container, navigator, viewer } = await showViewer({ width: 8000, height: 6000 });
    viewer.setView({ center: { x: 4000, y: 3000 }, level0PxPerCssPx: 1, rotationDeg: 0 });
    await until(() => client.delivered.length > 12, 'tiles came');
    endViewer();
    expect(container.querySelectorAll('canvas')).toHaveLength(0);
    expect(navigator.childElementCount).toBe(0);
    // A closed bitmap has no width.
    await until(() => client.inFlight === 0 && client.delivered.every((bitmap) => bitmap.width === 0), 'all closed');
  });
});
