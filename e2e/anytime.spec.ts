import { classAnswer } from '#core/result/run-result.ts';
import type { ResultFile } from '#core/result/result-schema.ts';
import { en } from '#ui/messages/en/index.ts';
import { rocAuc } from '#test-support/roc-auc.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { WhatIfPanel, screenOfSlide } from './pages/what-if.ts';
import { phantomSize, phantomTumourShare } from './phantom-truth.ts';

const TDA_MIL = 'phantom-tda-mil';
const DSCA = 'phantom-dsca';
const SAMPLING = 'phantom-attention-sampling';
const RUN_TIMEOUT_MS = 120_000;

test.describe.configure({ timeout: 500_000 });

async function openPhantom(fovea: FoveaPage, modelId: string): Promise<void> {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  expect(await fovea.model.choose(modelId)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
}

/** Waits for the end of the run in progress and gives its result as the file that is exported. */
async function resultAtTheEnd(fovea: FoveaPage): Promise<ResultFile> {
  await expect(fovea.model.runButton).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.result.error).toBeHidden();
  return readResultFile((await fovea.result.export('result')).path);
}

async function stop(fovea: FoveaPage): Promise<ResultFile> {
  await fovea.anytime.stopButton.click({ timeout: RUN_TIMEOUT_MS });
  return resultAtTheEnd(fovea);
}

function coverageOf({ run }: ResultFile): NonNullable<ResultFile['run']['coverage']> {
  if (!run.coverage) throw new Error('the run went to its end');
  return run.coverage;
}

/** Patches whose features were there from an earlier run, as the record says. */
function keptOf({ run }: ResultFile): number {
  const kept = /features of (\d+) of \d+ patches kept/.exec(run.notes.join(' '));
  return Number(kept?.[1] ?? 0);
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
}

test('TDA-MIL: an answer so far, stopped there, gone on from there, the same in the end as in one go', async ({
  fovea,
}) => {
  await openPhantom(fovea, TDA_MIL);
  await fovea.model.run();
  // In one look: it may be stopped soon.
  await expect(fovea.page.getByTitle(en.anytime.stopTooEarly)).toBeDisabled();

  await test.step('the answer so far is on screen, marked as such, with its map', async () => {
    await expect(fovea.anytime.told).toContainText('So far, from ', { timeout: RUN_TIMEOUT_MS });
    await expect(fovea.anytime.scores).toContainText(en.anytime.provisional);
    await expect(fovea.result.map('task-relevance')).toBeChecked();
    await expect(fovea.result.exports).toBeHidden();
    await expect(fovea.anytime.settling.getByRole('row')).not.toHaveCount(1);
  });

  const stopped = await stop(fovea);
  const { done, planned, isStopped } = coverageOf(stopped);
  await test.step('the stopped result says so', async () => {
    expect(isStopped).toBe(true);
    expect(done).toBeGreaterThanOrEqual(planned / 10);
    expect(done).toBeLessThan(planned);
    expect(stopped.patches).toHaveLength(done);
    await expect(fovea.anytime.told).toContainText(`: ${done} of ${planned} patches.`);
    expect(await fovea.anytime.coverage()).toContain(`Stopped at ${Math.floor((100 * done) / planned)} %`);
    await expect(fovea.result.scores).toContainText(en.anytime.extent(done, en.anytime.patches(planned)));
  });

  await test.step('patches so far are a fair sample: the map finds the nests among them', () => {
    const tumourShare = phantomTumourShare();
    const isTumour = stopped.patches.map((patch) => tumourShare(patch) >= 0.5);
    expect(isTumour.filter(Boolean).length).toBeGreaterThan(0);
    expect(rocAuc(stopped.maps['task-relevance']?.values ?? [], isTumour)).toBeGreaterThanOrEqual(0.9);
  });

  await fovea.anytime.goOnButton.click();
  const whole = await resultAtTheEnd(fovea);
  await test.step('going on reads only the rest, and comes to the end', async () => {
    expect(whole.run.coverage).toBeUndefined();
    expect(whole.patches).toHaveLength(planned);
    expect(keptOf(whole)).toBeGreaterThanOrEqual(done);
    await expect(fovea.result.list).toHaveCount(2);
    await expect(fovea.result.list.nth(1)).toHaveAccessibleName(/, stopped at \d+ %, /);
    await expect(fovea.anytime.goOnButton).toBeHidden();
  });

  const straight =
    await test.step('a question with nothing kept to answer it from: run again, then answered', async () => {
      const whatIf = new WhatIfPanel(fovea.page);
      await fovea.model.forgetStoredFeatures();
      await whatIf.open();
      await whatIf.take('rectangle');
      const { width, height } = phantomSize();
      const toScreen = await screenOfSlide(fovea.page, fovea.stage, fovea.readout);
      await whatIf.drawBox(toScreen, { x: -40, y: -40, width: width / 2 + 40, height: height + 80 });
      await expect(whatIf.error).toContainText('The patch features of');
      await whatIf.runAgain.click();
      await expect(fovea.model.cancelButton).toBeVisible();
      const result = await resultAtTheEnd(fovea);
      await whatIf.waitUntilAnswered();
      await expect(whatIf.error).toBeHidden();
      await expect(whatIf.marks).toHaveCount(1);
      const { kept, all } = await whatIf.keptOf();
      expect(all).toBe(planned);
      expect(kept).toBeLessThan(all);
      const { classes, scores } = classAnswer(result.answer);
      const { full, now, change } = await whatIf.row(classes[1] ?? '');
      expect(full).toBe((scores[1] ?? NaN).toFixed(3));
      expect(now).toMatch(/^[01]\.\d{3}$/);
      expect(change).not.toBe('–');
      return result;
    });

  await test.step('a straight run on nothing kept says the same', () => {
    expect(keptOf(straight)).toBe(0);
    expect(largestDifference(classAnswer(straight.answer).scores, classAnswer(whole.answer).scores)).toBeLessThan(1e-5);
    const map = (result: ResultFile) => result.maps['task-relevance']?.values ?? [];
    expect(largestDifference(map(straight), map(whole))).toBeLessThan(1e-5);
  });
});

test('a run cancelled half way ends within a second and leaves no half answer; the next one goes on from what was read', async ({
  fovea,
}) => {
  await openPhantom(fovea, TDA_MIL);
  // Twice, as impatient hands do: the second click must not cancel what the first began.
  await fovea.model.runButton.dblclick();
  await expect(fovea.anytime.told).toContainText('So far, from ', { timeout: RUN_TIMEOUT_MS });
  const workersBefore = fovea.page.workers().length;
  expect(await fovea.model.cancel()).toBeLessThan(1000);
  // The inference worker is ended, which is what gives the GPU and the WASM heap back. The browser's news of it comes late.
  await expect.poll(() => fovea.page.workers().length, { timeout: 10_000 }).toBeLessThan(workersBefore);
  await expect(fovea.model.runButton).toBeEnabled();
  await expect(fovea.result.scores).toBeHidden();
  await expect(fovea.result.cancelled).toContainText('a new run goes on from there');
  await expect(fovea.anytime.scores).toBeHidden();
  await expect(fovea.result.legend).toBeHidden();

  await fovea.model.run();
  const whole = await resultAtTheEnd(fovea);
  await expect(fovea.result.cancelled).toBeHidden();
  expect(keptOf(whole)).toBeGreaterThanOrEqual(whole.patches.length / 10);
  expect(whole.run.coverage).toBeUndefined();
});

test('another result can be looked at meanwhile, and the answer so far again', { tag: '@full' }, async ({ fovea }) => {
  await openPhantom(fovea, SAMPLING);
  await fovea.waitUntilDrawn();
  await fovea.sampling.field('repeats').fill('1');
  await fovea.model.run();
  await resultAtTheEnd(fovea);
  expect(await fovea.model.choose(TDA_MIL)).toBeNull();
  await fovea.model.run();
  await expect(fovea.anytime.running).toBeChecked({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.anytime.scores).toContainText(en.anytime.provisional);
  await fovea.result.list.last().click();
  await expect(fovea.sampling.result).toBeVisible();
  await expect(fovea.result.map('sampling-probability')).toBeChecked();
  const running = fovea.anytime.running;
  if (await running.isVisible()) {
    await running.click();
    await expect(fovea.anytime.scores.or(fovea.result.scores).first()).toBeVisible();
  }
  await resultAtTheEnd(fovea);
  await expect(fovea.result.list.first()).toBeChecked();
});

test('DSCA: stopped at whole blocks with their sixteen, and gone on', { tag: '@full' }, async ({ fovea }) => {
  await openPhantom(fovea, DSCA);
  await fovea.model.run();
  await expect(fovea.anytime.told).toContainText('So far, from ', { timeout: RUN_TIMEOUT_MS });
  await expect(fovea.anytime.survival).toContainText(en.survival.risk);
  const stopped = await stop(fovea);
  const { done, planned } = coverageOf(stopped);
  expect(stopped.patches).toHaveLength(done);
  expect(stopped.maps['cross-attention']?.patches).toHaveLength(done * 16);
  await expect(fovea.result.survival).toContainText(en.anytime.extent(done, en.anytime.coarse(planned)));
  await fovea.anytime.goOnButton.click();
  const whole = await resultAtTheEnd(fovea);
  expect(whole.patches).toHaveLength(planned);
  expect(whole.run.coverage).toBeUndefined();
});

test(
  'attention sampling: settles over the draws of all fields, stops there, and draws the rest',
  { tag: '@full' },
  async ({ fovea }) => {
    await openPhantom(fovea, SAMPLING);
    await fovea.waitUntilDrawn();
    await fovea.sampling.scope('tissue').click();
    // So many that a field takes long enough to be stopped after.
    await fovea.sampling.field('samples').fill('300');
    await fovea.sampling.field('repeats').fill('10');
    await fovea.sampling.field('seed').fill('7');
    await fovea.model.run();
    await expect(fovea.anytime.told).toContainText(/So far, from \d+ of \d+ draws/, { timeout: RUN_TIMEOUT_MS });
    const stopped = await stop(fovea);
    const { done, planned } = coverageOf(stopped);
    const fields = stopped.sampling?.fields ?? [];
    expect(done).toBe(10 * fields.length);
    expect(done).toBeLessThan(planned);
    expect(await fovea.anytime.coverage()).toContain(`${done} of ${planned} draws`);

    await fovea.anytime.goOnButton.click();
    const whole = await resultAtTheEnd(fovea);
    expect(whole.run.coverage).toBeUndefined();
    expect(whole.run.seed).toBe(7);
    expect(whole.sampling?.repeats).toBe(10);
    expect(whole.sampling?.fields).toHaveLength(planned / 10);
    // The same seed draws the same places, whether the run was stopped or not.
    const drawnOf = (field: (typeof fields)[number]) => `${JSON.stringify(field.rect)} ${JSON.stringify(field.draw)}`;
    const all = new Set(whole.sampling?.fields.map(drawnOf));
    expect(fields.filter((field) => !all.has(drawnOf(field)))).toEqual([]);
  },
);
