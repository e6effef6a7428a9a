import type { Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { LANGUAGE_NAMES } from '#ui/messages/language.ts';
import { zh } from '#ui/messages/zh/index.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { Workstation } from './pages/workstation.ts';
import { startPlainHost } from './plain-host.ts';

// The specs about it; the others go without, see `playwright.config.ts`.
test.use({ serviceWorkers: 'allow' });

test.describe.configure({ timeout: 300_000 });

const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated).catch(() => false);

/** Waits until the program is on this machine, as its dialog says. */
async function waitUntilStored(page: Page): Promise<void> {
  const workstation = new Workstation(page);
  await expect(await workstation.open(en.offline.name)).toContainText(en.offline.completeNote);
  await workstation.close();
}

/** The build that a tab runs. */
const versionOf = (page: Page) => page.locator('meta[name="fovea-version"]').getAttribute('content');

const offerIn = (page: Page) => page.getByRole('region', { name: en.offline.region });
const restartIn = (page: Page) => offerIn(page).getByRole('button', { name: en.offline.restart });

/** Has what ships stored at once rather than when nothing else is done, and waits until it is. */
async function waitUntilModelsStored(page: Page): Promise<void> {
  const workstation = new Workstation(page);
  const models = await workstation.open(en.modelFiles.name);
  const whole = models.getByText(/models and phantom need no network/);
  const now = models.getByRole('button', { name: en.modelFiles.storeNow });
  await expect(async () => {
    if (await now.isVisible()) await now.click();
    await expect(whole).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await workstation.close();
}

test('a plain static host under a sub-path: threads after one reload; without the host a local slide, all models, an export', async ({
  page,
  site,
  slides,
}) => {
  const host = await startPlainHost();
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(host.url);
  await expect.poll(() => isIsolated(page)).toBe(true);
  const machine = await new Workstation(page).open(en.workstation.machine.name);
  await expect(machine).toContainText(en.workstation.machine.isolated);
  await waitUntilStored(page);
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect([errors, (JSON.parse(data ?? '{}') as { name?: string }).name]).toEqual([[], 'Fovea: whole-slide viewer']);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Every page of a test is in a private window.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
  await waitUntilModelsStored(page);
  expect(loads).toBe(2);

  await host.stop();
  await page.reload();
  // What the page model asks of a host it asks of the other one, which serves the same build.
  const fovea = new FoveaPage(page, site.url);
  await expect(fovea.emptyScreen).toBeVisible();
  expect(await isIsolated(page)).toBe(true);
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.waitUntilDrawn();
  const runsOn = async (name: string, modelIds: readonly string[]) => {
    await expect(fovea.slideName).toHaveText(name);
    for (const modelId of modelIds) {
      await test.step(modelId, async () => {
        expect(await fovea.model.choose(modelId)).toBeNull();
        await fovea.model.run();
        await expect(async () => {
          expect((await fovea.runState()).kind).toBe('done');
          const { run } = readResultFile((await fovea.result.export('result')).path);
          expect([run.bundle.id, run.slide.name]).toEqual([modelId, name]);
        }).toPass({ timeout: 120_000 });
      });
    }
  };
  const coarse = 'phantom-dsca';
  await fovea.drop(slides.tiny);
  await runsOn(
    'tiny.tif',
    (await fovea.model.shippedIds()).filter((id) => id !== coarse),
  );
  // One of its patches is as large as a whole tiny slide.
  await fovea.drop(slides.small);
  await runsOn('nest.tif', [coarse]);
  // Words that are fetched when they are first wanted.
  await page.reload();
  await page.getByRole('button', { name: en.language.title, exact: true }).click();
  await page.getByRole('menuitemradio', { name: LANGUAGE_NAMES.zh }).click();
  await expect(page.getByRole('heading', { level: 1, name: zh.empty.title })).toBeVisible();
  // The browser's way back to what was dropped.
  await expect(page.getByRole('button', { name: `nest.tif ${zh.empty.recentFile}` })).toBeVisible();
});

test('a newer version is offered in all tabs, waits for a run, and is taken tab by tab', async ({ page, context }) => {
  const host = await startPlainHost();
  const fovea = new FoveaPage(page, host.url);
  await fovea.goto();
  await expect.poll(() => isIsolated(page)).toBe(true);
  await waitUntilStored(page);
  const before = await versionOf(page);
  const other = await context.newPage();
  await new FoveaPage(other, host.url).goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();

  host.deploy('9.9.9+newer');
  const offline = await new Workstation(other).open(en.offline.name);
  const ask = offline.getByRole('button', { name: en.offline.check });
  // The browser looks by itself as well, a while after a page has come.
  await ask.or(offline.getByText(en.offline.ready)).click();
  await expect(offline).toContainText(en.offline.ready);
  await new Workstation(other).close();
  const offer = offerIn(page);
  await expect(offer).toContainText(en.offline.ready);
  await expect(offerIn(other)).toContainText(en.offline.ready);

  await fovea.model.runButton.click();
  await expect(offer).toContainText(en.offline.waits.run);
  await expect(restartIn(page)).toBeDisabled();
  await fovea.model.cancelButton.click();
  await expect(restartIn(page)).toBeEnabled();
  // Nothing has happened by itself.
  expect([await versionOf(page), await versionOf(other)]).toEqual([before, before]);

  await restartIn(page).click();
  await expect(fovea.emptyScreen).toBeVisible();
  await expect.poll(() => versionOf(page)).toBe('9.9.9+newer');
  await expect(offer).toBeHidden();
  // The other tab goes on: what it has not loaded yet is of a version that the host has no more.
  await expect(offerIn(other)).toContainText(en.offline.elsewhere);
  await offerIn(other).getByRole('button', { name: en.offline.later }).click();
  await expect(offerIn(other)).toBeHidden();
  await other.getByRole('button', { name: en.language.title, exact: true }).click();
  await other.getByRole('menuitemradio', { name: LANGUAGE_NAMES.zh }).click();
  await expect(other.getByRole('heading', { level: 1, name: zh.empty.title })).toBeVisible();
  expect(await versionOf(other)).toBe(before);
  await host.stop();
});
