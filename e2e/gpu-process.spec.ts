import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.ts';
import { expect, test } from './fixtures.ts';
import { newProfile, resultFileIn, resultOn } from './share-setup.ts';

/** Of each canvas on the page, the share of its pixels that have been painted. */
function painted(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('canvas')]
      .filter(({ width }) => width > 1)
      .map((canvas) => {
        const { width, height } = canvas;
        const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
        context?.drawImage(canvas, 0, 0);
        const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
        let count = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i]) count += 1;
        return count / (width * height);
      }),
  );
}

test('the process of the GPU ends: slide, map, patches and small pictures are on screen again by themselves', async ({
  site,
  slides,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-gpu-'));
  const executablePath = findChromium();
  // A browser of its own: what comes after in this one would be drawn without a GPU.
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...CHROMIUM_FLAGS] });
  try {
    const { fovea } = await newProfile(browser, site.url);
    const { page } = fovea;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await fovea.goto();
    await fovea.openFile(slides.tiny);
    await fovea.waitUntilOpened(30_000);
    await fovea.openFile(resultFileIn(folder, await resultOn(slides.tiny, { width: 768, height: 512 }, 128)));
    await expect(fovea.result.scores).toBeVisible();
    await fovea.waitUntilDrawn();
    // Slide, map, minimap, thumbnail, colours of the legend.
    let before: number[] = [];
    await expect
      .poll(async () => {
        const last = before;
        before = await painted(page);
        return before.filter((share) => share > 0).length > 4 && before.join() === last.join();
      })
      .toBe(true);
    await page.evaluate(() => {
      const canvases = [...document.querySelectorAll('canvas')].filter(({ width }) => width > 1);
      const told = canvases.map((one) => new Promise((resolve) => one.addEventListener('contextlost', resolve)));
      Object.assign(window, { emptied: Promise.all(told).then(() => told.length) });
    });
    // It never answers: who would is gone.
    const session = await browser.newBrowserCDPSession();
    session.send('Browser.crashGpuProcess').catch(() => undefined);
    expect(await page.evaluate(() => (window as unknown as { emptied: Promise<number> }).emptied)).toBe(before.length);
    await expect
      .poll(async () => (await painted(page)).every((share, i) => share >= (before[i] ?? 0)), { timeout: 30_000 })
      .toBe(true);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});
