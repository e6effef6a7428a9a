import type { Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { LANGUAGE_NAMES } from '#ui/messages/language.ts';
import type { Messages } from '#ui/messages/messages.ts';
import { zh } from '#ui/messages/zh/index.ts';
import { clippedControls } from './clipping.ts';
import { notChinese } from './chinese.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { WhatIfPanel } from './pages/what-if.ts';
import { distinctColours } from './picture.ts';

const RUN_TIMEOUT_MS = 120_000;

test.use({ profile: 'read' });

/** What the slide, its model and its classes call themselves. */
const OWN_NAMES: readonly string[] = ['phantom-01.tif', 'Phantom: tumour nests (TDA-MIL)', 'no nests', 'tumour nests'];

async function expectChinese(page: Page, screen: string): Promise<void> {
  expect.soft(await notChinese(page, OWN_NAMES), screen).toEqual([]);
  expect.soft(await clippedControls(page), screen).toEqual([]);
}

/** Drags over the middle of the slide. */
async function drawBox(fovea: FoveaPage): Promise<void> {
  await fovea.hover(0.4, 0.4);
  await fovea.page.mouse.down();
  await fovea.hover(0.5, 0.5);
  await fovea.hover(0.6, 0.6);
  await fovea.page.mouse.up();
}

async function speak(fovea: FoveaPage, now: Messages, name: string): Promise<void> {
  await fovea.page.getByRole('button', { name: now.language.title, exact: true }).click();
  await fovea.page.getByRole('menuitemradio', { name, exact: true }).click();
}

/** Where the middle of the view is on the slide and how large, in any language: what is under the pointer there. */
async function view(fovea: FoveaPage, words: Messages): Promise<{ readonly power: string; readonly at: string }> {
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');
  // Once away and back: a viewer just made has not heard of a pointer that rests.
  await fovea.page.mouse.move(box.x + 5, box.y + 5);
  await fovea.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const readout = fovea.page.getByRole('status', { name: words.stage.readout });
  await expect(readout).toContainText(/[\d,]+, [\d,]+ px/);
  return {
    power: await fovea.page.getByLabel(words.stage.magnificationNow).innerText(),
    at: /[\d,]+, [\d,]+ px/.exec(await readout.innerText())?.[0] ?? '',
  };
}

test('Chinese: every control by its Chinese name, the slide, its view and its result stay, and a reload keeps it', async ({
  fovea,
}) => {
  test.setTimeout(180_000);
  const { page } = fovea;
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.model.choose('phantom-tda-mil');
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  await page.keyboard.press('2');
  await expect(fovea.magnification).toHaveText('5×');
  await fovea.waitUntilDrawn();
  const before = await view(fovea, en);
  const scores = (await fovea.result.scores.innerText()).match(/\d\.\d{3}/g);
  expect(scores?.length).toBeGreaterThan(0);

  await speak(fovea, en, LANGUAGE_NAMES.zh);
  const scoresNow = page.getByRole('region', { name: zh.result.scores });
  await expect(scoresNow).toBeVisible();
  expect((await scoresNow.innerText()).match(/\d\.\d{3}/g)).toEqual(scores);
  await expect(scoresNow).toContainText(zh.result.notCalibrated);
  await page.getByRole('contentinfo', { name: zh.status.region }).getByText(zh.status.idle, { exact: true }).waitFor();
  await expect.poll(() => view(fovea, zh)).toEqual(before);
  await expect.poll(() => distinctColours(fovea.stage)).toBeGreaterThan(1000);

  await test.step('it is a Chinese page, with the keyboard where it was', async () => {
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await expect(page).toHaveTitle(zh.app.pageTitle);
    await expect(page.getByRole('button', { name: zh.language.title, exact: true })).toBeFocused();
  });

  await test.step('names of controls and regions', async () => {
    for (const name of [zh.header.openMenu, zh.header.shortcuts, zh.stage.zoomIn, zh.stage.whole, zh.model.runAgain])
      await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
    for (const name of [zh.result.region, zh.model.region, zh.rail.facts])
      await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
    await expect(page.getByRole('radio', { name: zh.result.mapFull['top-down-attention'] })).toBeVisible();
    await expect(fovea.stage).toHaveAccessibleName(/方向键平移/);
    await expect(page.getByRole('contentinfo')).toContainText(zh.app.researchUse);
  });

  await test.step('keys work as before', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    await expect(page.getByLabel(zh.stage.magnificationNow)).toHaveText('10×');
  });

  await test.step('nothing is in English, and nothing too wide: result, share link, report', async () => {
    const closed = page.locator('button[aria-expanded="false"]:not([aria-haspopup], [role="combobox"])');
    const shut = page.getByRole('region', { name: zh.result.region, exact: true }).locator(closed);
    while ((await shut.count()) > 0) await shut.first().click();
    await expectChinese(page, 'result');
    await page.getByRole('banner').getByRole('button', { name: zh.share.button, exact: true }).click();
    await page.getByRole('dialog', { name: zh.share.title }).getByRole('textbox').waitFor();
    await expectChinese(page, 'share link');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: zh.report.open }).click();
    await page.getByRole('dialog').getByRole('button', { name: zh.report.print }).waitFor();
    await expectChinese(page, 'report');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  await test.step('nor with a question, an annotation and two views', async () => {
    await speak(fovea, zh, LANGUAGE_NAMES.en);
    const whatIf = new WhatIfPanel(page);
    await page
      .getByRole('navigation', { name: en.panel.parts })
      .getByRole('button', { name: en.whatIf.title, exact: true })
      .click();
    await whatIf.take('rectangle');
    await drawBox(fovea);
    await expect(whatIf.marks).toHaveCount(1);
    await whatIf.waitUntilAnswered();
    await fovea.annotations.open();
    await fovea.annotations.take('rectangle');
    await drawBox(fovea);
    await expect(fovea.annotations.rows).toHaveCount(1);
    await fovea.compare.choose('two');
    expect((await notChinese(page, OWN_NAMES)).length).toBeGreaterThan(20);
    await speak(fovea, en, LANGUAGE_NAMES.zh);
    await expectChinese(page, 'question, annotation, two views');
  });

  await page.reload();
  await expect(page.getByRole('main', { name: zh.empty.region })).toBeVisible();
  await expect(page.getByText(zh.empty.privacy)).toBeVisible();
  await page.getByRole('button', { name: zh.language.title, exact: true }).click();
  await expect(page.getByRole('menuitemradio', { name: LANGUAGE_NAMES.zh })).toBeChecked();
  await page.getByRole('menuitemradio', { name: LANGUAGE_NAMES.en }).click();
  await expect(page.getByRole('main', { name: en.empty.region })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('a browser that asks for Chinese', () => {
  test.use({ locale: 'zh-CN', profile: 'fresh' });

  test('gets it at once; an error is said in it; without the words the page stays English and says so', async ({
    fovea,
    slides,
  }) => {
    const { page } = fovea;
    await fovea.goto();
    await expect(page.getByRole('main', { name: zh.empty.region })).toBeVisible();
    await fovea.drop(slides.notASlide);
    await expect(page.getByRole('alert')).toContainText('。');

    await page.route(/\/assets\/zh-.*\.js/, (route) => route.abort());
    await page.reload();
    await expect(page.getByRole('main', { name: en.empty.region })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText(en.language.failed);
  });
});
