import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { CheckPanel } from './pages/check.ts';
import { withOtherValue } from './wrong-answer.ts';

const CARCINOMA = 'Carcinoma';

test('two models answer on the phantom as the reference pipeline does; the check can be cancelled, goes on while its dialog is closed, and is reported', async ({
  fovea,
  page,
  site,
}) => {
  test.setTimeout(240_000);
  const check = new CheckPanel(page);
  await fovea.goto();
  await check.open();
  // Of the largest model: cancelled in the middle, and the machine is free again.
  await check.chooseModels(CARCINOMA);
  await check.startButton.click();
  await expect(check.dialog.getByRole('progressbar', { name: en.check.progress })).toBeVisible();
  // A step of it: before the first there is nothing to show for.
  await expect(check.dialog.getByRole('status').filter({ hasText: CARCINOMA })).toBeVisible();
  await check.cancelButton.click();
  await expect(check.findings.getByText(en.check.verdict.incomplete)).toBeVisible();
  await expect(check.startButton).toBeEnabled();

  await check.chooseModels('DSCA', 'one small nest');
  await check.startButton.click();
  await expect(check.cancelButton).toBeVisible();
  await check.close();
  await expect(check.notice).toBeVisible();
  await expect(check.notice.getByText(en.check.verdict['passed-in-part'])).toBeVisible({ timeout: 100_000 });
  await check.notice.getByRole('button', { name: en.check.show }).click();
  await expect(check.findings.getByText(en.check.outcomes.passed, { exact: true })).toHaveCount(2);

  const { report, json, summary } = await check.reports();
  expect(report).toMatchObject({ verdict: 'passed-in-part', processorOnly: false, machine: { webgpu: null } });
  expect(report.leftOut).toHaveLength(3);
  expect(report.leftOut.every(({ backEnds }) => backEnds.join() === 'wasm')).toBe(true);
  await expect(check.findings.getByText(/^Not checked: /)).toContainText(CARCINOMA);
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
  expect(summary).toContain(en.check.verdict['passed-in-part']);
  expect(summary).toContain(CARCINOMA);
  expect(summary).toContain(report.models[0]?.files[0]?.sha256);

  // One of the numbers that should come out is another one: to the check the same as a machine that computes it wrong.
  await page.route('**/phantom/*.answer.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: withOtherValue(await response.text()) });
  });
  await check.chooseModels('one small nest');
  await check.startButton.click();
  await expect(check.findings.getByText(en.check.verdict.failed, { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(check.findings.getByText(en.check.todoProcessor)).toBeVisible();
  const differs = en.check.differs(en.check.whereOf(en.result.mapFull['sampling-probability'], en.check.step.phantom));
  await expect(check.findings.getByText(differs)).toBeVisible();
  const wrong = await check.reports();
  expect(wrong.report).toMatchObject({ verdict: 'failed', models: [{ steps: [{ outcome: 'failed' }] }] });
  expect(wrong.report.models[0]?.steps[0]?.phantom.filter(({ passed }) => !passed)).toMatchObject([
    { what: 'sampling-probability' },
  ]);
  expect(wrong.summary).toContain(differs);
  // Nothing of it became a slide of the window.
  await check.close();
  await expect(fovea.emptyScreen).toBeVisible();
});
