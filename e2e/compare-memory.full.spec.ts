import { existsSync } from 'node:fs';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { descendantsMemoryBytes } from '../bench/process-memory.ts';
import { expect, test } from './fixtures.ts';

const LEG_MS = 25_000;
const MEBIBYTE = 2 ** 20;
const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '-', 'r', '3', '4'];

test('four linked views of a large slide cost little more memory than one', async ({ fovea, page }) => {
  const path = sharedData('slides', 'tubular-adenoma-he.tif');
  test.skip(path === null, SHARED_DATA_ABSENT);
  test.skip(!existsSync('/proc/self/smaps_rollup'), 'the memory of processes cannot be read on this system');
  if (path === null) return;
  test.setTimeout(5 * LEG_MS + 120_000);
  await fovea.goto();
  await fovea.openFile(path);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const session = await page.context().newCDPSession(page);

  let turn = 0;
  const wander = async (): Promise<number> => {
    const end = Date.now() + LEG_MS;
    await fovea.compare.views.first().focus();
    while (Date.now() < end) {
      // A walk that never repeats and needs no generator: multiples of the golden ratio.
      const share = (++turn * 0.618_033_988_75) % 1;
      await page.keyboard.press(KEYS[Math.floor(share * KEYS.length)] ?? '0');
      if (turn % 25 === 0) await page.keyboard.press('0');
      await page.waitForTimeout(60);
    }
    await session.send('HeapProfiler.collectGarbage');
    return descendantsMemoryBytes(process.pid) / MEBIBYTE;
  };
  const one = [await wander(), await wander()];
  await fovea.compare.choose('four');
  await expect(fovea.compare.views).toHaveCount(4);
  const four = [await wander(), await wander(), await wander()];
  console.log(`all of Chromium, MB, one view: ${one.map((mb) => mb.toFixed(0)).join(', ')}`);
  console.log(`all of Chromium, MB, four views: ${four.map((mb) => mb.toFixed(0)).join(', ')}`);
  // Four caches of their own would be up to 576 MB more.
  expect(Math.min(...four)).toBeLessThan(Math.max(...one) + 150);
});
