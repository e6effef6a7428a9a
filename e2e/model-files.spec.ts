/** What of models lies on this machine: stored on the first start, deleted, brought from an address that cannot be relied on. */
import { en } from '#ui/messages/en/index.ts';
import { startRangeServer } from '#test-support/range-server.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { expect, test } from './fixtures.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { AddingPage } from './pages/adding.ts';
import { Workstation } from './pages/workstation.ts';
import { startPlainHost } from './plain-host.ts';

test.describe.configure({ timeout: 120_000 });

const words = en.modelFiles;

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the first start stores what ships; then the host is gone, and phantom and model are there', async ({
    page,
  }) => {
    const host = await startPlainHost();
    const fovea = new FoveaPage(page, host.url);
    await fovea.goto();
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await expect(fovea.emptyScreen).toBeVisible();
    const workstation = new Workstation(page);
    await expect(await workstation.open(en.offline.name)).toContainText(en.offline.completeNote);
    const models = await workstation.open(words.name);
    await expect(models).toContainText(words.sparing);
    await models.getByRole('button', { name: words.storeNow }).click();
    const shipped = models.getByRole('region', { name: words.shipped });
    await expect(shipped).toContainText('are on this machine: models and phantom need no network.');
    await expect(models).toContainText(/Persistent storage: (not )?granted/);
    // One can go again, and is not stored by itself from then on.
    const row = models.getByRole('listitem', { name: 'Carcinoma', exact: false }).first();
    const name = (await row.getAttribute('aria-label')) ?? '';
    await row.getByRole('button', { name: words.drop(name) }).click();
    await expect(row).toContainText('not here');

    await host.stop();
    await page.reload();
    await expect(fovea.emptyScreen).toBeVisible();
    await fovea.openPhantom();
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await expect(fovea.model.section.getByRole('radio').first()).toBeVisible();
    const later = await workstation.open(words.name);
    const check = later.getByRole('listitem').filter({ hasText: 'DSCA' }).first();
    await check.getByRole('button', { name: /^Check / }).click();
    await expect(check.getByText(/passed in/)).toBeVisible();
  });
});

test('a model from an address whose server falls silent is paused, is there after a reload, and gone on with', async ({
  fovea,
  slides,
}) => {
  // prettier-ignore
  const { manifest, files } = await smallBundle({ id: 'from-address', externalAt: 3_000_000 });
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  const served = Object.fromEntries([...files].map(([path, bytes]) => [`/mine/${path}`, bytes]));
  const server = await startRangeServer({ '/mine/model.json': json, ...served }, { stallAfterBytes: 1_000_000 });
  try {
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    const workstation = new Workstation(fovea.page);
    const models = await workstation.open(words.name);
    await models.getByRole('textbox', { name: words.address }).fill(server.url('/mine/model.json'));
    await models.getByRole('button', { name: words.download }).click();
    const row = models.getByRole('list', { name: words.downloads }).getByRole('listitem', { name: manifest.name });
    await expect(row).toContainText(/1\.\d MB of 3\.\d MB/);
    await row.getByRole('button', { name: words.pauseOf(manifest.name) }).click();
    await expect(row).toContainText(words.paused.user);

    await fovea.page.reload();
    await fovea.emptyScreen.waitFor();
    await expect(fovea.page.getByText(words.statusPaused(manifest.name))).toBeVisible();
    await workstation.open(words.name);
    await expect(row).toContainText(/1\.\d MB of 3\.\d MB; paused: cut off in an earlier visit/);
    const before = server.requests.length;
    server.behaviour = { ...server.behaviour, stallAfterBytes: null };
    await row.getByRole('button', { name: words.goOnWith(manifest.name) }).click();
    const added = models.getByRole('region', { name: words.models }).getByRole('listitem', { name: manifest.name });
    await expect(added).toContainText(en.bundles.addedMark);
    const data = server.requests.slice(before).filter(({ path, method }) => path.endsWith('.data') && method === 'GET');
    expect(data.map(({ range }) => range)).toEqual([expect.stringMatching(/^bytes=1\d{6}-/)]);
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
    await server.close();
  }
});
