import type { Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { LANGUAGE_NAMES } from '#ui/messages/language.ts';
import { zh } from '#ui/messages/zh/index.ts';
import { expect, test } from './fixtures.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { Workstation } from './pages/workstation.ts';
import { startPlainHost } from './plain-host.ts';

// The specs about it; the others go without, see `playwright.config.ts`.
test.use({ serviceWorkers: 'allow' });

const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated).catch(() => false);

/** Waits until the program is on this machine, as its dialog says. */
async function waitUntilStored(page: Page): Promise<void> {
  const workstation = new Workstation(page);
  await expect(await workstation.open(en.offline.name)).toContainText(en.offline.completeNote);
  await workstation.close();
}

test('a plain static host under a sub-path: threads after one reload; then the host is gone', async ({ page }) => {
  const host = await startPlainHost();
  const fovea = new FoveaPage(page, host.url);
  let loads = 0;
  page.on('load', () => (loads += 1));
  await fovea.goto();
  await expect.poll(() => isIsolated(page)).toBe(true);
  await expect(fovea.emptyScreen).toBeVisible();
  const machine = await new Workstation(page).open(en.workstation.machine.name);
  await expect(machine).toContainText(en.workstation.machine.isolated);
  await waitUntilStored(page);
  expect(loads).toBe(2);

  await host.stop();
  await page.reload();
  await expect(fovea.emptyScreen).toBeVisible();
  expect(await isIsolated(page)).toBe(true);
  // Its words are fetched when they are first wanted.
  await page.getByRole('button', { name: en.language.title, exact: true }).click();
  await page.getByRole('menuitemradio', { name: LANGUAGE_NAMES.zh }).click();
  await expect(page.getByRole('heading', { level: 1, name: zh.empty.title })).toBeVisible();
  expect(loads).toBe(3);
});
