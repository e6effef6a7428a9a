/** What of models lies on this machine: stored on the first start, deleted, brought from an address that cannot be relied on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { en } from '#ui/messages/en/index.ts';
import { startRangeServer } from '#test-support/range-server.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { expect, test } from './fixtures.ts';
import { startKillable, type KillableBrowser } from './killable-browser.ts';
import { AddingPage } from './pages/adding.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { Workstation } from './pages/workstation.ts';

test.describe.configure({ timeout: 120_000 });

const words = en.modelFiles;

const STORED = 'are on this machine: models and phantom need no network.';

test.describe('the first start', () => {
  test.use({ background: 'storing' });

  test('stores what ships by itself; what is deleted is not fetched again by itself', async ({ fovea, requests }) => {
    test.setTimeout(240_000);
    const { page } = fovea;
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    const workstation = new Workstation(page);
    const models = await workstation.open(words.name);
    const shipped = models.getByRole('region', { name: words.shipped });
    await expect(shipped).toContainText(STORED, { timeout: 90_000 });
    await expect(models).toContainText(/Persistent storage: (not )?granted/);
    const name = 'Carcinoma in the slide (TDA-MIL)';
    const row = models.getByRole('listitem', { name, exact: true });
    await row.getByRole('button', { name: words.drop(name) }).click();
    await expect(row).toContainText('not here, ');

    await page.reload();
    const before = requests.length;
    await fovea.emptyScreen.waitFor();
    await workstation.open(words.name);
    // What ships is looked over once more, and all of it is there but for what was deleted.
    await expect(shipped).toContainText(STORED, { timeout: 90_000 });
    await expect(row).toContainText('not here, ');
    const weights = () => requests.slice(before).filter((request) => request.url().endsWith('.onnx'));
    expect(weights()).toEqual([]);
    await row.getByRole('button', { name: words.fetch(name) }).click();
    await expect(row).toContainText('; here, ');
    expect(weights().length).toBeGreaterThan(5);
  });
});

/** What 60 MB more on the disk would do to a test of one file. */
async function stillBrowser(profile: string): Promise<KillableBrowser> {
  const browser = await startKillable(profile);
  await browser.page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
  });
  return browser;
}

test('a model from an address meets a full disk, a server that falls silent, a browser that is killed and a lost network, and runs', async ({
  site,
  slides,
}) => {
  // prettier-ignore
  const { manifest, files } = await smallBundle({ id: 'from-address', externalAt: 3_000_000 });
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  const zip = zipSync({ 'model.json': json, ...Object.fromEntries(files) }, { level: 0 });
  const server = await startRangeServer({ '/shared/mine.zip': zip }, { stallAfterBytes: 1_000_000 });
  const name = 'mine.zip';
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  let browser = await stillBrowser(profile);
  const openModels = async () => {
    const fovea = new FoveaPage(browser.page, site.url);
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    const workstation = new Workstation(browser.page);
    const models = await workstation.open(words.name);
    const row = models.getByRole('list', { name: words.downloads }).getByRole('listitem', { name });
    return { fovea, workstation, models, row };
  };
  try {
    const before = await openModels();
    await test.step('a full disk', async () => {
      const { models, row } = before;
      const session = await browser.page.context().newCDPSession(browser.page);
      const { origin } = new URL(site.url);
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
      await models.getByRole('textbox', { name: words.address }).fill(server.url('/shared/mine.zip'));
      await models.getByRole('button', { name: words.download }).click();
      await expect(row.locator('[data-code="model/no-room"]')).toBeVisible();
      const shipped = models.getByRole('region', { name: words.shipped });
      await shipped.getByRole('button', { name: words.storeNow }).click();
      await expect(shipped.locator('[data-code="model/no-room"]')).toBeVisible();
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await row.getByRole('button', { name: words.tryAgain(name) }).click();
      await expect(row).toContainText(/1\.\d MB of 3\.\d MB/);
    });
    await browser.kill();

    browser = await stillBrowser(profile);
    const { fovea, workstation, models, row } = await openModels();
    await expect(fovea.page.getByText(words.statusPaused(name))).toBeVisible();
    await expect(row).toContainText(/1\.\d MB of 3\.\d MB; paused: cut off in an earlier visit/);
    const earlier = server.requests.length;
    await test.step('a lost network', async () => {
      const context = browser.page.context();
      server.behaviour = { ...server.behaviour, stallAfterBytes: null };
      await context.setOffline(true);
      await row.getByRole('button', { name: words.goOnWith(name) }).click();
      await expect(row).toContainText(words.retrying);
      await context.setOffline(false);
    });
    const added = models.getByRole('region', { name: words.models }).getByRole('listitem', { name: manifest.name });
    await expect(added).toContainText(en.bundles.addedMark);
    const asked = server.requests.slice(earlier).filter(({ method }) => method === 'GET');
    expect(asked.map(({ range }) => range)).toEqual([expect.stringMatching(/^bytes=1\d{6}-/)]);
    await workstation.close();

    await fovea.openFile(slides.tiny);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    const adding = new AddingPage(fovea.page, fovea.model.section);
    await adding.dismiss();
    await expect(adding.option(manifest.name)).toBeChecked();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await fovea.result.scores.waitFor();
  } finally {
    await browser.kill();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
