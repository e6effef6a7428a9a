import { colourTable } from '#core/heatmap/colour-maps.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { en } from '#ui/messages/en/index.ts';
import { writeKnownResult } from './compare-results.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { phantomSize } from './phantom-truth.ts';
import { stillPicture } from './picture.ts';

test.describe.configure({ timeout: 120_000 });

const LOW = 'Low model';
const HIGH = 'High model';
const SLIDE = { name: 'phantom-01.tif', ...phantomSize() };

/** Over the whole phantom: one model with the lowest colour but for one patch, one with the highest; opaque. */
async function openTwoResults(fovea: FoveaPage, outputPath: (name: string) => string): Promise<void> {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const first = (value: number, other: number) => (u: number, v: number) => (u < 0.05 && v < 0.05 ? other : value);
  const results = [
    { model: LOW, relevance: first(0, 1), attention: (u: number) => 1 + u, patchPx: 256 },
    { model: HIGH, relevance: first(1, 0), attention: (_: number, v: number) => 1 + v, patchPx: 512 },
  ];
  for (const [i, result] of results.entries()) {
    const path = outputPath(`${i}.fovea.json`);
    writeKnownResult(path, { slide: SLIDE, ...result });
    await fovea.drop(path);
    await fovea.result.scores.waitFor();
    if (i > 0) await expect(fovea.result.list).toHaveCount(i + 1);
  }
  await fovea.result.opacity.focus();
  await fovea.page.keyboard.press('End');
}

const entry = (i: number): number[] => [...colourTable('viridis').slice(i * 3, i * 3 + 3)];

/** Which end of the colours lies at positions of the window, CSS px; null for anything else. */
async function mapsAt(fovea: FoveaPage, positions: readonly (readonly [x: number, y: number])[]) {
  const { data, info } = await stillPicture(fovea.page);
  return positions.map(([x, y]) => {
    const at = (Math.floor(y) * info.width + Math.floor(x)) * 3;
    const pixel = [...data.subarray(at, at + 3)];
    const isNear = (colour: readonly number[]) =>
      colour.every((channel, c) => Math.abs(channel - (pixel[c] ?? -9)) <= 3);
    return isNear(entry(0)) ? LOW : isNear(entry(255)) ? HIGH : null;
  });
}

async function boxOf(fovea: FoveaPage, view = 0) {
  const box = await fovea.compare.views.nth(view).boundingBox();
  if (!box) throw new Error('the view is not on screen');
  return box;
}

/** The level-0 point that the readout gives for a place of a view, shares of its width and height; makes it the active view. */
async function pointAt(fovea: FoveaPage, view: number, u: number, v: number): Promise<[number, number]> {
  const box = await boxOf(fovea, view);
  await fovea.compare.views.nth(view).focus();
  await fovea.page.mouse.move(box.x + u * box.width, box.y + v * box.height);
  await expect(fovea.readout).toContainText(/[\d,]+, [\d,]+ px/);
  const [x, y] = (/(-?[\d,]+), (-?[\d,]+) px/.exec(await fovea.readout.innerText()) ?? [])
    .slice(1)
    .map((part) => Number(part.replaceAll(',', '')));
  return [x ?? NaN, y ?? NaN];
}

test('a divider has one model’s map on its left and the other’s on its right; it moves by keys and pointer and stays put', async ({
  fovea,
  page,
}, info) => {
  await openTwoResults(fovea, (name) => info.outputPath(name));
  await fovea.stage.focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await fovea.waitUntilDrawn();
  await page.keyboard.press('c');
  await expect(fovea.compare.divider).toBeVisible();
  // Shown so far: the last one, on the left; the other one is laid beside it.
  await expect(fovea.compare.of('left')).toContainText(HIGH);
  await expect(fovea.compare.of('right')).toContainText(LOW);
  await fovea.waitUntilDrawn();

  const around = async (share: number) => {
    const box = await boxOf(fovea);
    await page.mouse.move(2, 2);
    const x = box.x + share * box.width;
    // High up, away from the grip and the minimap.
    return mapsAt(fovea, [
      [box.x + 6, box.y + 40],
      [x - 8, box.y + 40],
      [x + 8, box.y + 40],
      [box.x + box.width - 6, box.y + 40],
    ]);
  };
  await expect.poll(() => around(0.5)).toEqual([HIGH, HIGH, LOW, LOW]);

  await test.step('keys', async () => {
    await fovea.compare.divider.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
    await expect(fovea.compare.divider).toHaveAttribute('aria-valuenow', '40');
    await expect.poll(() => around(0.4)).toEqual([HIGH, HIGH, LOW, LOW]);
    await page.keyboard.press('End');
    await expect(fovea.compare.divider).toHaveAttribute('aria-valuenow', '100');
    await page.keyboard.press('Home');
    await expect(fovea.compare.divider).toHaveAttribute('aria-valuenow', '0');
    await expect.poll(() => around(0.2)).toEqual([LOW, LOW, LOW, LOW]);
  });

  await test.step('pointer', async () => {
    const box = await boxOf(fovea);
    await page.mouse.move(box.x + 4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await expect(fovea.compare.divider).toHaveAttribute('aria-valuenow', '70');
    await expect.poll(() => around(0.7)).toEqual([HIGH, HIGH, LOW, LOW]);
  });

  await test.step('it stays while the slide moves and turns', async () => {
    await fovea.stage.focus();
    for (const key of ['ArrowRight', 'r', '+']) await page.keyboard.press(key);
    await fovea.waitUntilDrawn();
    await expect.poll(() => around(0.7)).toEqual([HIGH, HIGH, LOW, LOW]);
  });

  await test.step('each side tells its value under the pointer, and can be changed', async () => {
    await fovea.hover(0.3, 0.3);
    await expect(fovea.compare.under('left')).toContainText('1.000');
    await expect(fovea.compare.under('right')).toContainText('0.000');
    await fovea.compare.show('left', null);
    await expect.poll(() => around(0.7)).toEqual([null, null, LOW, LOW]);
    await fovea.compare.show('right', 'task-relevance', HIGH);
    await expect.poll(() => around(0.7)).toEqual([null, null, HIGH, HIGH]);
    // The side just changed is the active one: the panel shows its result.
    await expect(fovea.result.list.nth(0)).toBeChecked();
    await expect(fovea.slideName).toHaveText(SLIDE.name);
  });

  await fovea.compare.end();
  await expect(fovea.compare.divider).toHaveCount(0);
  await expect.poll(async () => (await around(0.2)).slice(0, 3)).toEqual([HIGH, HIGH, HIGH]);
});

test('two and four views of one slide move together; the active one has the panel; ending leaves the place', async ({
  fovea,
  page,
}, info) => {
  await openTwoResults(fovea, (name) => info.outputPath(name));
  await fovea.compare.choose('two');
  await expect(fovea.compare.views).toHaveCount(2);
  await expect(fovea.compare.how).toHaveText(en.compare.sameSlide);
  await fovea.compare.views.nth(0).focus();
  for (const key of ['3', 'ArrowRight', 'ArrowDown', 'r']) {
    await page.keyboard.press(key);
    await fovea.waitUntilDrawn();
  }
  await fovea.waitUntilDrawn();
  const samePlaces = async (views: number) => {
    for (const [u, v] of [
      [0.3, 0.3],
      [0.7, 0.6],
    ] as const) {
      const points = [];
      for (let view = 0; view < views; view++) points.push(await pointAt(fovea, view, u, v));
      // One CSS px of the pointer's own place, at most: the views' boxes need not begin on whole pixels.
      for (const [x, y] of points) {
        expect(Math.abs(x - (points[0]?.[0] ?? NaN))).toBeLessThanOrEqual(3);
        expect(Math.abs(y - (points[0]?.[1] ?? NaN))).toBeLessThanOrEqual(3);
      }
    }
  };
  await samePlaces(2);

  await test.step('dragging the other view takes the first along', async () => {
    const before = await pointAt(fovea, 0, 0.5, 0.5);
    const box = await boxOf(fovea, 1);
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 140, box.y + 260, { steps: 8 });
    await page.mouse.up();
    await fovea.waitUntilDrawn();
    expect(await pointAt(fovea, 0, 0.5, 0.5)).not.toEqual(before);
    await samePlaces(2);
  });

  await test.step('the view that was pressed is active: the panel shows its result and changes its map', async () => {
    await expect(fovea.compare.of(2)).toHaveAttribute('aria-current', 'true');
    await expect(fovea.result.list.nth(1)).toBeChecked();
    await fovea.result.map('bottom-up-attention').click();
    await expect(fovea.compare.of(2)).toContainText(en.result.mapFull['bottom-up-attention']);
    await expect(fovea.compare.of(1)).toContainText(en.result.mapFull['task-relevance']);
  });

  await test.step('four views; each tells its value at the mirrored pointer', async () => {
    await fovea.compare.choose('four');
    await expect(fovea.compare.views).toHaveCount(4);
    await fovea.waitUntilDrawn();
    await samePlaces(4);
    await fovea.compare.show(3, null);
    await fovea.compare.show(4, 'task-relevance', LOW);
    await pointAt(fovea, 1, 0.5, 0.5);
    await expect(fovea.compare.under(1)).toContainText('1.000');
    await expect(fovea.compare.under(4)).toContainText('0.000');
    await expect(fovea.compare.under(3)).toHaveCount(0);
  });

  await test.step('every view can be reached by Tab, and its name says what it shows', async () => {
    await fovea.compare.views.nth(2).focus();
    await expect(fovea.compare.of(3)).toHaveAttribute('aria-current', 'true');
    const name = en.compare.view(3, 4, SLIDE.name, en.compare.slideOnly);
    await expect(fovea.compare.views.nth(2)).toHaveAccessibleName(name);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(fovea.compare.of(4)).toHaveAttribute('aria-current', 'true');
  });

  await test.step('a removed result leaves the slide, and comes back with its map', async () => {
    const remove = fovea.result.section.getByRole('button', { name: en.result.remove(LOW, 'yes 0.880') });
    await fovea.compare.views.nth(0).focus();
    await remove.click();
    await expect(fovea.compare.of(2)).toContainText(en.compare.slideOnly);
    await expect(fovea.compare.of(4)).toContainText(en.compare.slideOnly);
    await fovea.result.section.getByRole('button', { name: en.result.undoRemoval }).click();
    await expect(fovea.compare.of(2)).toContainText(en.result.mapFull['bottom-up-attention']);
  });

  await test.step('ending shows the active view alone, at the same place', async () => {
    await fovea.compare.views.nth(0).focus();
    const middle = await pointAt(fovea, 0, 0.5, 0.5);
    const magnification = await fovea.magnification.innerText();
    await fovea.compare.end();
    await expect(fovea.compare.views).toHaveCount(1);
    await fovea.waitUntilDrawn();
    const now = await pointAt(fovea, 0, 0.5, 0.5);
    expect(Math.abs(now[0] - middle[0])).toBeLessThanOrEqual(5);
    expect(Math.abs(now[1] - middle[1])).toBeLessThanOrEqual(5);
    await expect(fovea.magnification).toHaveText(magnification);
  });
});

test(
  'two slides are linked in µm where both spacings are known, in px and said so where not; an offset is kept',
  { tag: '@full' },
  async ({ fovea, page }) => {
    const real = sharedData('slides', 'CMU-1-Small-Region.svs');
    const unknown = sharedData('slides', 'lymph-node-metastasis-he.tif');
    test.skip(real === null || unknown === null, SHARED_DATA_ABSENT);
    if (real === null || unknown === null) return;
    await fovea.goto();
    await fovea.openFile(real);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await fovea.openPhantom();
    await expect(fovea.slideName).toHaveText(SLIDE.name);
    await fovea.waitUntilDrawn();
    await fovea.compare.choose('two');
    await expect(fovea.compare.how).toHaveText(en.compare.inUm);
    await fovea.waitUntilDrawn();

    /** Level-0 px per CSS px of a view, from two places 200 CSS px apart. */
    const scaleOf = async (view: number): Promise<number> => {
      const { width } = await boxOf(fovea, view);
      const [a] = await pointAt(fovea, view, 0.5, 0.5);
      const [b] = await pointAt(fovea, view, 0.5 + 100 / width, 0.5);
      return (b - a) / 100;
    };
    await fovea.compare.views.nth(1).focus();
    await page.keyboard.press('2');
    await fovea.waitUntilDrawn();
    // 5× on both: the same µm on the screen, 0.5 against 0.499 µm/px.
    expect(Math.abs((await scaleOf(0)) * 0.5 - 2)).toBeLessThan(0.05);
    expect(Math.abs((await scaleOf(1)) * 0.499 - 2)).toBeLessThan(0.05);

    await test.step('unlinked, one moves alone; linked again, the two keep that offset', async () => {
      await fovea.compare.link.click();
      await expect(fovea.compare.how).toHaveText(en.compare.separate);
      const first = await pointAt(fovea, 0, 0.5, 0.5);
      await fovea.compare.views.nth(1).focus();
      await page.keyboard.press('ArrowRight');
      await fovea.waitUntilDrawn();
      expect(await pointAt(fovea, 0, 0.5, 0.5)).toEqual(first);
      await fovea.compare.link.click();
      const before = [await pointAt(fovea, 0, 0.5, 0.5), await pointAt(fovea, 1, 0.5, 0.5)] as const;
      await fovea.compare.views.nth(0).focus();
      await page.keyboard.press('ArrowDown');
      await fovea.waitUntilDrawn();
      const after = [await pointAt(fovea, 0, 0.5, 0.5), await pointAt(fovea, 1, 0.5, 0.5)] as const;
      const moved = after.map((point, i) => [point[0] - (before[i]?.[0] ?? NaN), point[1] - (before[i]?.[1] ?? NaN)]);
      expect(Math.abs(moved[0]?.[1] ?? 0)).toBeGreaterThan(100);
      for (const axis of [0, 1]) {
        const [phantomUm, realUm] = [(moved[0]?.[axis] ?? NaN) * 0.5, (moved[1]?.[axis] ?? NaN) * 0.499];
        expect(Math.abs(phantomUm - realUm)).toBeLessThan(6);
      }
    });

    await test.step('a slide without spacing is linked in px, and the bar says whose it is', async () => {
      await fovea.openFile(unknown);
      await expect(fovea.slideName).toHaveText('lymph-node-metastasis-he.tif');
      await fovea.waitUntilDrawn();
      await expect(fovea.compare.how).toHaveText(en.compare.inPx('lymph-node-metastasis-he.tif'));
      await fovea.stateSpacing(0.63);
      await expect(fovea.compare.how).toHaveText(en.compare.inUm);
    });

    await test.step('closing one of the two slides leaves the other alone', async () => {
      await fovea.compare.showSlide(1, 'CMU-1-Small-Region.svs');
      await expect(fovea.slideName).toHaveText('CMU-1-Small-Region.svs');
      await page.getByRole('button', { name: en.rail.close('CMU-1-Small-Region.svs'), exact: true }).click();
      await expect(fovea.compare.bar).toHaveCount(0);
      await expect(fovea.compare.views).toHaveCount(1);
      await expect(fovea.compare.views).toHaveAccessibleName(/CMU-1|lymph|phantom/);
    });
  },
);
