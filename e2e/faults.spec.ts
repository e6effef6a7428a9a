import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { startRangeServer, type Behaviour } from '#test-support/range-server.ts';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { startKillable } from './killable-browser.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';
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
  server.behaviour = { ...sound, status: () => 503, retryAfter: '50' };
  // Finer tiles are wanted, which nobody has read yet.
  await fovea.stage.dblclick();
  await fovea.stage.dblclick();
  await expect(fovea.statusBar).toContainText(host);
  // As long as the server asks for, and a tenth of it at most.
  await expect(fovea.statusBar).toContainText(/Waiting for .*: try 2 of 6, next in ([2-4]\d|5[0-5]) s/);
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

/** Asks for what is waited for to be tried at once, unless that was tried by itself before the button could be pressed. */
async function tryNow(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: en.troubles.tryNow });
  await expect(async () => {
    if (await button.isVisible()) await button.click({ timeout: 1_000 });
    await expect(button).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: OPEN_TIMEOUT_MS });
}

test.describe('under the service worker, as everybody has it', () => {
  test.use({ serviceWorkers: 'allow' });

  test('slide servers that misbehave, one after another in one window: each slide opens, or its end has a code', async ({
    fovea,
    slides,
  }) => {
    const server = await startRangeServer({});
    const sound = server.behaviour;
    const { page } = fovea;
    const open = async (name: string, behaviour: Partial<Behaviour>, path = slides.tiny) => {
      server.behaviour = { ...sound, ...behaviour };
      server.requests.length = 0;
      server.files[`/${name}.tif`] = path;
      await fovea.openLink(server.url(`/${name}.tif`));
    };
    const opens = async (name: string) => {
      await expect(fovea.slideName).toHaveText(`${name}.tif`);
      await fovea.waitUntilDrawn();
      await expect(fovea.openingError).toBeHidden();
      await page.getByRole('button', { name: en.rail.close(`${name}.tif`) }).click();
      await expect(fovea.emptyScreen).toBeVisible();
    };
    const fails = async (code: ErrorCode, words: RegExp) => {
      await expect(fovea.openingError).toHaveAttribute('data-code', code);
      await expect(fovea.openingError).toContainText(words);
      expect(server.requests).toHaveLength(1);
      await fovea.openingError.getByRole('button', { name: en.notices.dismiss }).click();
    };
    await fovea.goto();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

    await open('forbids', { status: () => 403 });
    await fails('source/http-status', /answered 403/);
    await open('leave-me-alone', { status: () => 429, retryAfter: '600' });
    await fails('source/http-status', /Try again in 10 min/);

    await open('too-many', { status: (request) => (request === 1 ? 429 : null), retryAfter: '1' });
    await opens('too-many');
    // What another origin does not let be read is not known: it is tried with pauses of one's own.
    await open('failing', { status: (request) => (request <= 2 ? 500 : null), retryAfter: '600', exposed: [] });
    await opens('failing');
    await open('slow', { latencyMs: 200, drip: { bytes: 8_000, everyMs: 20 } });
    await opens('slow');
    await open('hides-all', { exposed: [] });
    await opens('hides-all');

    await open('cuts-off', { cutAfterBytes: 1_000 });
    await expect.poll(() => server.requests.some(({ aborted }) => aborted)).toBe(true);
    server.behaviour = sound;
    await opens('cuts-off');

    await open('stalls', { stallAfterBytes: 1_000 });
    await expect(fovea.statusBar).toContainText(/sends nothing at the moment/);
    server.behaviour = sound;
    await tryNow(page);
    await opens('stalls');
    // The connection is let go, or six of these would shut this host off.
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);

    await open('changes', {}, PHANTOM);
    expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
    await fovea.waitUntilDrawn();
    server.behaviour = { ...sound, etag: '"2"' };
    await fovea.stage.dblclick();
    await fovea.stage.dblclick();
    await expect(page.locator('[data-code="source/changed"]')).toBeVisible();
    await expect(fovea.statusBar).toContainText(/\d tiles? not read/);
    await server.close();
  });
});

test('a slide on a share that is gone for a moment: its file is waited for by name, and read when it is back', async ({
  fovea,
  slides,
}) => {
  const path = join(slides.folder, 'on-a-share.tif');
  copyFileSync(PHANTOM, path);
  await fovea.goto();
  await fovea.openFile(path);
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
  renameSync(path, `${path}.gone`);
  await fovea.stage.dblclick();
  await fovea.stage.dblclick();
  const waiting = fovea.page.getByRole('group', { name: en.troubles.region });
  await expect(waiting).toContainText('on-a-share.tif');
  await expect(waiting).toContainText(en.troubles.why.unreadable);
  renameSync(`${path}.gone`, path);
  await tryNow(fovea.page);
  await expect(waiting).toBeHidden();
  await fovea.waitUntilDrawn();
  await expect(fovea.statusBar).not.toContainText('not read');
});

test(
  'a run goes on in a page that is frozen and thawed, and in one that is left and come back to',
  { tag: '@full' },
  async ({ site }) => {
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
      /** Infinite once the run has ended. */
      const patchesRead = async () => {
        const [line] = await reading.allInnerTexts();
        if (line !== undefined) return Number(/\d[\d,]*/.exec(line)?.[0].replace(',', ''));
        return (await fovea.result.scores.isVisible()) ? Infinity : 0;
      };
      const readsOn = async () => {
        const before = Math.min(await patchesRead(), Number.MAX_SAFE_INTEGER);
        await expect.poll(patchesRead, { intervals: [50], timeout: 60_000 }).toBeGreaterThan(before);
      };
      await readsOn();

      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      await readsOn();

      await page.evaluate(() => {
        document.body.classList.add('left');
      });
      await page.goto(`${site.url}models/index.json`);
      // Somebody reads that. A page that comes back just when it is dropped is no page at all to Playwright.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await page.goBack({ waitUntil: 'commit' });
      const samePage = page.locator('body.left');
      await samePage.or(fovea.emptyScreen).waitFor({ state: 'attached' });
      if (await samePage.count()) await readsOn();
      else {
        // Whether a page is kept is up to Chromium; a busy one drops some. That is the end of its run, as of any tab that is closed.
        const keeping = new KeepingPanel(page);
        await fovea.openPhantom();
        expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
        await expect(keeping.unfinished).toContainText(/was cut off at \d+ % on /);
        await keeping.goOnButton.click();
      }
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
  },
);
