import { readFileSync } from 'node:fs';
import { classAnswer } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';
import { rocAuc } from '#test-support/roc-auc.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { phantomTumourShare } from './phantom-truth.ts';

const PHANTOM_MODEL = 'phantom-tda-mil';
const RUN_TIMEOUT_MS = 120_000;

test.describe.configure({ timeout: 180_000 });

test('the phantom: run, read the maps, export them, and find the planted nests', async ({ fovea }) => {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await expect(await fovea.model.option(PHANTOM_MODEL)).toBeChecked();
  expect(await fovea.model.choose(PHANTOM_MODEL)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();

  await expect(fovea.model.progressBar).toBeVisible();
  await expect(fovea.model.dock).toContainText(/\d patches\/s/, { timeout: RUN_TIMEOUT_MS });
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.result.section).toContainText(en.result.notCalibrated);
  await expect(fovea.result.section).toContainText(en.result.phantomReminder);

  const file = await fovea.result.export('result');
  const result = readResultFile(file.path);
  const values = result.maps['task-relevance']?.values ?? [];
  expect(values).toHaveLength(result.patches.length);

  const tumourShare = phantomTumourShare();
  const isTumour = result.patches.map((patch) => tumourShare(patch) >= 0.5);
  expect(isTumour.filter(Boolean).length).toBeGreaterThan(10);
  expect(rocAuc(values, isTumour)).toBeGreaterThanOrEqual(0.95);
  expect(classAnswer(result.answer).scores[1]).toBeGreaterThan(0.5);

  // What is under the pointer is what is exported.
  await fovea.hover(0.4, 0.5);
  const shown = await fovea.readout.innerText();
  const [x = NaN, y = NaN] =
    /([\d,]+), ([\d,]+) px/
      .exec(shown)
      ?.slice(1)
      .map((text) => Number(text.replaceAll(',', ''))) ?? [];
  const at = result.patches.findIndex((p) => x >= p.x && x < p.x + p.width && y >= p.y && y < p.y + p.height);
  const value = values[at] ?? NaN;
  expect(shown).toContain(value.toFixed(3));
  const rank = 1 + values.filter((other) => other > value).length;
  expect(shown).toContain(`#${rank}`);

  const csv = readFileSync((await fovea.result.export('wsinfer-csv')).path, 'utf8')
    .trim()
    .split('\n');
  expect(csv[0]).toMatch(/^minx,miny,width,height,.*task_relevance/);
  expect(csv).toHaveLength(1 + result.patches.length);

  const geojson = JSON.parse(readFileSync((await fovea.result.export('qupath-geojson')).path, 'utf8')) as {
    type: string;
    features: { properties: { objectType: string; isLocked: boolean; measurements: Record<string, number> } }[];
  };
  expect(geojson.type).toBe('FeatureCollection');
  expect(geojson.features).toHaveLength(result.patches.length);
  expect(geojson.features[0]?.properties).toMatchObject({ objectType: 'tile', isLocked: true });
});

test('a slide of bare glass has no tissue to run on', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.openFile(slides.blank);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.model.choose(PHANTOM_MODEL);
  await fovea.model.run();
  await expect(fovea.result.error).toHaveAttribute('data-code', 'run/no-tissue', { timeout: RUN_TIMEOUT_MS });
});

test('tissue and patches can be seen before a run; two slides keep their own results', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.model.choose(PHANTOM_MODEL);
  await fovea.model.preview();
  // 1536 × 1280 px in patches of 256: six columns, five rows, all of it tissue.
  await expect(fovea.model.section.getByRole('status')).toContainText(en.model.planned(30, 1).split(' on ')[0] ?? '');
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  const first = await fovea.result.scores.innerText();

  await fovea.openPhantom();
  await expect(fovea.slideName).toHaveText('phantom-01.tif');
  await expect(fovea.result.scores).toBeHidden();

  await fovea.slideCard('nest.tif').click();
  await expect(fovea.slideName).toHaveText('nest.tif');
  expect(await fovea.result.scores.innerText()).toBe(first);
});
