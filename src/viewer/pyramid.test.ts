import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticSlide } from '#test-support/synthetic-slide.ts';
import { minPixelRatioOf, showsTile, tilesInView, wantedLevel } from './pyramid.ts';
import { toCss, toLevel0, transformOfFrame, visibleBox, type ViewFrame } from './view-frame.ts';

const halved = syntheticSlide({ width: 15_772, height: 8_801 });
const quartered = syntheticSlide({ width: 46_000, height: 32_914, tileSize: 240, downsamples: [1, 4, 16.0007] });

const frames = fc.record({
  center: fc.record({
    x: fc.double({ min: -3000, max: 18_000, noNaN: true }),
    y: fc.double({ min: -3000, max: 12_000, noNaN: true }),
  }),
  level0PxPerCssPx: fc.double({ min: 0.1, max: 40, noNaN: true }),
  rotationDeg: fc.double({ min: 0, max: 360, noNaN: true, maxExcluded: true }),
  widthCssPx: fc.integer({ min: 200, max: 2000 }),
  heightCssPx: fc.integer({ min: 200, max: 1500 }),
}) satisfies fc.Arbitrary<ViewFrame>;

describe('view transform', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 1500 }), (frame, cssX, cssY) => {
        const transform = transformOfFrame(frame);
        const point = toLevel0(transform, cssX, cssY);
        const back = toCss(transform, point.x, point.y);
        expect(Math.hypot(back.x - cssX, back.y - cssY)).toBeLessThan(1e-6);
      }),
    );
  });

  it('turns clockwise: what was right of the middle is below it after a quarter turn', () => {
    const frame = {
      center: { x: 100, y: 50 },
      level0PxPerCssPx: 2,
      rotationDeg: 90,
      widthCssPx: 400,
      heightCssPx: 300,
    };
    const { x, y } = toCss(transformOfFrame(frame), 140, 50);
    expect([x, y]).toEqual([expect.closeTo(200, 9), expect.closeTo(170, 9)]);
    const box = visibleBox(frame);
    expect([box.right - box.left, box.bottom - box.top]).toEqual([expect.closeTo(600, 9), expect.closeTo(800, 9)]);
  });
});

describe('level of a view', () => {
  it('never shows a level pixel larger than a device pixel where levels halve', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 60, noNaN: true }), (level0PxPerDevicePx) => {
        const level = halved.levels[wantedLevel(halved.levels, level0PxPerDevicePx, minPixelRatioOf(halved.levels))]!;
        const ratio = level.downsampleX / level0PxPerDevicePx;
        expect(ratio).toBeLessThanOrEqual(1.01);
        if (level !== halved.levels.at(-1)) expect(ratio).toBeGreaterThanOrEqual(0.5);
      }),
    );
  });

  it('takes the finer level sooner where levels are far apart', () => {
    expect([minPixelRatioOf(halved.levels), minPixelRatioOf(quartered.levels)]).toEqual([0.5, 0.35]);
    expect([1, 2.8, 2.9, 11, 12, 400].map((scale) => wantedLevel(quartered.levels, scale, 0.35))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
  });
});

describe('tiles in a view', () => {
  it('are exactly those with a point of theirs on screen, at any rotation', () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 2, max: halved.levels.length - 1 }), (frame, level) => {
        const { columns, rows, tileWidth, tileHeight, downsampleX, downsampleY } = halved.levels[level]!;
        const found = new Set(tilesInView(halved.levels, level, frame).map(({ column, row }) => `${column} ${row}`));
        const transform = transformOfFrame(frame);
        // Every grid of screen points: the tile under each must have been found.
        for (let i = 1; i < 40; i++) {
          for (let j = 1; j < 40; j++) {
            const point = toLevel0(transform, (i / 40) * frame.widthCssPx, (j / 40) * frame.heightCssPx);
            const column = Math.floor(point.x / downsampleX / tileWidth);
            const row = Math.floor(point.y / downsampleY / tileHeight);
            if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
            expect(found.has(`${column} ${row}`)).toBe(true);
          }
        }
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            expect(showsTile(halved.levels, { level, column, row }, frame)).toBe(found.has(`${column} ${row}`));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('come nearest to the middle first', () => {
    const frame = {
      center: { x: 1000, y: 900 },
      level0PxPerCssPx: 1,
      rotationDeg: 0,
      widthCssPx: 700,
      heightCssPx: 700,
    };
    expect(tilesInView(halved.levels, 0, frame)[0]).toEqual({ level: 0, column: 3, row: 3 });
  });
});
