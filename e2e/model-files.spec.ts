/** What of models lies on this machine: stored on the first start, deleted, brought from an address that cannot be relied on. */
import { zipSync } from 'fflate';
import { en } from '#ui/messages/en/index.ts';
import { startRangeServer } from '#test-support/range-server.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { expect, test } from './fixtures.ts';
import { AddingPage } from './pages/adding.ts';
import { Workstation } from './pages/workstation.ts';

test.describe.configure({ timeout: 120_000 });

const words = en.modelFiles;

test.describe('the first start', () => {
  test.use({ background: 'storing' });

  test('stores what ships by itself; what is deleted is not fetched again by itself', async ({ fovea, requests }) => {
    const { page } = fovea;
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    const workstation = new Workstation(page);
    const models = await workstation.open(words.name);
    const shipped = models.getByRole('region', { name: words.shipped });
    await expect(shipped).toContainText('are on this machine: models and phantom need no network.');
    await expect(models).toContainText(/Persistent storage: (not )?granted/);
    const name = 'Carcinoma in the slide (TDA-MIL)';
    const row = models.getByRole('listitem', { name, exact: true });
    await row.getByRole('button', { name: words.drop(name) }).click();
    await expect(row).toContainText('not here, ');

    await page.reload();
    const before = requests.length;
    await fovea.emptyScreen.waitFor();
    await workstation.open(words.name);
    await expect(shipped).toContainText('are on this machine: models and phantom need no network.');
    await expect(row).toContainText('not here, ');
    const weights = () => requests.slice(before).filter((request) => request.url().endsWith('.onnx'));
    expect(weights()).toEqual([]);
    await row.getByRole('button', { name: words.fetch(name) }).click();
    await expect(row).toContainText('; here, ');
    expect(weights().length).toBeGreaterThan(5);
  });
});

test('a model from an address whose server falls silent is paused, is there after a reload, and gone on with', async ({
  fovea,
  slides,
}) => {
  // prettier-ignore
  const { manifest, files } = await smallBundle({ id: 'from-address', externalAt: 3_000_000 });
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  const zip = zipSync({ 'model.json': json, ...Object.fromEntries(files) }, { level: 0 });
  const server = await startRangeServer({ '/shared/mine.zip': zip }, { stallAfterBytes: 1_000_000 });
  const name = 'mine.zip';
  try {
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    const workstation = new Workstation(fovea.page);
    const models = await workstation.open(words.name);
    await models.getByRole('textbox', { name: words.address }).fill(server.url('/shared/mine.zip'));
    await models.getByRole('button', { name: words.download }).click();
    const row = models.getByRole('list', { name: words.downloads }).getByRole('listitem', { name });
    await expect(row).toContainText(/1\.\d MB of 3\.\d MB/);
    await row.getByRole('button', { name: words.pauseOf(name) }).click();
    await expect(row).toContainText(words.paused.user);

    await fovea.page.reload();
    await fovea.emptyScreen.waitFor();
    await expect(fovea.page.getByText(words.statusPaused(name))).toBeVisible();
    await workstation.open(words.name);
    await expect(row).toContainText(/1\.\d MB of 3\.\d MB; paused: cut off in an earlier visit/);
    const before = server.requests.length;
    server.behaviour = { ...server.behaviour, stallAfterBytes: null };
    await row.getByRole('button', { name: words.goOnWith(name) }).click();
    const added = models.getByRole('region', { name: words.models }).getByRole('listitem', { name: manifest.name });
    await expect(added).toContainText(en.bundles.addedMark);
    const asked = server.requests.slice(before).filter(({ method }) => method === 'GET');
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
    await server.close();
  }
});
