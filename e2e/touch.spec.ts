import type { CDPSession, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';

test.use({ hasTouch: true });

interface Finger {
  readonly x: number;
  readonly y: number;
}

/** Puts fingers down, moves them in steps and lifts them. */
async function touch(session: CDPSession, from: readonly Finger[], to: readonly Finger[]): Promise<void> {
  const STEPS = 12;
  const at = (share: number) =>
    from.map(({ x, y }, id) => ({
      x: x + share * ((to[id]?.x ?? x) - x),
      y: y + share * ((to[id]?.y ?? y) - y),
      id,
    }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let i = 1; i <= STEPS; i++)
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(i / STEPS) });
  // Held still: what moves on after a quick stroke is not measured here.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(1) });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

async function open(fovea: FoveaPage) {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.waitUntilDrawn();
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  const session = await fovea.page.context().newCDPSession(fovea.page);
  return { session, middle: { x: box.x + box.width / 2, y: box.y + box.height / 2 } };
}

/** The level-0 point that the readout says lies under a point of the page. */
async function slideAt(fovea: FoveaPage, { x, y }: Finger): Promise<Finger> {
  await fovea.page.mouse.move(x - 3, y);
  await fovea.page.mouse.move(x, y);
  const figures = /(-?[\d,]+), (-?[\d,]+) px/;
  await fovea.readout.getByText(figures).waitFor();
  const [left = NaN, top = NaN] = (figures.exec(await fovea.readout.innerText())?.slice(1) ?? []).map((figure) =>
    Number(figure.replaceAll(',', '')),
  );
  return { x: left, y: top };
}

test('one finger pans the slide with it, two zoom', async ({ fovea }) => {
  const { session, middle } = await open(fovea);
  await fovea.stage.press('3');
  await expect(fovea.magnification).toHaveText('10×');
  await fovea.waitUntilDrawn();
  const from = { x: middle.x + 80, y: middle.y + 60 };
  const to = { x: middle.x - 80, y: middle.y - 60 };
  const held = await slideAt(fovea, from);
  await touch(session, [from], [to]);
  await fovea.waitUntilDrawn();
  const now = await slideAt(fovea, to);
  // What was under the finger is under it still: within 6 px on screen at 2 slide px each.
  expect(Math.hypot(now.x - held.x, now.y - held.y)).toBeLessThan(12);
  await expect(fovea.magnification).toHaveText('10×');

  const apart = (by: number) => [
    { x: middle.x - by, y: middle.y },
    { x: middle.x + by, y: middle.y },
  ];
  await touch(session, apart(60), apart(120));
  await fovea.waitUntilDrawn();
  const zoomed = Number((await fovea.magnification.innerText()).replace('×', ''));
  expect(zoomed).toBeGreaterThan(17);
  expect(zoomed).toBeLessThan(23);
});

/** Controls smaller than 24 × 24 px with another control within the circle of 24 px around their middle (WCAG 2.5.8). */
async function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const MIN = 24;
    const targets =
      [...document.querySelectorAll<HTMLElement>('button, a[href], input:not([type="file"]), [role="radio"], [role="switch"], [role="slider"]')] // prettier-ignore
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ element, box }) => box.width > 1 && box.height > 1 && element.checkVisibility());
    return targets
      .filter(({ element, box }) => {
        if (box.width >= MIN - 0.01 && box.height >= MIN - 0.01) return false;
        const x = box.x + box.width / 2;
        const y = box.y + box.height / 2;
        return targets.some(({ element: other, box: its }) => {
          if (other === element || other.contains(element) || element.contains(other)) return false;
          const dx = Math.max(its.x - x, 0, x - its.right);
          const dy = Math.max(its.y - y, 0, y - its.bottom);
          return Math.hypot(dx, dy) < MIN / 2;
        });
      })
      .map(({ element, box }) => `${element.getAttribute('aria-label') ?? element.textContent}: ${box.width.toFixed(0)} × ${box.height.toFixed(0)}`); // prettier-ignore
  });
}

test('controls are large enough to hit, tools for the slide as large as a finger', async ({ fovea }) => {
  await open(fovea);
  await fovea.annotations.open();
  for (const kind of ['point', 'rectangle', 'polygon', 'freehand', 'ruler'] as const) {
    const box = await fovea.annotations.tool(kind).boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), kind).toBeGreaterThanOrEqual(44);
  }
  expect(await tooSmall(fovea.page)).toEqual([]);
  await fovea.page.getByRole('button', { name: en.header.shortcuts, exact: true }).tap();
  await fovea.page.getByRole('dialog').waitFor();
  expect(await tooSmall(fovea.page)).toEqual([]);
});
