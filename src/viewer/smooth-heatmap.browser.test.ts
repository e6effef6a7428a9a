import { afterEach, describe, expect, it } from 'vitest';
import { COLOUR_TABLE_SIZE, packedColours } from '#core/heatmap/colour-maps.ts';
import { gridOfRects } from '#core/heatmap/patch-grid.ts';
import { buildRaster } from '#core/heatmap/raster.ts';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import {
  endViewer,
  frame,
  osdPixel,
  overlayPixels,
  pixelAt,
  showViewer,
  type ViewerPage,
} from '#test-support/viewer-page.ts';

afterEach(endViewer);

const STEP_PX = 233.7;
const COLUMNS = 60;
const ROWS = 40;
const SLIDE = { width: Math.ceil(COLUMNS * STEP_PX), height: Math.ceil(ROWS * STEP_PX), tileSize: 512 };

interface Cell {
  readonly rect: Level0Rect;
  /** 0..1; null where nothing was measured, NaN where it was left out. */
  readonly value: number | null;
}

/** Hills with holes of one and of several cells, cells left out, and whole strips that were not measured. */
function cells(): Cell[] {
  return Array.from({ length: COLUMNS * ROWS }, (_, i) => {
    const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
    const rect = level0Rect(
      Math.round(column * STEP_PX),
      Math.round(row * STEP_PX),
      Math.round(STEP_PX),
      Math.round(STEP_PX),
    );
    const isHole = (column * 7 + row * 3) % 11 === 0 || (column > 20 && column < 25 && row > 8) || row === 30;
    const value = 0.5 + 0.5 * Math.sin(column * 0.9) * Math.cos(row * 0.7);
    return { rect, value: isHole ? null : (column + 2 * row) % 17 === 0 ? NaN : value };
  });
}

const all = cells();
const measured = all.filter(({ value }) => value !== null);
const HIDE_BELOW = 0.25;
const isPainted = ({ value }: Cell): boolean => value !== null && value >= HIDE_BELOW;

function smoothRaster() {
  const values = Float32Array.from(measured, ({ value }) => value ?? NaN);
  const options = { colours: packedColours('viridis', false), range: { min: 0, max: 1 }, hideBelow: HIDE_BELOW };
  return buildRaster(gridOfRects(measured.map(({ rect }) => rect)), values, { ...options, smooth: true });
}

/** Place of a colour in the table, 0..1: every colour on screen must be one of it. */
const POSITIONS = new Map(
  Array.from({ length: COLOUR_TABLE_SIZE }, (_, entry) => {
    const rgba = new Uint8Array(packedColours('viridis', false).buffer, entry * 4, 4);
    return [Array.from(rgba).join(' '), entry / COLOUR_TABLE_SIZE];
  }),
);

const VIEWS = [0, 33, 90, 200.5].flatMap((rotationDeg) =>
  [18, 6.1, 1.7, 0.8].map((level0PxPerCssPx) => ({ rotationDeg, level0PxPerCssPx })),
);

async function shownAt(page: ViewerPage, view: (typeof VIEWS)[number]): Promise<ImageData> {
  page.viewer.setView({ center: { x: 20.9 * STEP_PX, y: 21.4 * STEP_PX }, ...view });
  await frame();
  await frame();
  return overlayPixels(page);
}

describe('a heatmap filled in between patches', () => {
  it.each(VIEWS)(
    'has each patch’s colour in its middle and nothing where nothing is painted, $rotationDeg° $level0PxPerCssPx px',
    async (view) => {
      const page = await showViewer(SLIDE);
      page.viewer.setHeatmap({ raster: smoothRaster(), opacity: 1, visible: true });
      const image = await shownAt(page, view);
      const cssPxPerCell = STEP_PX / view.level0PxPerCssPx;
      // Up to the border, but for the pixel that the border runs through and the rounding of corners.
      const inset = Math.min(0.45, 1.5 / cssPxPerCell + 1 / STEP_PX);
      let middles = 0;
      let empty = 0;
      for (const cell of all) {
        const { rect, value } = cell;
        const at = (x: number, y: number) => {
          const { x: cssX, y: cssY } = osdPixel(page.osd, rect.x + x * rect.width, rect.y + y * rect.height);
          const isInView = cssX >= 1 && cssY >= 1 && cssX < image.width - 1 && cssY < image.height - 1;
          return isInView ? pixelAt(image, cssX, cssY) : null;
        };
        if (isPainted(cell)) {
          const pixel = at(0.5, 0.5);
          if (!pixel) continue;
          middles++;
          const position = POSITIONS.get(pixel.join(' '));
          // The pixel looked at lies at most a step of 2 px and its own half off the middle, and neighbours differ by at most 1.
          const bound = 2 * (2.5 / cssPxPerCell) + 1 / COLOUR_TABLE_SIZE;
          expect(Math.abs((position ?? NaN) - (value ?? NaN)), `${rect.x},${rect.y}`).toBeLessThanOrEqual(bound);
          expect(pixel[3]).toBe(255);
        } else {
          for (const [x, y] of [
            [0.5, 0.5],
            [inset, inset],
            [1 - inset, inset],
            [inset, 1 - inset],
            [1 - inset, 1 - inset],
          ] as const) {
            const pixel = at(x, y);
            if (!pixel) continue;
            empty++;
            expect(pixel[3], `${rect.x},${rect.y}`).toBe(0);
          }
        }
      }
      expect(middles).toBeGreaterThan(0);
      expect(empty).toBeGreaterThan(0);
    },
  );

  it('is smooth: beside one another no two pixels inside a patch differ as blocks would', async () => {
    const page = await showViewer(SLIDE);
    page.viewer.setHeatmap({ raster: smoothRaster(), opacity: 1, visible: true });
    const view = { rotationDeg: 0, level0PxPerCssPx: 2 };
    const steps = (image: ImageData): number => {
      let largest = 0;
      for (let y = 1; y < image.height; y++) {
        for (let x = 1; x < image.width; x++) {
          const [here, left] = [(y * image.width + x) * 4, (y * image.width + x - 1) * 4];
          if (image.data[here + 3] !== 255 || image.data[left + 3] !== 255) continue;
          for (const c of [0, 1, 2])
            largest = Math.max(largest, Math.abs((image.data[here + c] ?? 0) - (image.data[left + c] ?? 0)));
        }
      }
      return largest;
    };
    const smooth = steps(await shownAt(page, view));
    const blocks = { ...smoothRaster(), smooth: null };
    page.viewer.setHeatmap({ raster: blocks as ReturnType<typeof smoothRaster>, opacity: 1, visible: true });
    const hard = steps(await shownAt(page, view));
    // Neighbours across an empty corner keep a small edge, as each leaves out what the other lacks.
    expect(smooth).toBeLessThan(hard / 3);
  });
});
