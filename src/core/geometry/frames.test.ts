import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  level0Point,
  level0Rect,
  level0ToLevel,
  level0ToMicrometre,
  levelToLevel0,
  micrometreToLevel0,
} from './frames.ts';
import { PLAUSIBLE_SPACING_UM_PER_PX } from './spacing.ts';

const length = fc.double({ min: 0, max: 1e6, noNaN: true });
const downsample = fc.double({ min: 1, max: 4096, noNaN: true });
const umPerPx = fc.double({ ...PLAUSIBLE_SPACING_UM_PER_PX, noNaN: true });

/** Relative to the size of the numbers: a double keeps 15 to 17 digits, two roundings lose less than one of them. */
function expectSame(a: object, b: object): void {
  for (const [key, value] of Object.entries(b) as [keyof typeof a, number][]) {
    expect(Math.abs((a[key] as number) - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
  }
}

describe('conversions between frames', () => {
  it('level 0 → level → level 0 gives the same box', () => {
    fc.assert(
      fc.property(
        length,
        length,
        length,
        length,
        downsample,
        downsample,
        (x, y, width, height, downsampleX, downsampleY) => {
          const scale = { downsampleX, downsampleY };
          const rect = level0Rect(x, y, width, height);
          expectSame(levelToLevel0(level0ToLevel(rect, scale), scale), rect);
        },
      ),
    );
  });

  it('level 0 → µm → level 0 gives the same point', () => {
    fc.assert(
      fc.property(length, length, umPerPx, umPerPx, (x, y, xUmPerPx, yUmPerPx) => {
        const spacing = { xUmPerPx, yUmPerPx };
        const point = level0Point(x, y);
        expectSame(micrometreToLevel0(level0ToMicrometre(point, spacing), spacing), point);
      }),
    );
  });

  it('a box of 512 × 256 at (1024, 2048) is a quarter of that on a level of downsample 4, each axis by its own', () => {
    const box = level0ToLevel(level0Rect(1024, 2048, 512, 256), { downsampleX: 4, downsampleY: 8 });
    expect(box).toEqual({ x: 256, y: 256, width: 128, height: 32 });
  });

  it('spacing goes by axis', () => {
    expect(level0ToMicrometre(level0Point(100, 100), { xUmPerPx: 0.5, yUmPerPx: 0.25 })).toEqual({ x: 50, y: 25 });
  });
});
