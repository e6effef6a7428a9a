import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { CheckPanel } from './pages/check.ts';

test('two models answer on the phantom as the reference pipeline does; the check can be cancelled, goes on while its dialog is closed, and is reported', async ({
  fovea,
  page,
  site,
}) => {
  const check = new CheckPanel(page);
  await fovea.goto();
  await check.open();
  // Of the largest model: cancelled in the middle, and the machine is free again.
  await check.chooseModels('Carcinoma');
  await check.startButton.click();
  await expect(check.dialog.getByRole('progressbar', { name: en.check.progress })).toBeVisible();
  await check.cancelButton.click();
  await expect(check.findings.getByText(en.check.verdict.incomplete)).toBeVisible();
  await expect(check.startButton).toBeEnabled();

  await check.chooseModels('DSCA', 'one small nest');
  await check.startButton.click();
  await expect(check.cancelButton).toBeVisible();
  await check.close();
  await expect(check.notice).toBeVisible();
  await expect(check.notice.getByText(en.check.verdict.passed)).toBeVisible({ timeout: 100_000 });
  await check.notice.getByRole('button', { name: en.check.show }).click();
  await expect(check.findings.getByText(en.check.outcomes.passed, { exact: true })).toHaveCount(2);

  const { report, json, summary } = await check.reports();
  expect(report).toMatchObject({ verdict: 'passed', processorOnly: false, machine: { webgpu: null } });
  expect(report.models.map(({ id }) => id)).toEqual(['phantom-attention-sampling', 'phantom-dsca']);
  for (const { steps } of report.models)
    for (const step of steps) {
      expect(step).toMatchObject({ backEnd: 'wasm', outcome: 'passed', withoutAnswer: null });
      expect(step.phantom.length).toBeGreaterThan(3);
      // WASM sums in another order than native code; a hundred times that would be another computation.
      for (const { what, difference, limit } of step.phantom)
        expect(difference ?? Infinity, what).toBeLessThanOrEqual(limit / 5);
    }
  expect(report.origin).toBe(new URL(site.url).origin);
  for (const text of [json, summary])
    for (const [address] of text.matchAll(/https?:\/\/[^\s"]+/g)) expect(address).toBe(report.origin);
  expect(summary).toContain(en.check.verdict.passed);
  expect(summary).toContain(report.models[0]?.files[0]?.sha256);
  // Nothing of it became a slide of the window.
  await check.close();
  await expect(fovea.emptyScreen).toBeVisible();
});
