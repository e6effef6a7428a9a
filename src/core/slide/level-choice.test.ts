import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelForDownsample } from './level-choice.ts';

const levels = (...downsamples: number[]): { downsampleX: number }[] =>
  downsamples.map((downsampleX) => ({ downsampleX }));

describe('the level for a resolution', () => {
  it.each([
    [1, 0],
    [0.5, 0],
    [1.99, 0],
    [2, 1],
    [3.99, 1],
    [4, 2],
    [1000, 2],
  ])('wanted downsample %f of 1, 2, 4.003 → level %i', (wanted, level) => {
    expect(levelForDownsample(levels(1, 2, 4.003), wanted)).toBe(level);
  });

  it('is never coarser than wanted by more than a thousandth, and the coarsest such', () => {
    const sorted = fc.array(fc.double({ min: 1.1, max: 500, noNaN: true }), { maxLength: 9 });
    fc.assert(
      fc.property(sorted, fc.double({ min: 1, max: 600, noNaN: true }), (others, wanted) => {
        const pyramid = levels(1, ...others.toSorted((a, b) => a - b));
        const chosen = pyramid[levelForDownsample(pyramid, wanted)]?.downsampleX ?? Number.NaN;
        expect(chosen).toBeLessThanOrEqual(wanted * 1.001);
        for (const { downsampleX } of pyramid) expect(downsampleX <= chosen || downsampleX > wanted * 1.001).toBe(true);
      }),
      { seed: 3 },
    );
  });
});
