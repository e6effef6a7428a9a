import { writeFileSync } from 'node:fs';
import { colourTable } from '#core/heatmap/colour-maps.ts';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { serializeResult } from '#core/result/result-file.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import { expect, test } from './fixtures.ts';
import { mapping, type Point } from './level0-to-page.ts';
import { phantomSize } from './phantom-truth.ts';
import { stillPicture } from './picture.ts';

/** Not a whole number, so that the patches' corners are rounded this way and that. */
const STEP_PX = 301.37;

interface Cell {
  readonly rect: Level0Rect;
  /** 0 or 1, as on a chessboard; null where nothing was measured. */
  readonly value: number | null;
}

/** Chessboard over the slide with every fifth diagonal left out. */
function chessboard(width: number, height: number): Cell[] {
  const cells: Cell[] = [];
  for (let row = 0; (row + 1) * STEP_PX < height; row++) {
    for (let column = 0; (column + 1) * STEP_PX < width; column++) {
      const rect = level0Rect(Math.round(column * STEP_PX), Math.round(row * STEP_PX), 301, 301);
      cells.push({ rect, value: (column + row) % 5 === 0 ? null : (column + row) % 2 });
    }
  }
  return cells;
}

/** Result file of a run that never was, on the phantom. */
function resultFile(path: string, cells: readonly Cell[]): void {
  const measured = cells.filter((cell) => cell.value !== null);
  const base = fakeResult();
  const result = fakeResult({
    patches: measured.map((cell) => cell.rect),
    maps: [{ id: 'task-relevance', values: Float32Array.from(measured, (cell) => cell.value ?? NaN) }],
    run: { ...base.run, slide: { ...base.run.slide, ...phantomSize(), name: 'phantom-01.tif', fingerprint: null } },
  });
  writeFileSync(path, serializeResult(result));
}

const near = (pixel: readonly number[], entry: number): boolean => {
  const colour = colourTable('viridis').slice(entry * 3, entry * 3 + 3);
  return colour.every((channel, c) => Math.abs(channel - (pixel[c] ?? -99)) <= 3);
};

for (const deviceScaleFactor of [1, 2]) {
  // Twice as fine: the painters' own tests at any density are in `src/viewer/overlay.browser.test.ts`.
  const tag = deviceScaleFactor === 1 ? [] : ['@full'];
  test.describe(`screen with ${deviceScaleFactor} device pixels per CSS pixel`, () => {
    test.use({ deviceScaleFactor });

    test('every cell of the heatmap lies on its patch, zoomed and turned', { tag }, async ({ fovea, page }, info) => {
      test.setTimeout(150_000);
      const { width, height } = phantomSize();
      const cells = chessboard(width, height);
      const path = info.outputPath('chessboard.fovea.json');
      resultFile(path, cells);
      await fovea.goto();
      await fovea.openPhantom();
      expect(await fovea.waitUntilOpened(30_000)).toBeNull();
      await fovea.drop(path);
      await fovea.result.scores.waitFor();
      await fovea.result.opacity.focus();
      await page.keyboard.press('End');

      for (const keys of [[], ['+'], ['r'], ['+', '+'], ['r', 'ArrowRight', 'ArrowDown'], ['+', '+']]) {
        await fovea.stage.focus();
        for (const key of keys) await page.keyboard.press(key);
        await fovea.waitUntilDrawn();
        const box = await fovea.stage.boundingBox();
        if (!box) throw new Error('no slide is on screen');
        const { toPage, level0PxPerCssPx } = await mapping(fovea, box);
        // Away from the slide: the patch under the pointer is outlined.
        await page.mouse.move(2, 2);
        const { data, info: picture } = await stillPicture(page);
        const pixelAt = ({ x, y }: Point): readonly number[] => {
          const at = Math.floor(y * deviceScaleFactor) * picture.width + Math.floor(x * deviceScaleFactor);
          return [...data.subarray(at * 3, at * 3 + 3)];
        };
        const minimap = await page.locator('canvas.fovea-minimap').boundingBox();
        const isVisible = ({ x, y }: Point): boolean =>
          x > box.x + 3 &&
          y > box.y + 3 &&
          x < box.x + box.width - 3 &&
          y < box.y + box.height - 3 &&
          !(minimap && x > minimap.x - 20 && y > minimap.y - 20);
        // One level-0 pixel or one screen pixel, and half a level-0 pixel for the rounded numbers that the window shows.
        const inset = Math.max(1, level0PxPerCssPx) + 0.5 + level0PxPerCssPx;
        let looked = 0;
        const wrong: string[] = [];
        for (const { rect, value } of cells) {
          for (const x of [rect.x + inset, rect.x + rect.width - inset]) {
            for (const y of [rect.y + inset, rect.y + rect.height - inset]) {
              const at = toPage(x, y);
              if (!isVisible(at)) continue;
              looked++;
              const pixel = pixelAt(at);
              const isRight = value === null ? !near(pixel, 0) && !near(pixel, 255) : near(pixel, value * 255);
              if (!isRight) wrong.push(`${rect.x},${rect.y} at ${at.x.toFixed(1)},${at.y.toFixed(1)}: ${pixel.join()}`);
            }
          }
        }
        expect(wrong, `after ${keys.join(' ')}`).toEqual([]);
        expect(looked).toBeGreaterThan(8);
      }
    });
  });
}
