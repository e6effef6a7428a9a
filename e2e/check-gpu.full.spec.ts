import { en } from '#ui/messages/en/index.ts';
import { CHROMIUM_FLAGS, SOFTWARE_WEBGPU_FLAGS, findChromium } from '../scripts/chromium.ts';
import { expect, test } from './fixtures.ts';
import { CheckPanel } from './pages/check.ts';
import { withOtherValue } from './wrong-answer.ts';

test.describe.configure({ timeout: 900_000 });
const executablePath = findChromium();
test.use({
  launchOptions: {
    ...(executablePath ? { executablePath } : {}),
    args: [...CHROMIUM_FLAGS, ...SOFTWARE_WEBGPU_FLAGS],
  },
});

test('on the software WebGPU adapter, chosen by hand, a model answers on the phantom as the reference pipeline does', async ({
  fovea,
  page,
}) => {
  const check = new CheckPanel(page);
  await fovea.goto();
  await check.open();
  await check.chooseModels('one small nest');
  const gpu = check.dialog.getByRole('checkbox', { name: en.bundles.backEnds.webgpu });
  await expect(gpu).toBeEnabled();
  await expect(gpu).not.toBeChecked();
  await gpu.check();
  await check.dialog.getByRole('checkbox', { name: en.bundles.backEnds.wasm }).uncheck();
  await check.startButton.click();
  const partly = check.findings.getByText(en.check.verdict['passed-in-part']);
  await expect(partly).toBeVisible({ timeout: 800_000 });
  const { report } = await check.reports();
  expect(report).toMatchObject({ processorOnly: false, machine: { webgpu: { software: true } } });
  expect(report.models.flatMap(({ steps }) => steps.map(({ backEnd, outcome }) => [backEnd, outcome]))).toEqual([
    ['webgpu', 'passed'],
  ]);

  // A GPU that computes wrong: the processor runs from then on, until the same model has passed on it.
  const answers = '**/phantom/*.answer.json';
  await page.route(answers, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: withOtherValue(await response.text()) });
  });
  await check.startButton.click();
  await expect(check.findings.getByText(en.check.todoGpu)).toBeVisible({ timeout: 800_000 });
  const failed = (await check.reports()).report;
  expect(failed).toMatchObject({ verdict: 'failed', processorOnly: true, failedOnGpu: [{ id: report.models[0]?.id }] });
  await page.unroute(answers);
  await check.startButton.click();
  await expect(partly).toBeVisible({ timeout: 800_000 });
  expect((await check.reports()).report).toMatchObject({ processorOnly: false, failedOnGpu: [] });
});
