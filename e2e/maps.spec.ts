import { writeFileSync } from 'node:fs';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { colourTable } from '#core/heatmap/colour-maps.ts';
import { serializeResult } from '#core/result/result-file.ts';
import { en } from '#ui/messages/en/index.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import { expect, test } from './fixtures.ts';
import { mapping, type Point } from './level0-to-page.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { phantomSize } from './phantom-truth.ts';
import { stillPicture } from './picture.ts';

const STEP_PX = 400;

interface Cell {
  readonly rect: Level0Rect;
  /** 0 … 1 from left to right, so that all of a column are equal; null where nothing was measured. */
  readonly value: number | null;
}

/** A ramp over the phantom with every fifth diagonal left out. */
function ramp(): Cell[] {
  const { width, height } = phantomSize();
  const [columns, rows] = [Math.floor(width / STEP_PX), Math.floor(height / STEP_PX)];
  return Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const rect = level0Rect(column * STEP_PX, row * STEP_PX, STEP_PX, STEP_PX);
    return { rect, value: (column + row) % 5 === 0 ? null : column / (columns - 1) };
  });
}

const cells = ramp();
const measured = cells.filter((cell) => cell.value !== null);
const valueOf = ({ value }: Cell): number => value ?? NaN;

/** The phantom with the result of a run that never was. */
async function showRamp(fovea: FoveaPage, path: string): Promise<void> {
  const base = fakeResult();
  const result = fakeResult({
    patches: measured.map((cell) => cell.rect),
    maps: [{ id: 'task-relevance', values: Float32Array.from(measured, valueOf) }],
    run: { ...base.run, slide: { ...base.run.slide, ...phantomSize(), name: 'phantom-01.tif', fingerprint: null } },
  });
  writeFileSync(path, serializeResult(result));
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.drop(path);
  await fovea.result.scores.waitFor();
  await fovea.result.opacity.focus();
  await fovea.page.keyboard.press('End');
  await fovea.waitUntilDrawn();
}

/** Entry of viridis, 0 … 255, that a pixel shows: the nearest; null where it is near to none. */
function entryOf(pixel: readonly number[]): number | null {
  const table = colourTable('viridis');
  const distances = Array.from({ length: 256 }, (_, entry) =>
    Math.max(...[0, 1, 2].map((c) => Math.abs((table[entry * 3 + c] ?? NaN) - (pixel[c] ?? NaN)))),
  );
  const least = Math.min(...distances);
  return least <= 2 ? distances.indexOf(least) : null;
}

/** What the middles of all cells in sight show. */
async function middles(fovea: FoveaPage): Promise<{ readonly cell: Cell; readonly entry: number | null }[]> {
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  const { toPage } = await mapping(fovea, box);
  // Away from the slide: the patch under the pointer is outlined.
  await fovea.page.mouse.move(2, 2);
  const { data, info } = await stillPicture(fovea.page);
  const minimap = await fovea.page.locator('canvas.fovea-minimap').boundingBox();
  const isVisible = ({ x, y }: Point): boolean =>
    x > box.x + 3 &&
    y > box.y + 3 &&
    x < box.x + box.width - 3 &&
    y < box.y + box.height - 3 &&
    !(minimap && x > minimap.x - 20 && y > minimap.y - 20);
  return cells.flatMap((cell) => {
    const at = toPage(cell.rect.x + STEP_PX / 2, cell.rect.y + STEP_PX / 2);
    if (!isVisible(at)) return [];
    const from = (Math.floor(at.y) * info.width + Math.floor(at.x)) * 3;
    return [{ cell, entry: entryOf([...data.subarray(from, from + 3)]) }];
  });
}

test.describe.configure({ timeout: 90_000 });

test('the threshold leaves what it says, on the slide and in words', async ({ fovea, page }, info) => {
  await showRamp(fovea, info.outputPath('ramp.fovea.json'));
  const { threshold, shown, showAll } = fovea.maps;
  await expect(shown).toHaveText(en.maps.shownAll(measured.length));
  await threshold.handle.focus();
  // 200 steps over 0 … 1, ten at a time.
  for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(threshold.field).toHaveValue('0.500');
  await expect(threshold.handle).toHaveAttribute('aria-valuetext', '0.500 relevance');
  const left = measured.filter((cell) => Math.fround(valueOf(cell)) >= 0.5).length;
  expect(left).toBeLessThan(measured.length);
  await expect(shown).toContainText(`${left} of ${measured.length} patches`);
  for (const { cell, entry } of await middles(fovea)) {
    const isShown = cell.value !== null && Math.fround(cell.value) >= 0.5;
    if (isShown) expect(entry).not.toBeNull();
    else expect(entry).toBeNull();
  }
  await showAll.click();
  await expect(shown).toHaveText(en.maps.shownAll(measured.length));
});

test('the colours span what the handles say', async ({ fovea, page }, info) => {
  await showRamp(fovea, info.outputPath('ramp.fovea.json'));
  const { low, high, resetRange } = fovea.maps;
  await high.handle.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('Shift+ArrowLeft');
  await expect(high.field).toHaveValue('0.600');
  await low.field.fill('0,2');
  await expect(low.handle).toHaveAttribute('aria-valuetext', '0.200 relevance');
  const seen = await middles(fovea);
  expect(seen.length).toBeGreaterThan(20);
  for (const { cell, entry } of seen) {
    if (cell.value === null) continue;
    const expected = Math.min(255, Math.max(0, ((cell.value - 0.2) / 0.4) * 256));
    expect(Math.abs((entry ?? NaN) - expected)).toBeLessThan(3);
  }
  // A low end above the high one is marked and not taken.
  await low.field.fill('0.7');
  await expect(low.field).toHaveAttribute('aria-invalid', 'true');
  await low.field.blur();
  await expect(low.field).toHaveValue('0.200');
  await resetRange.click();
  await expect(high.field).toHaveValue('1.000');
});

test('by rank the top of the list is asked for by its number, and equals share it', async ({ fovea }, info) => {
  await showRamp(fovea, info.outputPath('ramp.fovea.json'));
  await fovea.maps.scaleBy('rank');
  await expect(fovea.maps.legend).toContainText(en.maps.unitRank(String(measured.length)));
  const best = Math.max(...measured.map(valueOf));
  const atTop = measured.filter((cell) => cell.value === best).length;
  const lowest = 1 + measured.filter((cell) => valueOf(cell) > 0).length;
  await expect(fovea.maps.low.field).toHaveValue(String(lowest));
  await expect(fovea.maps.high.field).toHaveValue('1');
  await fovea.maps.threshold.field.fill('1');
  await expect(fovea.maps.shown).toContainText(`${atTop} of ${measured.length} patches`);
  for (const { cell, entry } of await middles(fovea)) expect(entry).toBe(cell.value === best ? 255 : null);
  // Each scale keeps what was set on it.
  await fovea.maps.scaleBy('value');
  await expect(fovea.maps.shown).toHaveText(en.maps.shownAll(measured.length));
});

test('interpolated: middles keep their colour, what was not measured stays empty, the legend says so', async ({
  fovea,
}, info) => {
  await showRamp(fovea, info.outputPath('ramp.fovea.json'));
  await fovea.maps.draw('interpolated');
  await expect(fovea.maps.legend).toContainText(en.maps.interpolatedNote);
  for (const { cell, entry } of await middles(fovea)) {
    if (cell.value === null) expect(entry).toBeNull();
    else expect(Math.abs((entry ?? NaN) - Math.min(255, cell.value * 256))).toBeLessThan(6);
  }
  await fovea.maps.reverse.click();
  for (const { cell, entry } of await middles(fovea))
    if (cell.value !== null) expect(Math.abs((entry ?? NaN) - 255 + cell.value * 256)).toBeLessThan(6);
});
