import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRangeServer } from '#test-support/range-server.ts';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { startKillable } from './killable-browser.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { PHANTOM } from './slides.ts';

const OPEN_TIMEOUT_MS = 30_000;

test('a server that becomes busy: what is waited for is said, given up, marked, and read again when the network is back', async ({
  fovea,
  context,
}) => {
  const server = await startRangeServer({ '/phantom-01.tif': PHANTOM });
  const { host } = new URL(server.url('/'));
  await fovea.goto();
  await fovea.openLink(server.url('/phantom-01.tif'));
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();

  const sound = server.behaviour;
  // Pauses that a slow machine does not outlast.
  server.behaviour = { ...sound, status: () => 503, retryAfter: '20' };
  // Finer tiles are wanted, which nobody has read yet.
  await fovea.stage.dblclick();
  await fovea.stage.dblclick();
  await expect(fovea.statusBar).toContainText(host);
  // As long as the server asks for, and a tenth of it at most.
  await expect(fovea.statusBar).toContainText(/Waiting for .*: try 2 of 6, next in (1\d|2[0-2]) s/);
  const waiting = fovea.page.getByRole('group', { name: en.troubles.region });
  await expect(waiting).toContainText(en.troubles.why.busy);

  await fovea.page.getByRole('button', { name: en.troubles.giveUp }).click();
  await expect(waiting).toBeHidden();
  await expect(fovea.page.getByRole('button', { name: en.troubles.readAgain })).toBeVisible();
  await expect(fovea.statusBar).toContainText(/\d tiles? not read/);
  await expect(fovea.statusBar).toContainText(en.status.noDamaged);

  server.behaviour = sound;
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(fovea.page.getByRole('button', { name: en.troubles.readAgain })).toBeHidden();
  await fovea.waitUntilDrawn();
  await expect(fovea.statusBar).not.toContainText('not read');
  await server.close();
});

test('a run goes on in a page that is frozen and thawed, and in one that is left and come back to', async ({
  site,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  // Playwright starts its own browsers without a cache of pages.
  const browser = await startKillable(profile);
  try {
    const { page } = browser;
    const fovea = new FoveaPage(page, site.url);
    const session = await page.context().newCDPSession(page);
    await fovea.goto();
    await fovea.openPhantom();
    expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
    expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    const reading = fovea.model.dock.getByText(/^Reading patches, [\d,]+ of/);
    const patchesRead = async () => Number(/\d[\d,]*/.exec(await reading.innerText())?.[0].replace(',', ''));
    const readsOn = async () => {
      const before = await patchesRead();
      await expect.poll(patchesRead, { intervals: [50], timeout: 60_000 }).toBeGreaterThan(before);
    };
    await readsOn();

    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await readsOn();

    await page.evaluate(() => {
      window.addEventListener('pageshow', ({ persisted }) => {
        document.title = `persisted ${persisted}`;
      });
    });
    await page.goto(`${site.url}models/index.json`);
    await page.goBack({ waitUntil: 'commit' });
    expect(await page.title()).toBe('persisted true');
    await readsOn();
    await fovea.anytime.stopButton.click();
    await fovea.result.scores.waitFor({ timeout: 60_000 });
    await expect(page.getByRole('alert')).toHaveCount(0);
    // Its workers read the slide on.
    await fovea.stage.dblclick();
    await fovea.waitUntilDrawn();
    await expect(fovea.statusBar).not.toContainText('not read');
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
