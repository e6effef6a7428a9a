import { describe, expect, it } from 'vitest';
import { isPlausibleSpacing, magnificationOfSpacing, meanSpacing } from './spacing.ts';

describe('spacing', () => {
  it.each([
    [0.25, true],
    [0.05, true],
    [50, true],
    [0.0499, false],
    [50.1, false],
    [1000, false],
    [0, false],
    [-0.5, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('%f µm/px is plausible: %s', (umPerPx, plausible) => {
    expect(isPlausibleSpacing(umPerPx)).toBe(plausible);
  });

  it('is 0.25 at 40× and 2 at 5×', () => {
    expect([0.25, 0.5, 2].map(magnificationOfSpacing)).toEqual([40, 20, 5]);
    expect(meanSpacing({ xUmPerPx: 0.4, yUmPerPx: 0.6 })).toBe(0.5);
  });
});
