import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';

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
