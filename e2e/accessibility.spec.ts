import type { Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { clippedControls, setTextSize } from './clipping.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { WhatIfPanel } from './pages/what-if.ts';
import { scan } from './scan.ts';

const RUN_TIMEOUT_MS = 150_000;

test.describe.configure({ timeout: 180_000 });
test.use({ actionTimeout: 15_000, profile: 'read' });

/** Looks at the screen in both themes; goes on after a failure, so that one run tells of every screen. */
async function check(page: Page, screen: string): Promise<void> {
  expect.soft(await scan(page, screen), screen).toEqual([]);
}

async function openPhantom(fovea: FoveaPage): Promise<void> {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.waitUntilDrawn();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Draws a box over the middle of the slide. */
async function drawBox(fovea: FoveaPage): Promise<void> {
  await fovea.hover(0.4, 0.4);
  await fovea.page.mouse.down();
  await fovea.hover(0.5, 0.5);
  await fovea.hover(0.6, 0.6);
  await fovea.page.mouse.up();
}

/** Goes to a part of the panel by its navigator: the part is open, its heading in sight and focused, and the navigator says so. */
async function goByNavigator(page: Page, part: string): Promise<void> {
  const button = page
    .getByRole('navigation', { name: en.panel.parts })
    .getByRole('button', { name: part, exact: true });
  await button.press('Enter');
  const heading = page.getByRole('region', { name: part, exact: true }).getByRole('button', { name: part });
  await expect(heading).toBeFocused();
  await expect(heading).toBeInViewport();
  await expect(heading).toHaveAttribute('aria-expanded', 'true');
  await expect(button).toHaveAttribute('aria-current', 'true');
}

/** Everything can be got at, and the slide is still there. */
async function checkLargeText(fovea: FoveaPage, screen: string): Promise<void> {
  expect.soft(await clippedControls(fovea.page), screen).toEqual([]);
  const box = await fovea.stage.first().boundingBox();
  const { width, height } = fovea.page.viewportSize() ?? { width: 0, height: 0 };
  expect.soft((box?.width ?? 0) / width, `${screen}: the slide's width`).toBeGreaterThan(0.3);
  expect.soft((box?.height ?? 0) / height, `${screen}: the slide's height`).toBeGreaterThan(0.2);
}

test('before anything is run: empty screen, slide, models, card, spacing, sheet', async ({ fovea, slides }) => {
  const { page } = fovea;
  await fovea.goto();
  await fovea.emptyScreen.waitFor();
  await check(page, 'empty screen');
  await fovea.emptyScreen.getByRole('button', { name: en.header.openLink }).click();
  await check(page, 'dialog of a link');
  await closeDialog(page);
  await fovea.openFile(slides.noSpacing);
  await fovea.stage.waitFor();
  await fovea.spacingButton.click();
  await check(page, 'dialog of the spacing');
  await closeDialog(page);
  await fovea.openPhantom();
  await expect(fovea.slideName).toContainText('hantom');
  await check(page, 'slide and list of models');
  expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
  await fovea.model.section.getByRole('button', { name: en.model.about }).click();
  await fovea.model.section.getByRole('button', { name: en.bundles.card }).first().click();
  await page.getByRole('dialog').waitFor();
  await check(page, 'card of a model');
  await closeDialog(page);
  await fovea.stage.focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: en.shortcuts.title }).waitFor();
  await check(page, 'sheet of shortcuts');
  await closeDialog(page);
  await page.keyboard.press('p');
  await page.getByRole('dialog', { name: en.commands.title }).waitFor();
  await check(page, 'palette of commands');
  await closeDialog(page);
  await page.getByRole('button', { name: en.display.open }).click();
  await check(page, 'display settings');
});

test('a run, its result, and all that is asked of it', async ({ fovea }) => {
  const { page } = fovea;
  await openPhantom(fovea);
  expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await expect(fovea.model.cancelButton.or(fovea.result.scores).first()).toBeVisible();
  await check(page, 'run in progress');
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.model.runButton).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await check(page, 'result of TDA-MIL');
  const closed = fovea.result.section.locator('button[aria-expanded="false"]:not([aria-haspopup], [role="combobox"])');
  while ((await closed.count()) > 0) await closed.first().click();
  await check(page, 'map controls');
  await goByNavigator(page, en.patches.title);
  await fovea.hover(0.5, 0.5);
  await page.mouse.down();
  await page.mouse.up();
  await check(page, 'gallery and patch card');

  const whatIf = new WhatIfPanel(page);
  await goByNavigator(page, en.whatIf.title);
  await whatIf.take('rectangle');
  await drawBox(fovea);
  await expect(whatIf.marks).toHaveCount(1);
  await whatIf.waitUntilAnswered();
  await check(page, 'question with a region');

  await whatIf.section.getByRole('button', { name: en.faithfulness.title }).click();
  await whatIf.section.getByRole('button', { name: en.faithfulness.check, exact: true }).click();
  await whatIf.section.getByRole('button', { name: en.faithfulness.again, exact: true }).waitFor({ timeout: 90_000 });
  await check(page, 'plot of faithfulness');

  await fovea.annotations.open();
  await fovea.annotations.take('rectangle');
  await check(page, 'annotation tool on');
  await drawBox(fovea);
  await expect(fovea.annotations.rows).toHaveCount(1);
  await check(page, 'selected annotation');

  await fovea.compare.choose('swipe');
  await check(page, 'swipe');
  await fovea.compare.choose('four');
  await check(page, 'four views');
  await fovea.compare.end();

  await fovea.share.button.click();
  await fovea.share.dialog.waitFor();
  await check(page, 'dialog of a link to the result');
  await closeDialog(page);
  await fovea.result.section.getByRole('button', { name: en.report.open }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.report.print }).and(page.locator(':enabled')).waitFor();
  await check(page, 'report');
  await closeDialog(page);

  // Twice the text that browsers begin with.
  await setTextSize(page, 32);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ]) {
    await page.setViewportSize(size);
    await checkLargeText(fovea, `large text at ${size.width} × ${size.height}`);
  }
});
