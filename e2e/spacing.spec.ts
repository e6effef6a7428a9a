import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';

const PHANTOM_MODEL = 'phantom-tda-mil';

test('a slide without spacing opens in pixels, is asked for it once, takes no impossible one, and remembers the answer', async ({
  fovea,
  slides,
}) => {
  await fovea.goto();
  await fovea.openFile(slides.noSpacing);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await expect(fovea.scaleBar).toHaveAccessibleName(/ px$/);

  await fovea.model.choose(PHANTOM_MODEL);
  expect((await fovea.model.fitProblem())?.code).toBe('run/no-spacing');
  await expect(fovea.model.runButton).toBeDisabled();

  await fovea.spacingButton.click();
  const dialog = fovea.page.getByRole('dialog', { name: en.spacing.title });
  const use = dialog.getByRole('button', { name: en.spacing.use });
  for (const text of ['', '0', '-0.5', '0.01', '51', 'half', '1e400']) {
    await dialog.getByLabel(en.spacing.value).fill(text);
    await expect(use).toBeDisabled();
  }
  // A decimal comma is what many would type.
  await dialog.getByLabel(en.spacing.value).fill('0,5');
  await expect(use).toBeEnabled();
  await fovea.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await fovea.stateSpacing(4);
  const problem = await fovea.model.fitProblem();
  expect(problem?.code).toBe('run/slide-too-coarse');
  expect(problem?.text).toContain('4');
  await expect(fovea.model.runButton).toBeDisabled();

  await fovea.stateSpacing(0.5);
  await expect(fovea.scaleBar).toHaveAccessibleName(/[µm]m$/);
  await expect(fovea.model.runButton).toBeEnabled();

  await fovea.page.reload();
  await fovea.openFile(slides.noSpacing);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await expect(fovea.spacingButton).toContainText('0.5');
  await expect(fovea.page.getByRole('region', { name: en.rail.facts })).toContainText(en.rail.spacingByUser);
});
