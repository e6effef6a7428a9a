import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';

/** How many different colours an element shows: a few where nothing is drawn, thousands where tissue is. */
export async function distinctColours(element: Locator): Promise<number> {
  const { data } = await sharp(await element.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const seen = new Set<number>();
  for (let i = 0; i + 2 < data.length; i += 3)
    seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
  return seen.size;
}

/** The window once it shows the same twice in turn: RGB of its device pixels, row by row. */
export async function stillPicture(page: Page) {
  let last = await page.screenshot();
  for (let before: Buffer | null = null; !before?.equals(last);) {
    before = last;
    last = await page.screenshot();
  }
  return sharp(last).removeAlpha().raw().toBuffer({ resolveWithObject: true });
}
