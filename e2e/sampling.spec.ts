import type { Level0Rect } from '#core/geometry/frames.ts';
import { classAnswer } from '#core/result/run-result.ts';
import type { ResultFile } from '#core/result/result-schema.ts';
import { en } from '#ui/messages/en/index.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';
import { phantomSize, phantomTumourShare } from './phantom-truth.ts';

const MODEL = 'phantom-attention-sampling';
const RUN_TIMEOUT_MS = 120_000;

test.describe.configure({ timeout: 240_000 });
test.use({ profile: 'read' });

async function openPhantom(fovea: FoveaPage): Promise<void> {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  expect(await fovea.model.choose(MODEL)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.waitUntilDrawn();
}

/** Starts a run with `start` and gives its result as the file that is exported. */
async function resultOf(fovea: FoveaPage, start: () => Promise<void>): Promise<ResultFile> {
  const { result, model } = fovea;
  // One alone needs no list. A run of which all is known ends before anyone could look: what it adds is waited for.
  const before = Math.max(await result.list.count(), (await result.exports.isVisible()) ? 1 : 0);
  await start();
  if (before > 0) await expect(result.list).toHaveCount(before + 1);
  else await expect(result.exports.or(result.error).first()).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(model.runButton).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(result.error).toBeHidden();
  return readResultFile((await result.export('result')).path);
}

function samplingOf(result: ResultFile): NonNullable<ResultFile['sampling']> {
  if (!result.sampling) throw new Error('the result is not one of attention sampling');
  return result.sampling;
}

/** Corners of all patches drawn, in order. */
function drawn(result: ResultFile): string[] {
  return samplingOf(result).fields.flatMap(({ draw }) => draw.map(({ rect }) => `${rect.x},${rect.y}`));
}

/** Cells of the sampling distribution with their probability. */
function distribution(result: ResultFile): { rect: Level0Rect; probability: number }[] {
  const map = result.maps['sampling-probability'];
  if (!map?.patches) throw new Error('the result has no sampling distribution');
  return map.patches.map((rect, i) => ({ rect, probability: map.values[i] ?? NaN }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

test('the region in view: seeds, marks, the most attended, and the nests of the phantom', async ({ fovea }) => {
  await openPhantom(fovea);
  const { sampling } = fovea;
  await expect(sampling.scope('view')).toBeChecked();
  await sampling.field('repeats').fill('4');
  const first = await resultOf(fovea, () => fovea.model.run());

  // All of the slide is in view.
  const { width, height } = phantomSize();
  const said = samplingOf(first);
  expect(said.fields[0]?.rect).toEqual({ x: 0, y: 0, width, height });
  expect(said).toMatchObject({ scope: 'region', mode: 'draw', samples: 5, repeats: 4 });
  expect(first.run.seed).toBe(1);
  expect(sum(said.fields[0]?.draw.map(({ timesDrawn }) => timesDrawn) ?? [])).toBe(5);
  expect(sum(said.fields[0]?.draw.map(({ weight }) => weight) ?? [])).toBeCloseTo(1, 5);

  // What is on screen is what is exported: each class with its mean and deviation, each patch with its share.
  const answer = classAnswer(first.answer);
  for (const [i, score] of answer.scores.entries())
    await expect(fovea.result.scores).toContainText(
      `${score.toFixed(3)} ± ${answer.spread?.scoresSd[i]?.toFixed(3) ?? '?'}`,
    );
  await expect(sampling.result).toContainText(en.sampling.spread(4));
  await expect(sampling.patches).toHaveCount(said.fields[0]?.draw.length ?? NaN);
  for (const [i, { weight }] of (said.fields[0]?.draw ?? []).entries())
    await expect(sampling.patches.nth(i)).toContainText(en.sampling.share(weight));

  // The distribution lies on the nests: most of it, though they are a twentieth of the slide.
  const share = phantomTumourShare();
  const cells = distribution(first);
  const isNest = cells.map(({ rect }) => share(rect) >= 0.5);
  const onNests = sum(cells.filter((_, i) => isNest[i]).map(({ probability }) => probability));
  const uniform = isNest.filter(Boolean).length / cells.length;
  expect(sum(cells.map(({ probability }) => probability))).toBeCloseTo(1, 3);
  expect(uniform).toBeLessThan(0.1);
  expect(onNests).toBeGreaterThan(0.6);

  // The same seed draws the same, another one something else, and the attention is the same whatever is drawn.
  const same = await resultOf(fovea, () => fovea.model.run());
  expect(drawn(same)).toEqual(drawn(first));
  expect(classAnswer(same.answer).scores).toEqual(answer.scores);
  const other = await resultOf(fovea, () => sampling.again.click());
  expect(other.run.seed).not.toBe(1);
  await expect(sampling.field('seed')).toHaveValue(String(other.run.seed));
  await expect(sampling.result).toContainText(`seed ${String(other.run.seed)}`);
  expect(drawn(other)).not.toEqual(drawn(first));
  expect(other.maps['sampling-probability']).toEqual(first.maps['sampling-probability']);

  const address = await fovea.share.link();

  // The most attended: the places of highest probability, no chance in it.
  await sampling.mode('most-attended').click();
  await sampling.field('samples').fill('3');
  const most = await resultOf(fovea, () => fovea.model.run());
  expect(most.run.seed).toBeNull();
  expect(classAnswer(most.answer).spread).toBeUndefined();
  await expect(sampling.result).toContainText(en.sampling.noSpread);
  const weights = samplingOf(most).fields[0]?.draw.map(({ weight }) => weight) ?? [];
  expect(weights).toEqual([...weights].sort((a, b) => b - a));
  const highest = cells.map(({ probability }) => probability).sort((a, b) => b - a);
  // As float32 of a share of the map's sum, so the ratio is what is compared.
  expect((weights[1] ?? NaN) / (weights[0] ?? NaN)).toBeCloseTo((highest[1] ?? NaN) / (highest[0] ?? NaN), 2);

  await test.step('a link brings seed and region: run again from it, the same is drawn and the same answered', async () => {
    await expect.poll(async () => (await new KeepingPanel(fovea.page).files()).length).toBe(4);
    await fovea.page.goto(address);
    await expect(fovea.share.origin).toBeVisible();
    // The four kept ones come back, one by one, beside the link's.
    await expect(fovea.result.list).toHaveCount(5);
    await fovea.model.chooseBackEnd('wasm');
    const again = await resultOf(fovea, () => fovea.share.runAgainButton.click());
    await expect(fovea.share.comparison).toContainText(en.share.again.agrees);
    expect(again.run.seed).toBe(other.run.seed);
    expect(samplingOf(again).fields[0]?.rect).toEqual(said.fields[0]?.rect);
    expect(drawn(again)).toEqual(drawn(other));
    expect(classAnswer(again.answer).scores).toEqual(classAnswer(other.answer).scores);
  });
});

test('a drawn region: drawn with the pointer or taken from the view, its patches found again on the slide', async ({
  fovea,
}) => {
  await openPhantom(fovea);
  const { sampling, page } = fovea;
  await expect(fovea.model.runButton).toBeEnabled();
  await sampling.scope('drawn').click();
  // Nothing is drawn yet: the tool comes by itself, and why Run waits is said.
  await expect(sampling.bar).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sampling.bar).toBeHidden();
  await expect(fovea.model.runButton).toBeDisabled();
  await expect(sampling.outlook).toHaveText(en.sampling.obstacles['no-region']);

  // Too small for one patch.
  await sampling.startDrawing();
  await sampling.drag(fovea.stage, [0.5, 0.5], [0.51, 0.52]);
  await expect(sampling.outlook).toContainText('too small');
  await expect(fovea.model.runButton).toBeDisabled();

  // Given up in the middle: what was drawn before stays.
  const before = await sampling.scope('drawn').innerText();
  await sampling.startDrawing();
  await sampling.drag(fovea.stage, [0.2, 0.2], [0.8, 0.8], () => page.keyboard.press('Escape'));
  await expect(sampling.bar).toBeHidden();
  expect(await sampling.scope('drawn').innerText()).toBe(before);

  // In a view turned by a quarter, with the size told while it is drawn.
  await page.keyboard.press('r');
  await fovea.waitUntilDrawn();
  await page.keyboard.press('d');
  await sampling.drag(fovea.stage, [0.35, 0.3], [0.65, 0.5], async () => {
    await expect(page.getByText(/^[\d.,]+( µm| mm)? × [\d.,]+ (µm|mm)$/).last()).toBeVisible();
    await expect(page.getByText(/^[\d,]+ × [\d,]+ px$/).last()).toBeVisible();
  });
  await expect(sampling.bar).toBeHidden();
  await sampling.field('samples').fill('12');
  await sampling.field('repeats').fill('2');
  const result = await resultOf(fovea, () => fovea.model.run());
  const field = samplingOf(result).fields[0];
  if (!field) throw new Error('no field');
  // A quarter turn swaps the sides: 0.3 of the width on screen became the height.
  const box = await fovea.stage.boundingBox();
  const onScreen = ((box?.width ?? NaN) * 0.3) / ((box?.height ?? NaN) * 0.2);
  expect(field.rect.height / field.rect.width).toBeCloseTo(onScreen, 1);
  expect(result.patches).toEqual([field.rect]);
  for (const { rect } of field.draw) {
    expect(rect.x + rect.width / 2).toBeGreaterThanOrEqual(field.rect.x);
    expect(rect.x + rect.width / 2).toBeLessThanOrEqual(field.rect.x + field.rect.width);
  }

  // From the list to the slide and back: after flying there the patch is in the middle of the view.
  const last = sampling.patches.nth(field.draw.length - 1);
  await last.click();
  await fovea.waitUntilDrawn();
  await page.mouse.move(2, 2);
  await fovea.hover(0.5, 0.5);
  await expect(last).toHaveAttribute('data-hovered', 'true');
  const { rect } = field.draw.at(-1) ?? field;
  const [x = NaN, y = NaN] =
    /([\d,]+), ([\d,]+) px/
      .exec(await fovea.readout.innerText())
      ?.slice(1)
      .map((text) => Number(text.replaceAll(',', ''))) ?? [];
  expect(Math.abs(x - (rect.x + rect.width / 2))).toBeLessThanOrEqual(2);
  expect(Math.abs(y - (rect.y + rect.height / 2))).toBeLessThanOrEqual(2);
  await page.mouse.move(2, 2);
  await expect(last).toHaveAttribute('data-hovered', 'false');

  // Without a pointer: the key, and the region in view.
  await page.keyboard.press('0');
  await fovea.waitUntilDrawn();
  await page.keyboard.press('d');
  await sampling.bar.getByRole('button', { name: en.sampling.useView }).press('Enter');
  await expect(sampling.scope('drawn')).toContainText('3.58 × 2.56 mm');
});

test('all tissue, field by field', async ({ fovea }) => {
  await openPhantom(fovea);
  const { sampling } = fovea;
  await sampling.scope('tissue').click();
  await sampling.section.getByRole('button', { name: en.sampling.preview }).click();
  await sampling.field('repeats').fill('2');
  const result = await resultOf(fovea, () => fovea.model.run());
  const { fields, scope } = samplingOf(result);
  expect(scope).toBe('tissue');
  expect(fields.length).toBeGreaterThan(5);
  await expect(sampling.section).toContainText(en.sampling.plannedFields(fields.length, 0).split(';')[0] ?? '');
  await expect(sampling.fields).toHaveCount(fields.length);
  await expect(sampling.result).toContainText(en.sampling.spreadFields(2, fields.length));

  // The slide's answer is the mean of its fields'.
  const { scores } = classAnswer(result.answer);
  for (const [i, score] of scores.entries())
    expect(sum(fields.map((field) => field.scores[i] ?? NaN)) / fields.length).toBeCloseTo(score, 5);

  // A field: its own answer, its own patches.
  const third = fields[2];
  if (!third) throw new Error('no third field');
  await sampling.fields.nth(2).click();
  await expect(sampling.result).toContainText(en.sampling.patchesTitle('draw', 3));
  await expect(sampling.patches).toHaveCount(third.draw.length);
  await fovea.waitUntilDrawn();
  await fovea.hover(0.5, 0.5);
  const text = await fovea.readout.innerText();
  const x = Number(/([\d,]+), [\d,]+ px/.exec(text)?.[1]?.replaceAll(',', ''));
  expect(Math.abs(x - (third.rect.x + third.rect.width / 2))).toBeLessThanOrEqual(5);
});

test('a plain image, whose spacing nobody knows, is looked over as it is', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.drop(slides.noSpacing);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.model.choose(MODEL);
  await fovea.model.chooseBackEnd('wasm');
  const { sampling } = fovea;
  await expect(sampling.scope('whole-image')).toBeChecked();
  await expect(sampling.scope('tissue')).toBeDisabled();
  await expect(sampling.section).toContainText(en.sampling.asPixels(2));
  const result = await resultOf(fovea, () => fovea.model.run());
  expect(samplingOf(result)).toMatchObject({ scope: 'whole-image' });
  expect(result.run.slide).toMatchObject({ spacingXUmPerPx: 2, spacingStatedBy: 'model' });
  expect(result.run.tissue).toBeNull();
  expect(result.patches).toEqual([{ x: 0, y: 0, width: 1536, height: 1280 }]);
  // One pixel as one of the model's: patches are as many px of the image as the model takes.
  expect(samplingOf(result).fields[0]?.draw[0]?.rect.width).toBe(20);
});
