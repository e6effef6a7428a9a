import { copyFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { boundsOf } from '#core/geometry/shapes.ts';
import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';
import { WhatIfPanel, screenOfSlide, type ToScreen } from './pages/what-if.ts';
import { phantomNests, phantomSize, phantomTumourShare } from './phantom-truth.ts';

const RUN_TIMEOUT_MS = 150_000;
const TUMOUR = 'tumour nests';
/** Of the maps of TDA-MIL, as they are written where their values are read. */
const MAP_NAMES = (['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const).map(
  (id) => en.result.mapNames[id],
);
/** Side of a patch of the phantom TDA-MIL model on the phantom, level-0 px. */
const PATCH_PX = 256;

test.describe.configure({ timeout: 300_000 });
test.use({ profile: 'read' });

interface Asked {
  readonly whatIf: WhatIfPanel;
  readonly toScreen: ToScreen;
}

/** Opens the phantom, runs a model on all of it and opens the section. */
async function runPhantom(fovea: FoveaPage, modelId: string): Promise<Asked> {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  expect(await fovea.model.choose(modelId)).toBeNull();
  return runShown(fovea);
}

async function runShown(fovea: FoveaPage): Promise<Asked> {
  await fovea.model.chooseBackEnd('wasm');
  await fovea.waitUntilDrawn();
  await fovea.model.run();
  await expect(fovea.result.exports.or(fovea.result.error).first()).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.model.runButton).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.result.error).toBeHidden();
  const whatIf = new WhatIfPanel(fovea.page);
  await whatIf.open();
  return { whatIf, toScreen: await screenOfSlide(fovea.page, fovea.stage, fovea.readout) };
}

/** A box around a nest, as four corners, that holds the middle of every patch which the nest touches. */
function around(nest: readonly Level0Point[], marginPx: number): Level0Point[] {
  const { x, y, width, height } = boundsOf({ kind: 'polygon', points: nest });
  const [left, top, right, bottom] = [x - marginPx, y - marginPx, x + width + marginPx, y + height + marginPx];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

const number = (figure: string) => Number(figure.replace('−', '-').replace('%', ''));

test('TDA-MIL: without its nests the phantom has none; one nest alone is enough; undo, kept questions, file', async ({
  fovea,
}, testInfo) => {
  const { whatIf, toScreen } = await runPhantom(fovea, 'phantom-tda-mil');
  const { page } = fovea;
  const nests = phantomNests();
  await whatIf.take('polygon');
  for (const nest of nests) await whatIf.drawPolygon(toScreen, around(nest, PATCH_PX * 0.6));
  await expect(whatIf.marks).toHaveCount(nests.length);
  await whatIf.waitUntilAnswered();
  const without = await whatIf.row(TUMOUR);
  expect(number(without.full)).toBeGreaterThan(0.9);
  expect(number(without.now)).toBeLessThan(0.5);
  expect(number(without.change)).toBeCloseTo(number(without.now) - number(without.full), 2);
  await expect(whatIf.sentence).toContainText(
    `Without the ${nests.length} marked regions the score for ${TUMOUR} falls`,
  );
  await expect(whatIf.sentence).toContainText('The highest score is now that of no nests');

  // The map follows: where a nest was left out there is no value, and no patch that is left is mostly tumour.
  const nest = boundsOf({ kind: 'polygon', points: nests[0] ?? [] });
  const middle = toScreen({ x: nest.x + nest.width / 2, y: nest.y + nest.height / 2 });
  await page.keyboard.press('Escape');
  await page.mouse.move(middle.x, middle.y);
  await expect(fovea.readout).toContainText(`${en.result.mapNames['task-relevance']}–`);

  await whatIf.keep('without nests');
  await expect(whatIf.choose('without nests')).toHaveAttribute('aria-current', 'true');

  // Back to the full slide and, by keys, forth and back.
  await whatIf.clearButton.click();
  await expect(whatIf.section).toContainText(en.whatIf.nothingAsked);
  await page.mouse.move(middle.x, middle.y);
  await expect(fovea.readout).toContainText(/Task relevance[01]\.\d{3}/);
  await page.keyboard.press('Control+z');
  await expect(whatIf.marks).toHaveCount(nests.length);
  // It was answered already.
  await whatIf.waitUntilAnswered(1000);
  await page.keyboard.press('Control+z');
  await expect(whatIf.marks).toHaveCount(nests.length - 1);
  await page.keyboard.press('Control+Shift+z');
  await expect(whatIf.marks).toHaveCount(nests.length);

  // One nest alone, with a little of what is around it.
  await whatIf.clearButton.click();
  await whatIf.chooseEffect('keep');
  await whatIf.take('polygon');
  await whatIf.drawPolygon(toScreen, around(nests[0] ?? [], PATCH_PX));
  await whatIf.waitUntilAnswered();
  expect(number((await whatIf.row(TUMOUR)).now)).toBeGreaterThan(0.9);
  const { kept, all } = await whatIf.keptOf();
  expect(kept).toBeLessThan(all / 5);
  await whatIf.keep('one nest');
  // Deleted by mistake; the focus is where that is taken back.
  await whatIf.kept.getByRole('button', { name: en.whatIf.delete('one nest'), exact: true }).click();
  await expect(whatIf.choose('one nest')).toBeHidden();
  await expect(whatIf.kept.getByRole('button', { name: en.whatIf.bringBack, exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(whatIf.choose('one nest')).toBeVisible();

  // All in the result file, and back out of it in a window that has nothing else.
  const file = await fovea.result.export('result');
  const written = readResultFile(file.path);
  expect(written.questions?.named.map(({ name }) => name)).toEqual(['without nests', 'one nest']);
  const [first] = written.questions?.named ?? [];
  const full = classAnswer(written.answer).scores[1] ?? NaN;
  const now = first?.answer ? (classAnswer(first.answer.answer).scores[1] ?? NaN) : NaN;
  expect(now.toFixed(3)).toBe(without.now);
  expect(first?.answer?.difference[1]).toBeCloseTo(now - full, 6);
  await new KeepingPanel(page).reloadWithoutResults();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const named = testInfo.outputPath('phantom.fovea.json');
  copyFileSync(file.path, named);
  await fovea.drop(named);
  await expect(whatIf.section).toContainText(en.whatIf.fromFile);
  // What is over the slide is not the map of the question, and says so where its values are read.
  await expect(fovea.page.getByText(en.whatIf.fullMap)).toBeVisible();
  await expect(fovea.readout).toContainText(en.whatIf.fullMapShort);
  await expect(whatIf.choose('one nest')).toHaveAttribute('aria-current', 'true');
  expect((await whatIf.row(TUMOUR)).full).toBe(without.full);
  // Its features are still on this machine: it can be asked on.
  await whatIf.choose('without nests').click();
  await whatIf.waitUntilAnswered();
  expect((await whatIf.row(TUMOUR)).now).toBe(without.now);
  await expect(fovea.readout).not.toContainText(en.whatIf.fullMapShort);

  // Beside the map of the question, that of the full slide; each says which it is, and the panel follows the active one.
  await fovea.compare.choose('two');
  await expect(fovea.compare.of(1)).toContainText(en.askedMaps.asAsked);
  await expect(fovea.compare.of(2)).toContainText(en.whatIf.fullMapShort);
  await fovea.compare.views.nth(1).focus();
  await expect(fovea.page.getByText(en.askedMaps.sentences['full-chosen'])).toBeVisible();
});

test('TDA-MIL: painted patches, boxes and freehand, effects turned round, the highest of a map', async ({ fovea }) => {
  const { whatIf, toScreen } = await runPhantom(fovea, 'phantom-tda-mil');
  const { page } = fovea;
  const file = readResultFile((await fovea.result.export('result')).path);
  const share = phantomTumourShare();
  const tumour = file.patches.filter((patch) => share(patch) >= 0.5);
  const { width, height } = phantomSize();

  // A stroke of one patch's width along the middles of three neighbours paints these three; begun on one of them it rubs out.
  const row = neighbours(file.patches);
  const middle = ({ x, y, width: w, height: h }: Level0Rect) => ({ x: x + w / 2, y: y + h / 2 });
  await whatIf.take('paint');
  await whatIf.chooseBrush(1);
  await whatIf.drag(toScreen, row.map(middle));
  await whatIf.waitUntilAnswered();
  expect(await whatIf.keptOf()).toEqual({ kept: file.patches.length - 3, all: file.patches.length });
  await whatIf.drag(toScreen, row.slice(0, 1).map(middle));
  await expect(whatIf.marks).toContainText([en.whatIf.inRegion(2)]);
  await page.keyboard.press('Control+z');
  await expect(whatIf.marks).toContainText([en.whatIf.inRegion(3)]);
  await whatIf.undoButton.click();
  await expect(whatIf.marks).toHaveCount(0);
  await whatIf.redoButton.click();
  await expect(whatIf.marks).toHaveCount(1);

  // A freehand line around the left half, then a box; turned round, the half alone stays.
  await whatIf.clearButton.click();
  await whatIf.take('freehand');
  await whatIf.drag(toScreen, [
    { x: 20, y: 20 },
    { x: width / 2, y: 20 },
    { x: width / 2, y: height - 20 },
    { x: 20, y: height - 20 },
    { x: 20, y: 40 },
  ]);
  await whatIf.waitUntilAnswered();
  const left = await whatIf.keptOf();
  await whatIf.marks.getByRole('button', { name: en.whatIf.keepOnly(1) }).click();
  await whatIf.waitUntilAnswered();
  const right = await whatIf.keptOf();
  expect(left.kept + right.kept).toBe(file.patches.length);
  await whatIf.marks.getByRole('button', { name: en.whatIf.remove(1) }).click();
  await expect(whatIf.marks).toHaveCount(0);

  // All of it: nothing is left, and nothing is asked.
  await whatIf.take('rectangle');
  await whatIf.drawBox(toScreen, wholeSlide());
  await expect(whatIf.answer).toContainText(en.whatIf.nothingLeft);
  await expect(fovea.readout).toContainText(en.askedMaps.before);
  await whatIf.undoButton.click();
  await page.keyboard.press('Escape');

  // Without the most relevant patches, as many as are mostly tumour: they are left out, and have no value on the map.
  await whatIf.withoutTop(tumour.length, 'task-relevance');
  await whatIf.waitUntilAnswered();
  expect((await whatIf.keptOf()).kept).toBe(file.patches.length - tumour.length);
  await expect(whatIf.sentence).toContainText(
    `Without the ${tumour.length} highest by task relevance the score for ${TUMOUR}`,
  );
  const values = file.maps['task-relevance']?.values ?? [];
  const most = file.patches[values.indexOf(Math.max(...values))];
  if (!most) throw new Error('the map has no values');
  const { x, y } = toScreen(middle(most));
  await page.mouse.move(x, y);
  await expect(fovea.readout).toContainText(`${en.result.mapNames['task-relevance']}–`);
  await whatIf.withoutTop(null);
  await expect(whatIf.section).toContainText(en.whatIf.nothingAsked);
});

test('faithfulness: a check can be stopped; task relevance orders the phantom by what its answer rests on', async ({
  fovea,
}) => {
  const { whatIf } = await runPhantom(fovea, 'phantom-tda-mil');
  await whatIf.openFaithfulness();
  await expect(whatIf.section).toContainText(/Followed is the score for tumour nests: [01]\.\d{3} on the full slide/);
  await whatIf.checkButton.click();
  await expect(whatIf.checkProgress).toBeVisible();
  await expect(whatIf.section).toContainText(/\d+ of \d+ questions/);
  await whatIf.cancelCheck.click();
  await expect(whatIf.section).toContainText(en.faithfulness.cancelled);

  await whatIf.checkButton.click();
  await expect(whatIf.section).toContainText(en.faithfulness.clear(TUMOUR), { timeout: 120_000 });
  for (const [title, isBetter] of [
    [en.faithfulness.deletion, (map: number, random: number) => map < random],
    [en.faithfulness.insertion, (map: number, random: number) => map > random],
  ] as const) {
    const name = await whatIf.plot(title).getAttribute('aria-label');
    const [map = NaN, random = NaN] = (/height ([\d.]+) .*, ([\d.]+) ±/.exec(name ?? '')?.slice(1) ?? []).map(Number);
    expect(isBetter(map, random), name ?? '').toBe(true);
  }
  // The whole curve as numbers, from the full slide on.
  await whatIf.section.getByRole('button', { name: en.faithfulness.table }).first().click();
  const rows = whatIf.section.getByRole('figure', { name: en.faithfulness.deletion }).getByRole('row');
  await expect(rows.nth(1)).toContainText('0.0 %');
});

test(
  'DSCA: coarse patches leave with their sixteen; all of them kept is the full slide',
  { tag: '@full' },
  async ({ fovea }) => {
    const { whatIf, toScreen } = await runPhantom(fovea, 'phantom-dsca');
    const file = readResultFile((await fovea.result.export('result')).path);
    await whatIf.chooseEffect('keep');
    await whatIf.take('rectangle');
    await whatIf.drawBox(toScreen, wholeSlide());
    await whatIf.waitUntilAnswered();
    expect(await whatIf.keptOf()).toEqual({ kept: file.patches.length, all: file.patches.length });
    expect((await whatIf.row(en.survival.risk)).change).toBe('0.000');
    await expect(whatIf.sentence).toContainText('the risk stays at');

    // The tumour raises the simulated hazard: without its nests the risk falls.
    await whatIf.clearButton.click();
    await whatIf.chooseEffect('exclude');
    for (const nest of phantomNests())
      await whatIf.drawBox(toScreen, boundsOf({ kind: 'polygon', points: around(nest, 256) }));
    await expect(whatIf.marks).toHaveCount(phantomNests().length);
    await whatIf.waitUntilAnswered();
    const risk = await whatIf.row(en.survival.risk);
    expect(number(risk.now)).toBeLessThan(number(risk.full));
    await expect(whatIf.sentence).toContainText('the risk falls');
  },
);

test(
  'attention sampling: the same seed; all kept is the full slide; what is left out is not drawn',
  { tag: '@full' },
  async ({ fovea }) => {
    await fovea.goto();
    await fovea.openPhantom();
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    expect(await fovea.model.choose('phantom-attention-sampling')).toBeNull();
    await fovea.sampling.field('repeats').fill('4');
    const { whatIf, toScreen } = await runShown(fovea);
    const { width, height } = phantomSize();
    const file = readResultFile((await fovea.result.export('result')).path);
    const answer = classAnswer(file.answer);
    await whatIf.chooseEffect('keep');
    await whatIf.take('rectangle');
    await whatIf.drawBox(toScreen, wholeSlide());
    await whatIf.waitUntilAnswered();
    const { kept, all } = await whatIf.keptOf();
    expect(kept).toBe(all);
    for (const name of answer.classes) expect((await whatIf.row(name)).change).toBe('0.000');

    // Leave out the half where most was drawn: what is drawn then lies in the other one, and the answer is another.
    const middleOf = ({ x, y, width: w, height: h }: Level0Rect) => ({ x: x + w / 2, y: y + h / 2 });
    const first = file.sampling?.fields[0]?.draw.map(({ rect }) => middleOf(rect)) ?? [];
    const isLeftOut =
      first.filter(({ x }) => x < width / 2).length * 2 >= first.length
        ? (x: number) => x < width / 2
        : (x: number) => x >= width / 2;
    expect(first.some(({ x }) => isLeftOut(x))).toBe(true);
    await whatIf.marks.getByRole('button', { name: en.whatIf.remove(1) }).click();
    await whatIf.chooseEffect('exclude');
    await whatIf.drawBox(toScreen, {
      x: isLeftOut(0) ? -40 : width / 2,
      y: height + 40,
      width: width / 2 + 40,
      height: -height - 80,
    });
    await whatIf.waitUntilAnswered();
    const half = await whatIf.keptOf();
    expect(half.kept).toBeGreaterThan(all * 0.45);
    expect(half.kept).toBeLessThan(all * 0.55);
    const rows = await Promise.all(answer.classes.map((name) => whatIf.row(name)));
    expect(rows.some(({ full, now }) => now !== full)).toBe(true);
    // A cell is kept or left out as a whole, by its middle; the edge was drawn to the pixel of the screen.
    const cell = file.maps['sampling-probability']?.patches?.[0]?.width ?? NaN;
    const edge = cell + 2 * slidePxPerScreenPx(toScreen);
    await expect(fovea.sampling.result).toContainText(en.whatIf.drawnForQuestion);
    await fovea.page.keyboard.press('Escape');
    const rowsDrawn = await fovea.sampling.patches.all();
    expect(rowsDrawn.length).toBeGreaterThan(0);
    for (const row of rowsDrawn) {
      const { x } = await flownTo(fovea, row);
      expect(isLeftOut(x) && Math.abs(x - width / 2) > edge, `${x} of ${width}`).toBe(false);
    }
  },
);

test(
  'a real slide: half of it left out, the maps follow, the answer is that of the rest',
  { tag: '@full' },
  async ({ fovea }) => {
    const slide = sharedData('slides', 'CMU-1-Small-Region.svs');
    test.skip(slide === null, SHARED_DATA_ABSENT);
    if (slide === null) return;
    await fovea.goto();
    await fovea.openFile(slide);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    expect(await fovea.model.choose('carcinoma-tda-mil')).toBeNull();
    const { whatIf, toScreen } = await runShown(fovea);
    const file = readResultFile((await fovea.result.export('result')).path);
    // One patch high up, which goes, and one low down, which stays: what the maps say of them now.
    const byHeight = file.patches.toSorted((one, other) => one.y - other.y || one.x - other.x);
    const [gone, stays] = [byHeight[0], byHeight.findLast(({ y }, i) => y !== byHeight[i - 1]?.y)];
    if (!gone || !stays) throw new Error('no patches');
    const readAt = async ({ x, y, width, height }: Level0Rect) => {
      const middle = toScreen({ x: x + width / 2, y: y + height / 2 });
      // Away first: what is read is of where the pointer comes to.
      await fovea.page.mouse.move(2, 2);
      await expect(fovea.readout).not.toContainText(/ px/);
      await fovea.page.mouse.move(middle.x, middle.y);
      await expect(fovea.readout).toContainText(/ px/);
      const words = await fovea.readout.innerText();
      return MAP_NAMES.map((name) => new RegExp(`${name}\\s*([\\d.]+|–)`).exec(words)?.[1]);
    };
    const before = { gone: await readAt(gone), stays: await readAt(stays) };
    for (const value of [...before.gone, ...before.stays]) expect(value).toMatch(/\d/);
    await whatIf.take('rectangle');
    await whatIf.drawBox(toScreen, { x: 4, y: 4, width: 2210, height: 1400 });
    await whatIf.waitUntilAnswered();
    const left = file.patches.filter(({ y, height }) => y + height / 2 >= 1404).length;
    const { kept, all } = await whatIf.keptOf();
    expect(all).toBe(file.patches.length);
    expect(Math.abs(kept - left)).toBeLessThanOrEqual(Math.ceil(all / 8));

    await fovea.page.keyboard.press('Escape');
    const after = { gone: await readAt(gone), stays: await readAt(stays) };
    expect(after.gone).toEqual(['–', '–', '–']);
    for (const value of after.stays) expect(value).toMatch(/\d/);
    expect(after.stays).not.toEqual(before.stays);

    // The answer is that of the rest, not that of the slide once more.
    await whatIf.keep('lower half');
    const asked = readResultFile((await fovea.result.export('result')).path);
    const said = asked.questions?.named[0]?.answer;
    if (!said) throw new Error('the file has no answer');
    expect(said.keptCount).toBe(kept);
    const full = classAnswer(file.answer);
    const now = classAnswer(said.answer);
    expect(classAnswer(asked.answer).scores).toEqual(full.scores);
    expect(Math.max(...now.scores.map((score, k) => Math.abs(score - (full.scores[k] ?? NaN))))).toBeGreaterThan(1e-4);
    for (const [k, name] of full.classes.entries()) {
      const row = await whatIf.row(name);
      expect(number(row.full)).toBeCloseTo(full.scores[k] ?? NaN, 3);
      expect(number(row.now)).toBeCloseTo(now.scores[k] ?? NaN, 3);
    }
  },
);

/** Level-0 px that one CSS px of the screen shows. */
function slidePxPerScreenPx(toScreen: ToScreen): number {
  return 1000 / (toScreen({ x: 1000, y: 0 }).x - toScreen({ x: 0, y: 0 }).x);
}

/** Middle of a drawn patch, level-0 px: where the view is after flying there from the list. */
async function flownTo(fovea: FoveaPage, row: Locator): Promise<Level0Point> {
  await row.click();
  await fovea.waitUntilDrawn();
  await fovea.page.mouse.move(2, 2);
  await fovea.hover(0.5, 0.5);
  await expect(row).toHaveAttribute('data-hovered', 'true');
  const [x = NaN, y = NaN] =
    /([\d,]+), ([\d,]+) px/
      .exec(await fovea.readout.innerText())
      ?.slice(1)
      .map((figure) => Number(figure.replaceAll(',', ''))) ?? [];
  return { x, y };
}

/** A box around all of the phantom, begun at the lower left: the minimap lies over the lower right. */
function wholeSlide(): Level0Rect {
  const { width, height } = phantomSize();
  return { x: -40, y: height + 40, width: width + 80, height: -height - 80 };
}

/** Three patches side by side. */
function neighbours(patches: readonly Level0Rect[]): Level0Rect[] {
  for (const first of patches) {
    const row = [0, 1, 2].map((k) =>
      patches.find(({ x, y }) => y === first.y && Math.abs(x - first.x - k * first.width) <= 2),
    );
    const found = row.filter((patch) => patch !== undefined);
    if (found.length === 3) return found;
  }
  throw new Error('no three patches lie side by side');
}
