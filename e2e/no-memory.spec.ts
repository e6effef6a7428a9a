import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.ts';
import { expect, test } from './fixtures.ts';
import { newProfile } from './share-setup.ts';

/** Pages of WASM memory (64 kB) that a module may have: less than the JPEG decoder starts with. */
const TOO_FEW_PAGES = 400;

test('no memory for the JPEG decoder: a run says so at once, what is on screen stays', async ({ site, slides }) => {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...CHROMIUM_FLAGS, `--js-flags=--wasm-max-mem-pages=${TOO_FEW_PAGES}`],
  });
  try {
    const { fovea } = await newProfile(browser, site.url);
    await fovea.goto();
    await fovea.openFile(slides.tiny);
    await fovea.waitUntilOpened(30_000);
    await fovea.waitUntilDrawn();
    expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await expect(fovea.result.error).toBeVisible({ timeout: 30_000 });
    expect(await fovea.runState()).toMatchObject({ kind: 'failed', error: { code: 'memory/full' } });
    await expect(fovea.statusBar).toContainText(/0 damaged/);
  } finally {
    await browser.close();
  }
});
