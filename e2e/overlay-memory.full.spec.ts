import { existsSync } from 'node:fs';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { descendantsMemoryBytes } from '../bench/process-memory.ts';
import { expect, test } from './fixtures.ts';

const LEG_MS = 30_000;
const LEGS = 5;
const MEBIBYTE = 2 ** 20;
const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '-', 'r', '3', '4'];

test('memory stays flat while panning for minutes', async ({ fovea, page }) => {
  const path = sharedData('slides', 'tubular-adenoma-he.tif');
  test.skip(path === null, SHARED_DATA_ABSENT);
  if (path === null) return;
  test.setTimeout(LEGS * LEG_MS + 120_000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await fovea.goto();
  await fovea.openFile(path);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const box = await fovea.stage.boundingBox();
  if (!box) throw new Error('no slide is on screen');

  const heapMb: number[] = [];
  const processesMb: number[] = [];
  let turn = 0;
  for (let leg = 0; leg < LEGS; leg++) {
    const end = Date.now() + LEG_MS;
    while (Date.now() < end) {
      turn++;
      // A walk that never repeats and needs no generator: multiples of the golden ratio.
      const share = (turn * 0.618_033_988_75) % 1;
      await fovea.stage.focus();
      await page.keyboard.press(KEYS[Math.floor(share * KEYS.length)] ?? '0');
      if (turn % 3 === 0) {
        await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * ((share + 0.4) % 1), box.y + box.height * share, { steps: 6 });
        await page.mouse.up();
      }
      if (turn % 25 === 0) await page.keyboard.press('0');
      await page.waitForTimeout(60);
    }
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    heapMb.push((metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? NaN) / MEBIBYTE);
    if (existsSync('/proc/self/smaps_rollup')) processesMb.push(descendantsMemoryBytes(process.pid) / MEBIBYTE);
  }
  console.log(`page heap, MB: ${heapMb.map((mb) => mb.toFixed(1)).join(', ')}`);
  console.log(`all of Chromium, MB: ${processesMb.map((mb) => mb.toFixed(0)).join(', ')}`);
  // Caches are full after the first leg; what grows from then on is a leak.
  expect(Math.max(...heapMb.slice(1))).toBeLessThan((heapMb[0] ?? 0) + 15);
  expect(Math.min(...processesMb.slice(-2))).toBeLessThan((processesMb[0] ?? 0) + 150);
});
