import { en } from '#ui/messages/en/index.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { WhatIfPanel } from './pages/what-if.ts';

test.use({ profile: 'read' });

test('the keys of the slide', async ({ fovea }) => {
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const { keyboard } = fovea.page;

  for (const [key, shown] of [
    ['2', '5×'],
    ['3', '10×'],
    ['4', '20×'],
    ['5', '40×'],
  ] as const) {
    await keyboard.press(key);
    await expect(fovea.magnification).toHaveText(shown);
  }
  await keyboard.press('-');
  await expect(fovea.magnification).not.toHaveText('40×');
  await keyboard.press('5');
  await expect(fovea.magnification).toHaveText('40×');
  await keyboard.press('0');
  await expect(fovea.magnification).not.toHaveText('40×');

  const rotation = fovea.page.getByRole('button', { name: new RegExp(`^${en.stage.resetRotation}`) });
  await keyboard.press('r');
  await expect(rotation).toHaveText('90°');
  await keyboard.press('Shift+R');
  await expect(rotation).toHaveText('0°');

  await keyboard.press('?');
  await expect(fovea.page.getByRole('dialog', { name: en.shortcuts.title })).toBeVisible();
  await keyboard.press('Escape');
  await expect(fovea.page.getByRole('dialog')).toBeHidden();
});

test('the window can be gone through with Tab alone', async ({ fovea }) => {
  await fovea.goto();
  await fovea.emptyScreen.waitFor();
  const reached: string[] = [];
  for (let i = 0; i < 12; i++) {
    await fovea.page.keyboard.press('Tab');
    reached.push(await fovea.page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  expect(reached).toContain(en.header.openPhantom);
  await fovea.emptyScreen.getByRole('button', { name: en.header.openPhantom }).focus();
  await fovea.page.keyboard.press('Enter');
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
});

test('typing in a field is not taken for a key of the slide', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.openFile(slides.noSpacing);
  await fovea.stage.waitFor();
  const rotation = fovea.page.getByRole('button', { name: new RegExp(`^${en.stage.resetRotation}`) });
  await fovea.spacingButton.click();
  await fovea.page.getByRole('dialog').getByLabel(en.spacing.value).pressSequentially('r0.25');
  await fovea.page.keyboard.press('Escape');
  await expect(rotation).toHaveText('0°');
});

/** Opens the palette, types, and runs the first command that is found. */
async function command(fovea: FoveaPage, words: string): Promise<void> {
  const { keyboard } = fovea.page;
  await keyboard.press('p');
  const palette = fovea.page.getByRole('dialog', { name: en.commands.title });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await keyboard.type(words);
  await keyboard.press('Enter');
  await palette.waitFor({ state: 'hidden' });
}

test('from the empty screen to a heatmap, a question, an annotation and a saved file with keys alone', async ({
  fovea,
}) => {
  test.setTimeout(240_000);
  const { page } = fovea;
  const { keyboard } = page;
  await fovea.goto();
  await fovea.emptyScreen.waitFor();
  await command(fovea, en.commands.names['open-phantom']);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();

  await command(fovea, en.commands.names.run);
  await fovea.result.scores.waitFor({ timeout: 150_000 });
  await expect(fovea.model.runButton).toBeVisible({ timeout: 150_000 });
  await keyboard.press('n');
  await expect(fovea.result.map('bottom-up-attention')).toBeChecked();

  // The phantom has nothing in its middle, and two pieces beside it: one of them is brought there, and its patch told of by a key.
  await fovea.stage.focus();
  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await fovea.waitUntilDrawn();
  await keyboard.press('t');
  const card = page.getByRole('region', { name: en.patches.card });
  await expect(card).toBeVisible();
  await keyboard.press('Escape');
  await expect(card).toBeHidden();

  // A rectangle around the middle of the view is left out.
  const whatIf = new WhatIfPanel(page);
  const drawRectangle = async () => {
    await expect(fovea.stage).toBeFocused();
    await keyboard.press('Shift+ArrowLeft');
    await keyboard.press('Enter');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await keyboard.press(`Shift+${key}`);
    await keyboard.press('Enter');
    await keyboard.press('Escape');
  };
  await command(fovea, en.commands.names['exclude-rectangle']);
  await drawRectangle();
  await command(fovea, en.commands.names['go-what-if']);
  await expect(page.locator(':focus')).toContainText(en.whatIf.title);
  await expect(whatIf.marks).toHaveCount(1);
  await whatIf.waitUntilAnswered();
  await keyboard.press('Control+z');
  await expect(whatIf.marks).toHaveCount(0);
  await keyboard.press('Control+Shift+z');
  await expect(whatIf.marks).toHaveCount(1);

  await command(fovea, en.commands.names['go-slide']);
  await expect(fovea.stage).toBeFocused();
  await command(fovea, en.commands.names['annotate-rectangle']);
  await drawRectangle();
  await command(fovea, en.commands.names['go-annotations']);
  await expect(fovea.annotations.rows).toHaveCount(1);

  const download = page.waitForEvent('download');
  await command(fovea, en.commands.names['export-result']);
  expect(readResultFile(await (await download).path()).questions?.current?.regions).toHaveLength(1);
});

test('the palette: found in either language, says why not, gives the focus back; keys can be turned off', async ({
  fovea,
}) => {
  const { page } = fovea;
  const { keyboard } = page;
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.stage.focus();
  await keyboard.press('p');
  const palette = page.getByRole('dialog', { name: en.commands.title });
  const options = palette.getByRole('option');
  await keyboard.type('切片 关闭');
  await expect(options).toHaveCount(1);
  await expect(options).toHaveAccessibleName(new RegExp(en.commands.names['close-slide']));
  await palette.getByRole('combobox').fill(en.commands.names.report);
  await expect(options.first()).toBeDisabled();
  await expect(palette.getByRole('status')).toHaveText(en.commands.obstacles.noResult);
  await keyboard.press('Enter');
  await expect(palette).toBeVisible();
  await keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(fovea.stage).toBeFocused();

  const rotation = page.getByRole('button', { name: new RegExp(`^${en.stage.resetRotation}`) });
  await page.getByRole('button', { name: en.header.shortcuts, exact: true }).click();
  await page.getByRole('switch', { name: en.shortcuts.on }).click();
  await keyboard.press('Escape');
  await expect(page.getByRole('button', { name: en.header.shortcuts, exact: true })).toBeFocused();
  await keyboard.press('r');
  await expect(rotation).toHaveText('0°');
});
