import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINK_LIMITS } from '#core/result/share-link/link-limits.ts';
import { en } from '#ui/messages/en/index.ts';
import { startRangeServer } from '#test-support/range-server.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readResultFile } from './exports.ts';
import { expect, isLocal, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';
import { newProfile, resultFileIn, resultOn } from './share-setup.ts';
import { filesOf } from './slides.ts';

const CMU = sharedData('slides', 'CMU-1-Small-Region.svs');
const CMU_SIZE = { width: 2220, height: 2967 };
const PHANTOM_MODEL = 'phantom-tda-mil';
const RUN_TIMEOUT_MS = 240_000;

test.describe.configure({ timeout: 400_000 });
test.use({ profile: 'read' });

/** Opens a made-up result on a slide, as if it had been run here. */
async function openResult(fovea: FoveaPage, slide: string, resultFile: string): Promise<void> {
  await fovea.openFile(slide);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.openFile(resultFile);
  await fovea.result.scores.waitFor();
}

test('a link to the phantom opens in a profile that has nothing, with its heatmap, view and answer; run again, it agrees', async ({
  fovea,
  browser,
}) => {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await expect(fovea.share.button).toBeHidden();
  expect(await fovea.model.choose(PHANTOM_MODEL)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  await fovea.result.map('top-down-attention').click();
  await fovea.stage.press('3');
  await expect(fovea.magnification).toHaveText('10×');
  await fovea.waitUntilDrawn();
  const scores = await fovea.result.scores.innerText();
  const original = readResultFile((await fovea.result.export('result')).path);

  const address = await fovea.share.link();
  expect(address).toMatch(/\?slide=phantom\/phantom-01\.tif#v1\.[\w-]+$/);
  expect(address.length).toBeLessThanOrEqual(LINK_LIMITS.characters);

  const other = await newProfile(browser, new URL('.', address).href);
  await other.fovea.page.goto(address);
  await other.fovea.result.scores.waitFor();
  await expect.poll(() => other.fovea.result.scores.innerText()).toBe(scores);
  await expect(other.fovea.share.origin).toBeVisible();
  await expect(other.fovea.result.map('top-down-attention')).toBeChecked();
  await other.fovea.waitUntilDrawn();
  await expect(other.fovea.magnification).toHaveText('10×');
  // Nothing was run, fetched for a run, or kept beside the choices that every window keeps.
  expect(
    other.requests.map((request) => request.url()).filter((url) => /\.onnx|\.wasm/.test(url) && !/turbo/.test(url)),
  ).toEqual([]);
  expect(other.requests.map((request) => request.url()).filter((url) => !isLocal(url))).toEqual([]);
  expect(other.requests.some((request) => request.url().includes('v1.'))).toBe(false);
  expect(await other.stored()).toEqual([]);

  await test.step('its scores are those of the run within half a step, as an exported file says', async () => {
    const linked = readResultFile((await other.fovea.result.export('result')).path);
    expect(linked.patches).toEqual(original.patches);
    expect(linked.answer).toEqual(original.answer);
    expect(linked.run.notes).toContain('scores rounded to 8 bits by a share link');
    for (const id of ['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const) {
      const values = original.maps[id]?.values ?? [];
      const step = (Math.max(...values) - Math.min(...values)) / 255;
      const worst = Math.max(...values.map((value, i) => Math.abs(value - (linked.maps[id]?.values[i] ?? Infinity))));
      expect(worst).toBeLessThanOrEqual((step / 2) * 1.001);
    }
  });

  await other.close();

  // In the profile that has the features: what is compared is the answer, not the time to it.
  await test.step('run again, it differs by no more than the rounding, and the answer is the same', async () => {
    await expect.poll(async () => (await new KeepingPanel(fovea.page).files()).length).toBe(1);
    await fovea.page.goto(address);
    await expect(fovea.share.origin).toBeVisible();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.share.runAgainButton.click();
    const { comparison } = fovea.share;
    await comparison.waitFor({ timeout: RUN_TIMEOUT_MS });
    await expect(comparison).toContainText(en.share.again.agrees);
    const rows = await comparison.getByRole('table').first().getByRole('row').allInnerTexts();
    expect(rows).toHaveLength(1 + 3);
    for (const row of rows.slice(1)) {
      const [largest = NaN, mean = NaN, rounding = NaN] = row
        .split('\t')
        .slice(1)
        .map((cell) => Number(cell.replace(/[±×\s]/g, '')));
      expect(largest).toBeGreaterThan(0);
      expect(mean).toBeLessThan(largest);
      expect(largest).toBeLessThanOrEqual(rounding * 1.05);
    }
    await expect(comparison).toContainText(en.share.again.sameBackEnd('').slice(0, 8));
    // That of the link, that of now, and the one kept from before.
    await expect(fovea.result.list).toHaveCount(3);
  });
});

test('a link to a local slide asks for the file, refuses another one, and knows the right one by its content', async ({
  fovea,
  browser,
  slides,
  site,
}) => {
  test.skip(CMU === null, SHARED_DATA_ABSENT);
  if (CMU === null) return;
  const file = resultFileIn(slides.folder, await resultOn(CMU, CMU_SIZE, 111));
  await fovea.goto();
  await openResult(fovea, CMU, file);
  const address = await fovea.share.link();
  expect(new URL(address).search).toBe('');

  const other = await newProfile(browser, site.url);
  await other.fovea.page.goto(address);
  await expect(other.fovea.share.notice).toContainText('CMU-1-Small-Region.svs');
  await expect(other.fovea.share.notice).toContainText('2,220 × 2,967 px, 1.9 MB');
  await other.fovea.openFile(slides.small);
  expect((await other.fovea.share.refused()).code).toBe('link/wrong-slide');
  await expect(other.fovea.result.exports).toBeHidden();

  const renamed = join(slides.folder, 'renamed.svs');
  copyFileSync(CMU, renamed);
  await other.fovea.openFile(renamed);
  await other.fovea.result.scores.waitFor();
  await expect(other.fovea.share.notice).toBeHidden();
  await expect(other.fovea.share.origin).toContainText('8 bits');
  await expect(other.fovea.slideName).toHaveText('renamed.svs');
  expect(other.requests.map((request) => request.url()).filter((url) => !isLocal(url))).toEqual([]);
  await other.close();
});

test('a file that only looks like the slide is refused by its fingerprint', async ({ fovea, slides }) => {
  const result = await resultOn(slides.small, { width: 1536, height: 1280 }, 256);
  const { run } = result;
  const foreign = { ...result, run: { ...run, slide: { ...run.slide, fingerprint: 'e'.repeat(64) } } };
  const { encodePayload } = await import('#core/result/share-link/link-codec.ts');
  const { shareContent, whole } = await import('#test-support/share-content.ts');
  await fovea.goto(`#v1.${encodePayload(shareContent(foreign), whole(foreign))}`);
  await fovea.openFile(slides.small);
  const { code, text } = await fovea.share.refused();
  expect(code).toBe('link/wrong-slide');
  expect(text).toContain('fingerprint');
  await expect(fovea.result.exports).toBeHidden();
  await fovea.share.cancelButton.click();
  await expect(fovea.share.notice).toBeHidden();
});

test('a pasted address changes the heatmap of a window that is open, view and all', async ({ fovea, slides }) => {
  const result = await resultOn(slides.small, { width: 1536, height: 1280 }, 64);
  const { encodePayload } = await import('#core/result/share-link/link-codec.ts');
  const { shareContent, whole } = await import('#test-support/share-content.ts');
  const content = shareContent(result, { view: { center: { x: 300, y: 300 }, level0PxPerCssPx: 0.5, rotationDeg: 0 } });
  await fovea.goto();
  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const before = await fovea.magnification.innerText();
  await fovea.page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `v1.${encodePayload(content, whole(result))}`,
  );
  await fovea.result.scores.waitFor();
  await expect(fovea.magnification).not.toHaveText(before);
  await expect(fovea.magnification).toContainText('40');
});

test('another host is read from only once that was agreed to', async ({ fovea, slides }) => {
  const server = await startRangeServer(filesOf(slides.folder));
  await fovea.goto(`?slide=${encodeURIComponent(server.url('/nest.tif'))}`);
  await expect(fovea.share.question).toContainText(new URL(server.url('/')).host);
  await expect(fovea.share.question.getByText(server.url('/nest.tif'), { exact: true })).toBeVisible();
  expect(server.requests).toEqual([]);
  await fovea.share.decline();
  await expect(fovea.emptyScreen).toBeVisible();
  expect(server.requests).toEqual([]);
  await fovea.page.reload();
  await fovea.share.agree();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await server.close();
});

test('what is too large for a link is saved as a file, which its address opens', async ({ fovea, slides }) => {
  const file = resultFileIn(
    slides.folder,
    await resultOn(slides.small, { width: 1536, height: 1280 }, 12),
    'large.fovea.json',
  );
  const server = await startRangeServer(filesOf(slides.folder));
  await fovea.goto();
  await openResult(fovea, slides.small, file);
  await fovea.share.button.click();
  await expect(fovea.share.dialog).toContainText('too large for a link');
  const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.share.saveButton.click()]);
  expect(readResultFile(await saved.path()).patches).toHaveLength(128 * 107);

  await test.step('dropped before its slide is open, it waits for it', async () => {
    await fovea.goto();
    await fovea.openFile(file);
    await expect(fovea.share.notice).toContainText('nest.tif');
    await fovea.openFile(slides.small);
    await fovea.result.scores.waitFor();
    await expect(fovea.share.notice).toBeHidden();
  });

  const query = new URLSearchParams({ slide: server.url('/nest.tif'), result: server.url('/large.fovea.json') });
  await fovea.goto(`?${query.toString()}`);
  await fovea.share.agree();
  await fovea.result.scores.waitFor();
  await expect(fovea.page.getByRole('note')).toContainText('large.fovea.json');

  await test.step('what is there instead is refused, and the slide is not opened', async () => {
    const wrong = new URLSearchParams({ slide: server.url('/nest.tif'), result: server.url('/not-a-slide.svs') });
    await fovea.goto(`?${wrong.toString()}`);
    await fovea.share.agree();
    expect((await fovea.share.refused()).code).toBe('result/invalid');
    await expect(fovea.emptyScreen).toBeVisible();
  });
  await server.close();
});

test('the dialog says what is in the link and what is not, lets maps be left out, and copies', async ({
  browser,
  slides,
  site,
}) => {
  const { fovea, close } = await newProfile(browser, site.url);
  const file = resultFileIn(slides.folder, await resultOn(slides.small, { width: 1536, height: 1280 }, 64));
  await fovea.goto();
  await openResult(fovea, slides.small, file);
  await fovea.share.button.click();
  await expect(fovea.share.notInLink).toContainText('nest.tif');
  await expect(fovea.share.dialog).toContainText(/rounded to 8 bits/);
  const all = await fovea.share.address.inputValue();
  await fovea.share.map('bottom-up-attention').uncheck();
  await expect(fovea.share.address).not.toHaveValue(all);
  const fewer = await fovea.share.address.inputValue();
  expect(fewer.length).toBeLessThan(all.length);
  await fovea.share.copyButton.click();
  await expect(fovea.share.copyButton).toHaveText('Copied');
  expect(await fovea.page.evaluate(() => navigator.clipboard.readText())).toBe(fewer);
  await close();
});

test.describe('a hostile link is refused with a message, and nothing else happens', () => {
  test('empty, of another version, huge, markup', async ({ fovea, requests }) => {
    for (const [what, fragment, code] of [
      ['empty', '#v1.', 'link/damaged'],
      ['of another version', '#v7.AAAA', 'link/unknown-version'],
      ['huge', `#v1.${'A'.repeat(100_000)}`, 'link/too-long'],
      ['markup', '#v1.<img src=x onerror=alert(1)>', 'link/damaged'],
    ] as const) {
      // A page of its own each: another fragment alone would not load it.
      await fovea.page.goto('about:blank');
      await fovea.goto(`?slide=phantom/phantom-01.tif${fragment}`);
      expect((await fovea.share.refused()).code, what).toBe(code);
      await expect(fovea.emptyScreen).toBeVisible();
    }
    expect(requests.map((request) => request.url()).filter((url) => new URL(url).pathname.endsWith('.tif'))).toEqual(
      [],
    );
  });

  test('truncated, changed, a zip bomb, wrong types, script in names', async ({ fovea, slides, requests }) => {
    const result = await resultOn(slides.small, { width: 1536, height: 1280 }, 128);
    const { hostileLinks, scriptName } = await import('./hostile-links.ts');
    await fovea.goto();
    for (const { what, payload, code } of hostileLinks(result)) {
      await fovea.page.evaluate((hash) => {
        location.hash = hash;
      }, `v1.${payload}`);
      await expect(fovea.share.refusal, what).toHaveAttribute('data-code', code);
      await fovea.share.refusal.getByRole('button').click();
      await expect(fovea.share.notice).toBeHidden();
    }
    await expect(fovea.emptyScreen).toBeVisible();

    // A name that looks like markup is text, in the notice and in the panel.
    const { payload, name } = scriptName(result);
    await fovea.page.evaluate((hash) => {
      location.hash = hash;
    }, `v1.${payload}`);
    await expect(fovea.share.notice).toContainText(name);
    await fovea.openFile(slides.small);
    await fovea.result.scores.waitFor();
    await expect(fovea.share.origin).toContainText(name);
    expect(await fovea.page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(requests.map((request) => request.url()).filter((url) => /onnx|evil/.test(url))).toEqual([]);
  });
});
