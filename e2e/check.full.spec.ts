import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { CheckPanel } from './pages/check.ts';

test.describe.configure({ timeout: 900_000 });

test('all models that ship answer on the phantom as the reference pipeline does', async ({ fovea, page }) => {
  const check = new CheckPanel(page);
  await fovea.goto();
  await check.open();
  await check.startButton.click();
  await expect(check.findings.getByText(en.check.verdict.passed)).toBeVisible({ timeout: 800_000 });
  const { report } = await check.reports();
  expect(report.models).toHaveLength(5);
  for (const { id, steps } of report.models)
    for (const { phantom, phantomSeconds, patchesPerSecond } of steps) {
      console.log(
        id,
        phantomSeconds,
        patchesPerSecond,
        phantom.map(({ what, difference }) => `${what} ${difference}`),
      );
      expect(phantom.every(({ passed }) => passed)).toBe(true);
    }
});
