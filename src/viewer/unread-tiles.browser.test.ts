import { afterEach, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { endViewer, settled, showViewer, until, type ViewerPage } from '#test-support/viewer-page.ts';

afterEach(endViewer);

/** Nine places of what is on screen, RGB. */
function colours({ osd }: ViewerPage): number[][] {
  const { canvas } = osd.drawer;
  const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null;
  if (!(canvas instanceof HTMLCanvasElement) || !context) throw new Error('no slide');
  const places = [0.3, 0.5, 0.7].flatMap((x) => [0.3, 0.5, 0.7].map((y) => [x, y] as const));
  return places.map(([x, y]) =>
    Array.from(
      context.getImageData(Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data.slice(0, 3),
    ),
  );
}

it('tiles that could not be had are marked, counted apart from damaged ones, and read again in their place', async () => {
  let isDown = false;
  const page = await showViewer({
    width: 4000,
    height: 3000,
    isHole: () => {
      if (isDown) throw new FoveaError('source/network', { url: 'https://slides.test/a.svs' });
      return false;
    },
  });
  const { viewer, events, client } = page;
  const view = { center: { x: 2000, y: 1500 }, level0PxPerCssPx: 1, rotationDeg: 0 };
  viewer.setView(view);
  await settled(page);
  const sound = colours(page);

  // A finer level that cannot be had: what the coarser one shows of it stays in sight, hatched.
  viewer.setView({ center: { x: 2000, y: 1500 }, level0PxPerCssPx: 4, rotationDeg: 0 });
  await settled(page);
  isDown = true;
  viewer.setView({ center: { x: 1000, y: 800 }, level0PxPerCssPx: 2, rotationDeg: 0 });
  await settled(page);
  await until(() => events.some((event) => event.kind === 'unread' && event.count > 0), 'finer tiles could not be had');
  // Of the hatching alone, red, green and blue are nearly one; the squares' blue is far from their red or green.
  const hues = colours(page).map((rgb) => Math.max(...rgb) - Math.min(...rgb));
  expect(hues.filter((hue) => hue > 40).length).toBeGreaterThan(6);

  viewer.close();
  viewer.open(page.slide);
  viewer.setView(view);
  await settled(page);
  const unread = () => events.findLast((event) => event.kind === 'unread');
  await until(() => (unread()?.count ?? 0) > 0, 'tiles could not be had');
  expect(unread()).toMatchObject({ error: { code: 'source/network' } });
  expect(events.findLast((event) => event.kind === 'holes')).toMatchObject({ count: 0 });
  expect(colours(page)).not.toEqual(sound);

  isDown = false;
  const asked = client.requested.length;
  viewer.readAgain();
  await until(() => JSON.stringify(colours(page)) === JSON.stringify(sound), 'what was missing is there');
  expect(unread()?.count).toBe(0);
  expect(client.requested.length).toBeGreaterThan(asked);
});

it('tiles of damaged data are marked and counted once the view is at rest; one that leaves and comes back stays so', async () => {
  const page = await showViewer({
    width: 4000,
    height: 3000,
    isDamaged: ({ level, column }) => level === 0 && column === 5,
  });
  const { viewer, events } = page;
  const holes = () => events.findLast((event) => event.kind === 'holes')?.count;
  expect(holes()).toBe(0);
  viewer.setView({ center: { x: 1408, y: 1500 }, level0PxPerCssPx: 1, rotationDeg: 0 });
  await settled(page);
  await until(() => (holes() ?? 0) >= 3, 'damaged tiles are marked');
  // The middle of the view is the middle of column 5: grey hatching, where the squares are blue.
  const isGrey = () => colours(page).map((rgb) => Math.max(...rgb) - Math.min(...rgb) < 20);
  // Places from left to right, three below each other.
  const wanted = [false, true, false].flatMap((isMiddle) => [isMiddle, isMiddle, isMiddle]);
  await until(() => JSON.stringify(isGrey()) === JSON.stringify(wanted), 'hatched in their place');
  const seen = holes();
  viewer.fitSlide();
  await settled(page);
  viewer.setView({ center: { x: 1408, y: 1500 }, level0PxPerCssPx: 1, rotationDeg: 0 });
  await settled(page);
  expect(holes()).toBe(seen);
});
