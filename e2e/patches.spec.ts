import { writeFileSync } from 'node:fs';
import { serializeResult } from '#core/result/result-file.ts';
import type { ResultFile } from '#core/result/result-schema.ts';
import { en } from '#ui/messages/en/index.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { mapping } from './level0-to-page.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { phantomSize, phantomTumourShare } from './phantom-truth.ts';

const RUN_TIMEOUT_MS = 180_000;
const CMU = sharedData('slides', 'CMU-1-Small-Region.svs');
/** Of the twelve patches shown first at least so many lie in a planted nest by a quarter of their area or more, as one in eight of all does. */
const LEAST_IN_NESTS = 11;
const IN_NEST = 0.25;

test.describe.configure({ timeout: 300_000 });
test.use({ profile: 'read' });

async function run(fovea: FoveaPage, modelId: string): Promise<ResultFile> {
  expect(await fovea.model.choose(modelId)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  return readResultFile((await fovea.result.export('result')).path);
}

/** Index of the patch at a corner. */
function patchAt({ patches }: ResultFile, corner: { readonly x: number; readonly y: number }): number {
  return patches.findIndex(({ x, y }) => x === corner.x && y === corner.y);
}

/** `#3 of 512`, `#400 of 512, 113 tied`. */
function rankText(values: readonly number[], value: number): string {
  const best = 1 + values.filter((other) => other > value).length;
  const tied = values.filter((other) => other === value).length;
  return tied > 1
    ? en.patches.rankShared(`#${best}`, tied, values.length)
    : en.patches.rankOf(`#${best}`, values.length);
}

test('the gallery shows where the nests are, and a click on the slide asks all maps', async ({ fovea, page }) => {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const result = await run(fovea, 'phantom-tda-mil');
  const relevance = result.maps['task-relevance']?.values ?? [];
  const { most, least, card } = fovea.patches;
  const tumourShare = phantomTumourShare();

  await test.step('the most relevant patches lie in nests, the least do not', async () => {
    await expect(most).toHaveCount(12);
    await expect(least).toHaveCount(12);
    const ranked = relevance.toSorted((a, b) => b - a);
    const inNests: boolean[] = [];
    await most.first().focus();
    for (let i = 0; i < 12; i++) {
      await expect(most.nth(i)).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(most.nth(i)).toHaveAttribute('aria-selected', 'true');
      const index = patchAt(result, await fovea.patches.cardCorner());
      expect(relevance[index]).toBe(ranked[i]);
      inNests.push(tumourShare(result.patches[index]!) >= IN_NEST);
      await page.keyboard.press('ArrowRight');
    }
    expect(inNests.filter(Boolean).length).toBeGreaterThanOrEqual(LEAST_IN_NESTS);
    await least.first().click();
    const index = patchAt(result, await fovea.patches.cardCorner());
    expect(relevance[index]).toBe(Math.min(...relevance));
    expect(tumourShare(result.patches[index]!)).toBeLessThan(0.1);
  });

  await test.step('every picture shows something, and more can be asked for', async () => {
    for (const option of await most.all()) await expect.poll(() => fovea.patches.hasPicture(option)).toBe(true);
    await fovea.patches.show(24);
    await expect(most).toHaveCount(24);
  });

  await test.step('a chosen patch comes to the middle of the view', async () => {
    await most.first().click();
    await fovea.waitUntilDrawn();
    const corner = await fovea.patches.cardCorner();
    const { width, height } = result.patches[patchAt(result, corner)]!;
    const box = await fovea.stage.boundingBox();
    if (!box) throw new Error('no slide is on screen');
    const { toPage } = await mapping(fovea, box);
    const middle = toPage(corner.x + width / 2, corner.y + height / 2);
    expect(Math.abs(middle.x - box.x - box.width / 2)).toBeLessThan(4);
    expect(Math.abs(middle.y - box.y - box.height / 2)).toBeLessThan(4);
  });

  await test.step('a click tells the rank in every map; Escape ends it', async () => {
    const box = await fovea.stage.boundingBox();
    if (!box) throw new Error('no slide is on screen');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const index = patchAt(result, await fovea.patches.cardCorner());
    const rows = await fovea.patches.cardRows();
    expect(rows.map(([name]) => name)).toEqual(
      (['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const).map((id) => en.result.mapNames[id]),
    );
    Object.values(result.maps).forEach(({ values }, i) => {
      expect(rows[i]?.[2]).toBe(rankText(values, values[index] ?? NaN));
    });
    await fovea.stage.focus();
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();
  });

  await test.step('with a second result there, it tells of both, and what is inside a coarse patch shows as well', async () => {
    const made = fakeSurvivalResult();
    const slide = { ...made.run.slide, ...phantomSize(), name: 'phantom-01.tif', fingerprint: null };
    // Around the patch in the middle of the view: four coarse ones side by side from its corner on.
    const { x, y } = result.patches[patchAt(result, await cornerInMiddle(fovea))]!;
    const move = <T extends { readonly x: number; readonly y: number }>(patch: T) => ({
      ...patch,
      x: patch.x + x,
      y: patch.y + y,
    });
    const maps = made.maps.map((map) => (map.patches ? { ...map, patches: map.patches.map(move) } : map));
    const path = test.info().outputPath('survival.fovea.json');
    writeFileSync(
      path,
      serializeResult({ ...made, maps, patches: made.patches.map(move), run: { ...made.run, slide } }),
    );
    await fovea.drop(path);
    await fovea.result.survival.waitFor();
    const box = await fovea.stage.boundingBox();
    if (!box) throw new Error('no slide is on screen');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(fovea.result.parts).toHaveCount(16);
    await expect(card).toContainText('Survival');
    const rows = await fovea.patches.cardRows();
    expect(rows.map(([name]) => name)).toEqual(
      [
        'global-attention',
        'cross-attention',
        'attention-product',
        'task-relevance',
        'bottom-up-attention',
        'top-down-attention',
      ].map((id) => en.result.mapNames[id as keyof typeof en.result.mapNames]),
    );
    await expect(fovea.result.section).toContainText(en.maps.belongs.survival);
  });
});

/** Corner of the patch in the middle of the view, which is left as it was. */
async function cornerInMiddle(fovea: FoveaPage): Promise<{ readonly x: number; readonly y: number }> {
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  await fovea.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  return fovea.patches.cardCorner();
}

test(
  'on a real slide: pictures at the model’s resolution, ranks as in the result file',
  { tag: '@full' },
  async ({ fovea, page }) => {
    test.skip(CMU === null, SHARED_DATA_ABSENT);
    if (CMU === null) return;
    await fovea.goto();
    await fovea.openFile(CMU);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    const result = await run(fovea, 'carcinoma-tda-mil');
    const values = result.maps['bottom-up-attention']?.values ?? [];
    await fovea.result.map('bottom-up-attention').click();
    const { most } = fovea.patches;
    const ranked = values.toSorted((a, b) => b - a);
    for (const i of [0, 5]) {
      await most.nth(i).click();
      const index = patchAt(result, await fovea.patches.cardCorner());
      expect(values[index]).toBe(ranked[i]);
      await expect.poll(() => fovea.patches.hasPicture(most.nth(i))).toBe(true);
    }
    const sizePx = await most
      .first()
      .locator('canvas')
      .evaluate((canvas) => (canvas as HTMLCanvasElement).width);
    expect(sizePx).toBe(result.run.plan.modelSizePx);
    await page.keyboard.press('Escape');
  },
);
