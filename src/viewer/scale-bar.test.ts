import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthLabel, roundLengthBelow, scaleBar } from './scale-bar.ts';

describe('scale bar', () => {
  it.each([
    [{ umPerCssPx: 1, level0PxPerCssPx: 2 }, 150, 100, '100 µm'],
    [{ umPerCssPx: 1, level0PxPerCssPx: 2 }, 200, 200, '200 µm'],
    [{ umPerCssPx: 10, level0PxPerCssPx: 20 }, 150, 100, '1 mm'],
    [{ umPerCssPx: 0.005, level0PxPerCssPx: 0.01 }, 150, 100, '500 nm'],
    [{ umPerCssPx: 700, level0PxPerCssPx: 1 }, 150, 100_000 / 700, '10 cm'],
    [{ umPerCssPx: null, level0PxPerCssPx: 4 }, 150, 125, '500 px'],
  ])('of %o in %i px', (scale, maxCssPx, lengthCssPx, label) => {
    const bar = scaleBar(scale, maxCssPx);
    expect(bar?.label).toBe(label);
    expect(bar?.lengthCssPx).toBeCloseTo(lengthCssPx, 9);
  });

  it('fills at least two fifths of the room and never more than all of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (umPerCssPx) => {
        const bar = scaleBar({ umPerCssPx, level0PxPerCssPx: 1 }, 140);
        expect(bar?.lengthCssPx).toBeGreaterThanOrEqual(0.4 * 140 - 1e-6);
        expect(bar?.lengthCssPx).toBeLessThanOrEqual(140 + 1e-6);
      }),
    );
  });

  it('is absent where there is no scale', () => {
    expect(scaleBar({ umPerCssPx: null, level0PxPerCssPx: 0 }, 140)).toBeNull();
    expect(scaleBar({ umPerCssPx: Infinity, level0PxPerCssPx: 1 }, 140)).toBeNull();
  });

  it('steps 1, 2, 5', () => {
    expect([0.9, 1, 1.99, 2, 4.9, 5, 10, 1000, 999].map(roundLengthBelow)).toEqual([0.5, 1, 1, 2, 2, 5, 10, 1000, 500]);
    expect(lengthLabel(1500)).toBe('1.5 mm');
  });
});
