import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { expect, test } from './fixtures.ts';
import { distinctColours } from './picture.ts';

const CMU = sharedData('slides', 'CMU-1-Small-Region.svs');
const DUODENUM = sharedData('slides', 'duodenum-dzi');

test('an Aperio slide, in a large window and in a small one', async ({ fovea }) => {
  test.skip(CMU === null, SHARED_DATA_ABSENT);
  if (CMU === null) return;
  await fovea.goto();
  await fovea.openFile(CMU);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ]) {
    await fovea.page.setViewportSize(viewport);
    await fovea.waitUntilDrawn();
    await expect(fovea.slideName).toHaveText('CMU-1-Small-Region.svs');
    await expect(fovea.spacingButton).toContainText('0.499');
    await expect(fovea.statusBar).toContainText('0 damaged tiles');
    expect(await distinctColours(fovea.stage)).toBeGreaterThan(5000);
    // Nothing is cut off or pushed out of the window.
    const overflow = await fovea.page.evaluate(() => ({
      x: document.documentElement.scrollWidth - innerWidth,
      y: document.documentElement.scrollHeight - innerHeight,
    }));
    expect(overflow.x).toBeLessThanOrEqual(0);
    expect(overflow.y).toBeLessThanOrEqual(0);
    const stage = await fovea.stage.boundingBox();
    expect(stage?.width).toBeGreaterThan(viewport.width * 0.45);
  }
});

test('a Deep Zoom folder with thousands of tiles, spacing from its sidecar', async ({ fovea }) => {
  test.skip(DUODENUM === null, SHARED_DATA_ABSENT);
  if (DUODENUM === null) return;
  await fovea.goto();
  await fovea.openFolder(DUODENUM);
  expect(await fovea.waitUntilOpened(60_000)).toBeNull();
  await fovea.waitUntilDrawn();
  await expect(fovea.spacingButton).toContainText('0.253');
  expect(await distinctColours(fovea.stage)).toBeGreaterThan(5000);
});
