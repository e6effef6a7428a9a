import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { OTHER_TYPES, SLIDE_TYPES } from '#ui/empty/file-types.ts';
import { en } from '#ui/messages/en/index.ts';
import { LANGUAGE_NAMES } from '#ui/messages/language.ts';
import { zh } from '#ui/messages/zh/index.ts';
import { CHROMIUM_FLAGS, SHORT_RUN_FLAG, findChromium } from '../scripts/chromium.ts';
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

/** Waits until what ships has been stored, which the window does by itself in idle moments. */
async function waitUntilModelsStored(page: Page): Promise<void> {
  const workstation = new Workstation(page);
  const models = await workstation.open(en.modelFiles.name);
  await expect(models).toContainText(/models and phantom need no network/, { timeout: 90_000 });
  await workstation.close();
}

/** A browser with a profile that outlives it. What it tells the system of installed apps stays in that folder as well. */
function startBrowser(profile: string): Promise<BrowserContext> {
  const executablePath = findChromium();
  return chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: [...CHROMIUM_FLAGS, SHORT_RUN_FLAG],
    env: { ...process.env, HOME: profile, XDG_DATA_HOME: profile, XDG_CONFIG_HOME: profile },
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
}

/** Has what follows opened by the button, where the picker gives a handle of the browser's own that asks for no permission. */
async function pickFile(fovea: FoveaPage, path: string): Promise<void> {
  await fovea.page.evaluate(
    async ([name, base64]) => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
      const stream = await handle.createWritable();
      await stream.write(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
      await stream.close();
      Object.assign(window, { showOpenFilePicker: async () => [handle] });
    },
    [basename(path), readFileSync(path).toString('base64')] as const,
  );
  await fovea.chooseWay(en.header.openFile);
}

test('a plain static host under a sub-path stores all by itself and is installed; the browser ended and the host gone, the app opens a file of the system, runs all models, exports, opens a recent slide', async ({
  site,
  slides,
}) => {
  const host = await startPlainHost();
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  let browser = await startBrowser(profile);
  try {
    let page = await browser.newPage();
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.goto(host.url);
    await expect.poll(() => isIsolated(page)).toBe(true);
    const machine = await new Workstation(page).open(en.workstation.machine.name);
    await expect(machine).toContainText(en.workstation.machine.isolated);
    await waitUntilStored(page);
    let session = await browser.newCDPSession(page);
    const { errors, manifest } = await session.send('Page.getAppManifest');
    expect([errors, manifest.name]).toEqual([[], 'Fovea: whole-slide viewer']);
    expect((await session.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
    // An application of its own, beside others of the same host.
    const { appId: manifestId = '' } = await session.send('Page.getAppId');
    expect(manifestId).toBe(host.url);
    await waitUntilModelsStored(page);
    expect(loads).toBe(2);
    await session.send('PWA.install', { manifestId });
    const { fileHandlers } = await session.send('PWA.getOsAppState', { manifestId });
    const asInManifest = (types: Readonly<Record<string, readonly string[]>>) =>
      Object.fromEntries(Object.entries(types).map(([type, endings]) => [type, endings.toSorted()]));
    expect(
      fileHandlers.map(({ action, accepts }) => [
        action,
        Object.fromEntries(accepts.map(({ mediaType, fileExtensions }) => [mediaType, fileExtensions])),
      ]),
    ).toEqual([SLIDE_TYPES, OTHER_TYPES].map((types) => [host.url, asInManifest(types)]));
    await browser.close();
    await host.stop();

    browser = await startBrowser(profile);
    session = await browser.newCDPSession(browser.pages()[0] ?? (await browser.newPage()));
    await session.send('PWA.launchFilesInApp', { manifestId, files: [slides.small] });
    const app = () => browser.pages().find((opened) => opened.url().startsWith(host.url));
    await expect.poll(async () => app()?.getByRole('heading', { level: 1, name: 'nest.tif' }).isVisible()).toBe(true);
    expect(await app()?.evaluate(() => crossOriginIsolated)).toBe(true);

    page = await browser.newPage();
    await page.goto(host.url);
    // What the page model asks of a host it asks of the other one, which serves the same build.
    const fovea = new FoveaPage(page, site.url);
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
    // One of its patches is as large as a whole tiny slide.
    const coarse = 'phantom-dsca';
    await pickFile(fovea, slides.small);
    await runsOn('nest.tif', [coarse]);
    await pickFile(fovea, slides.tiny);
    await runsOn(
      'tiny.tif',
      (await fovea.model.shippedIds()).filter((id) => id !== coarse),
    );
    // Words that are fetched when they are first wanted.
    await page.reload();
    await page.getByRole('button', { name: en.language.title, exact: true }).click();
    await page.getByRole('menuitemradio', { name: LANGUAGE_NAMES.zh }).click();
    await expect(page.getByRole('heading', { level: 1, name: zh.empty.title })).toBeVisible();
    // The browser's way back to what was given and picked.
    await expect(page.getByRole('button', { name: `nest.tif ${zh.empty.recentFile}` })).toHaveCount(2);
    await page.getByRole('button', { name: `tiny.tif ${zh.empty.recentFile}` }).click();
    await expect(fovea.slideName).toHaveText('tiny.tif');
    await page.getByRole('button', { name: zh.header.openMenu }).click();
    await page.getByRole('menuitem', { name: zh.header.openPhantom, exact: true }).click();
    await expect(fovea.slideName).not.toHaveText('tiny.tif');
    await fovea.stage.waitFor();
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test.describe('where no service worker can be', () => {
  test.use({ serviceWorkers: 'block' });

  test('a host without headers gives one thread, which is said, and a model runs on it', async ({ page, slides }) => {
    const host = await startPlainHost();
    const fovea = new FoveaPage(page, host.url);
    await fovea.goto();
    const workstation = new Workstation(page);
    const machine = await workstation.open(en.workstation.machine.name);
    await expect(machine).toContainText(en.workstation.machine.notIsolated);
    await expect(machine).toContainText(en.workstation.machine.threads(1));
    await expect(await workstation.open(en.offline.name)).toContainText(en.offline.impossibleNotes.unsupported);
    await workstation.close();
    expect(await isIsolated(page)).toBe(false);
    await fovea.drop(slides.tiny);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await fovea.model.run();
    await expect.poll(async () => (await fovea.runState()).kind, { timeout: 120_000 }).toBe('done');
    const { run } = readResultFile((await fovea.result.export('result')).path);
    expect(run.slide.name).toBe('tiny.tif');
    await host.stop();
  });
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
  await ask.or(offline.getByText(en.offline.ready)).first().click();
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

  // With all windows closed the browser lets the new service worker in: the next start is the version in use all the same.
  await page.close();
  await other.close();
  const [next, beside] = [await context.newPage(), await context.newPage()];
  // A page of the same host that is none of the app's: the browser lets the new one in when it has the time.
  await next.goto(new URL('/', host.url).href);
  const workers = () =>
    next.evaluate(async (url) => {
      const { active, waiting } = (await navigator.serviceWorker.getRegistration(url)) ?? {};
      return { isActive: Boolean(active), waits: Boolean(waiting) };
    }, host.url);
  await expect.poll(workers).toEqual({ isActive: true, waits: false });
  const again = new FoveaPage(next, host.url);
  await again.goto();
  await new FoveaPage(beside, host.url).goto();
  await expect(offerIn(next)).toContainText(en.offline.ready);
  expect([await versionOf(next), await versionOf(beside)]).toEqual([before, before]);

  await restartIn(next).click();
  await expect.poll(() => versionOf(next)).toBe('9.9.9+newer');
  await expect(again.emptyScreen).toBeVisible();
  await expect(offerIn(next)).toBeHidden();
  // The other tab goes on: what it has not loaded yet is of a version that the host has no more.
  await expect(offerIn(beside)).toContainText(en.offline.elsewhere);
  await offerIn(beside).getByRole('button', { name: en.offline.later }).click();
  await expect(offerIn(beside)).toBeHidden();
  await beside.getByRole('button', { name: en.language.title, exact: true }).click();
  await beside.getByRole('menuitemradio', { name: LANGUAGE_NAMES.zh }).click();
  await expect(beside.getByRole('heading', { level: 1, name: zh.empty.title })).toBeVisible();
  expect(await versionOf(beside)).toBe(before);
  await host.stop();
});
