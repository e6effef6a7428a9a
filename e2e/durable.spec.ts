/** Work outlives the tab, the browser and a full disk. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { comparePhantom, isWithin } from '#core/check/compare-phantom.ts';
import { parsePhantomAnswer } from '#core/check/phantom-answer.ts';
import { noteOfRecord } from '#core/result/record-notes.ts';
import { parseResultFile } from '#core/result/result-file.ts';
import type { ResultFile } from '#core/result/result-schema.ts';
import { en } from '#ui/messages/en/index.ts';
import { fromRoot } from '../scripts/paths.ts';
import { expect, test } from './fixtures.ts';
import { startKillable } from './killable-browser.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';
import { storedIn } from './stored-in.ts';

const MODEL = 'phantom-tda-mil';
const SAMPLING = 'phantom-attention-sampling';
const RUN_TIMEOUT_MS = 120_000;
const FULL = process.env['FOVEA_FULL'] === '1';

test.describe.configure({ timeout: 400_000 });

/** The maps with every value as it was written, and the answer. */
const answerOf = ({ maps, answer, patches }: ResultFile) => ({ maps, answer, patches });

async function ready(fovea: FoveaPage, model = MODEL): Promise<void> {
  expect(await fovea.waitUntilOpened(60_000)).toBeNull();
  expect(await fovea.model.choose(model)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
}

test('a browser killed in the middle of a run loses at most the batch in flight; the run is offered and goes on to its end', async ({
  site,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  let browser = await startKillable(profile);
  try {
    let fovea = new FoveaPage(browser.page, site.url);
    await fovea.goto();
    await fovea.openPhantom();
    await ready(fovea);
    await fovea.model.runButton.click();
    // Patches that the window says are read, at the moment of the end.
    const progress = fovea.model.dock.getByText(/^Reading patches, [\d,]+ of/);
    const reading = await progress
      .filter({ hasText: /, (?:[1-9]\d{2}|[\d]+,\d{3}) of/ })
      .first()
      .innerText({ timeout: RUN_TIMEOUT_MS });
    await browser.kill();
    const [done = NaN, planned = NaN] = [...reading.matchAll(/\d[\d,]*/g)].map(([one]) =>
      Number(one.replaceAll(',', '')),
    );
    expect(done).toBeLessThan(planned);

    browser = await startKillable(profile);
    fovea = new FoveaPage(browser.page, site.url);
    const keeping = new KeepingPanel(browser.page);
    await fovea.goto();
    await fovea.openPhantom();
    expect(await fovea.waitUntilOpened(60_000)).toBeNull();
    await expect(keeping.unfinished).toContainText(/was cut off at \d+ % on /);
    await keeping.goOnButton.click();
    await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
    await expect(keeping.unfinished).toBeHidden();
    await expect.poll(async () => (await keeping.files()).length).toBe(1);
    const [after] = await keeping.files();
    if (!after) throw new Error('no result is kept');
    // All that was said to be read was on the disk: nothing of it was read again.
    const kept = Number(/features of (\d+) of \d+ patches kept/.exec(after.run.notes.join(' '))?.[1]);
    expect(kept).toBeGreaterThanOrEqual(done);
    expect(kept).toBeLessThan(planned);
    // The answer that ships, of a pipeline that was not killed and is not this one.
    const known = parsePhantomAnswer(readFileSync(fromRoot(`public/phantom/${MODEL}.answer.json`), 'utf8'));
    if (!known) throw new Error('the answer that ships cannot be read');
    const rows = comparePhantom(parseResultFile(JSON.stringify(after), 'kept'), known);
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.filter((row) => !isWithin(row))).toEqual([]);

    await test.step('results come back after a reload, and nothing is run', async () => {
      await browser.page.reload();
      await fovea.openPhantom();
      await fovea.result.scores.waitFor({ timeout: 60_000 });
      await expect(keeping.fromDisk).toContainText('Nothing was run again');
      await expect
        .poll(async () => (await storedIn(browser.page)).filter((one) => one.includes('fovea-runs')))
        .toEqual([]);
      await expect(keeping.unfinished).toBeHidden();
      await expect(fovea.result.map('task-relevance')).toBeChecked();
    });

    if (!FULL) return;
    await test.step('the same model in one go says the same, to the last digit', async () => {
      const storage = await keeping.openStorage();
      await storage.getByRole('button', { name: en.keeping.storage.clear }).click();
      await expect(storage.getByText(en.keeping.storage.noSlides)).toBeVisible();
      await keeping.workstation.close();
      await ready(fovea);
      await fovea.model.runButton.click();
      await expect.poll(async () => (await keeping.files()).length, { timeout: RUN_TIMEOUT_MS }).toBe(2);
      const straight = (await keeping.files()).find(({ id }) => id !== after.id);
      if (!straight) throw new Error('only one result is kept');
      expect(straight.run.notes.join(' ')).not.toContain('kept from an earlier run');
      expect(answerOf(after)).toEqual(answerOf(straight));
    });
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test(
  'attention sampling that is killed goes on with the fields and places that are left, to the same answer',
  { tag: '@full' },
  async ({ site }) => {
    const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
    let browser = await startKillable(profile);
    const started = async () => {
      const fovea = new FoveaPage(browser.page, site.url);
      await fovea.goto();
      await fovea.openPhantom();
      expect(await fovea.waitUntilOpened(60_000)).toBeNull();
      return fovea;
    };
    const samples = 300;
    const chosen = async (fovea: FoveaPage) => {
      await ready(fovea, SAMPLING);
      await fovea.sampling.scope('tissue').click();
      await fovea.sampling.field('samples').fill(String(samples));
      await fovea.sampling.field('repeats').fill('2');
    };
    try {
      let fovea = await started();
      await chosen(fovea);
      await fovea.model.runButton.click();
      // Two fields and some of the third, as the window says at the moment of the end.
      const reading = await fovea.model.dock
        .getByText(/^Reading patches, [\d,]+ of/)
        .filter({ hasText: /, (?:1,[3-9]\d{2}|[2-9],\d{3}|\d+\d,\d{3}) of/ })
        .first()
        .innerText({ timeout: RUN_TIMEOUT_MS });
      await browser.kill();

      browser = await startKillable(profile);
      fovea = await started();
      const keeping = new KeepingPanel(browser.page);
      await expect(keeping.unfinished).toContainText('going on reads only the rest');
      await keeping.goOnButton.click();
      await fovea.sampling.result.waitFor({ timeout: RUN_TIMEOUT_MS });
      await expect.poll(async () => (await keeping.files()).length, { timeout: RUN_TIMEOUT_MS }).toBe(1);
      const [after] = await keeping.files();
      if (!after) throw new Error('no result is kept');
      const note = after.run.notes.map(noteOfRecord).find((one) => one?.kind === 'fields-kept');
      if (note?.kind !== 'fields-kept') throw new Error('nothing that was seen was used');
      // Of the fields that were said to be done all is kept, and of the one in hand what was said to be seen.
      const done = Number(/\d[\d,]*/.exec(reading)?.[0].replaceAll(',', ''));
      const whole = Math.floor(done / (samples * 2));
      expect(note.fields).toBeGreaterThanOrEqual(whole);
      expect(note.fields).toBeLessThan(note.ofFields);
      expect(note.places).toBeGreaterThan(0);
      await expect(fovea.result.section.getByRole('status')).toContainText([en.run.notes.fieldsKept(note)]);

      await test.step('in one go it says the same, to the last digit', async () => {
        const storage = await keeping.openStorage();
        await storage.getByRole('button', { name: en.keeping.storage.clear }).click();
        await expect(storage.getByText(en.keeping.storage.noSlides)).toBeVisible();
        await keeping.workstation.close();
        await chosen(fovea);
        await fovea.model.runButton.click();
        await expect.poll(async () => (await keeping.files()).length, { timeout: RUN_TIMEOUT_MS }).toBe(2);
        const straight = (await keeping.files()).find(({ id }) => id !== after.id);
        if (!straight) throw new Error('only one result is kept');
        expect(straight.run.notes.join(' ')).not.toContain('kept from an earlier run');
        expect([answerOf(after), after.sampling]).toEqual([answerOf(straight), straight.sampling]);
      });
    } finally {
      await browser.kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);

/** Puts features of another slide onto the disk, last used the earlier the longer its name is; `bytes` of the file. */
async function otherSlideKept(page: Page, name: string, bytes: number): Promise<void> {
  const fingerprint = createHash('sha256').update(name).digest('hex');
  await page.evaluate(
    async ([name, fingerprint, bytes]) => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('features-v2');
      const about = { format: 'fovea-features', version: 2, key: name, featureDim: 1, encoder: 'e' };
      const header = JSON.stringify({ ...about, slide: { name, fingerprint }, usedAt: 1e12 - name.length });
      const stream = await (await folder.getFileHandle(`${fingerprint}-0.f32`, { create: true })).createWritable();
      await stream.write(header.padEnd(4096));
      await stream.truncate(bytes);
      await stream.close();
    },
    [name, fingerprint, bytes] as const,
  );
}

test('two tabs run on one slide at once without harm; a full disk is a message, the run goes on and is written once room is made', async ({
  fovea,
  context,
  page,
  site,
  slides,
}) => {
  const other = new FoveaPage(await context.newPage(), site.url);
  const tabs = [fovea, other];
  const keeping = new KeepingPanel(page);
  for (const tab of tabs) {
    await tab.goto();
    await tab.openFile(slides.small);
    await ready(tab);
  }
  await Promise.all(tabs.map((tab) => tab.model.runButton.click()));
  // Each has its own and that of the other.
  for (const tab of tabs) await expect(tab.result.list).toHaveCount(2, { timeout: RUN_TIMEOUT_MS });
  await expect.poll(async () => (await keeping.files()).length).toBe(2);
  const [one, two] = await keeping.files();
  if (!one || !two) throw new Error('two results are not kept');
  expect(answerOf(one)).toEqual(answerOf(two));
  for (const { run } of [one, two]) expect(run.notes.join(' ')).not.toContain('not kept');
  await other.page.close();

  await test.step('a limit that the user sets lets what was longest unused go first', async () => {
    await otherSlideKept(page, 'older.tif', 40e6);
    const storage = await keeping.openStorage();
    const kept = storage.getByRole('table', { name: en.keeping.storage.list }).getByRole('rowheader');
    await expect(kept).toHaveText(['nest.tif', 'older.tif']);
    const limit = storage.getByRole('textbox', { name: en.keeping.storage.limit });
    await limit.fill('0.05');
    const set = storage.getByRole('button', { name: en.keeping.storage.setLimit, exact: true });
    await set.click();
    await expect(set).toBeDisabled();
    // What is longest unused is looked for: features that come now could be what goes.
    await expect(storage.locator('[aria-busy]')).toHaveAttribute('aria-busy', 'false');
    await expect(kept).toHaveText(['nest.tif', 'older.tif']);
    await keeping.workstation.close();
    await otherSlideKept(page, 'oldest.tif', 40e6);
    await keeping.openStorage();
    await expect(kept).toHaveText(['nest.tif', 'older.tif', 'oldest.tif']);
    await limit.fill('0.051');
    await set.click();
    await expect(kept).toHaveText(['nest.tif', 'older.tif']);
    await storage.getByRole('button', { name: en.keeping.storage.remove('older.tif') }).click();
    await expect(kept).toHaveText(['nest.tif']);
    await keeping.workstation.close();
  });

  await test.step('a full disk', async () => {
    const storage = await keeping.openStorage();
    for (const list of [en.keeping.storage.list, en.keeping.storage.resultsList]) {
      const table = storage.getByRole('table', { name: list, exact: true });
      await expect(table.getByRole('row')).toHaveCount(2);
      await expect(table.getByRole('rowheader', { name: 'nest.tif' })).toBeVisible();
    }
    await storage.getByRole('button', { name: en.keeping.storage.clear }).click();
    await expect(storage.getByText(en.keeping.storage.noSlides)).toBeVisible();
    await keeping.workstation.close();
    const session = await context.newCDPSession(page);
    const origin = new URL(page.url()).origin;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await fovea.model.runButton.click();
    await expect(fovea.result.section.locator('[data-code="storage/full"]')).toBeVisible({ timeout: RUN_TIMEOUT_MS });
    await expect(fovea.result.list).toHaveCount(3);
    await expect(fovea.result.section.getByRole('status')).toContainText([en.run.notes.featuresNotKept.full]);
    expect(await keeping.files()).toHaveLength(2);
    // As full as it gets: what follows has the room that is made for it, and no more.
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage - 1000 });
    await keeping.deleteResults('nest.tif');
    // That which waited in the tab, and it alone.
    const isThird = (id: string) => ![one.id, two.id].includes(id);
    await expect.poll(async () => (await keeping.files()).map(({ id }) => isThird(id))).toEqual([true]);
    await expect(fovea.result.section.locator('[data-code="storage/full"]')).toBeHidden();
    await expect(fovea.result.list).toHaveCount(3);
    await session.send('Storage.overrideQuotaForOrigin', { origin });
  });
});
