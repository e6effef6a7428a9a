import { describe, expect, it } from 'vitest';
import { magnificationLabel, magnificationOfScale, scaleOfMagnification } from './magnification.ts';

describe('magnification', () => {
  it('shows a 0.25 µm/px slide one to one at 40×', () => {
    expect(scaleOfMagnification(40, 0.25)).toBe(1);
    expect(magnificationOfScale(1, 0.25)).toBe(40);
    expect(scaleOfMagnification(5, 0.5)).toBe(4);
  });

  it('goes there and back', () => {
    for (const magnification of [1.25, 5, 10, 20, 40]) {
      expect(magnificationOfScale(scaleOfMagnification(magnification, 0.63), 0.63)).toBeCloseTo(magnification, 12);
    }
  });

  it('reads well', () => {
    expect([0.8123, 1.25, 9.96, 12.51, 20, 39.7].map(magnificationLabel)).toEqual([
      '0.81×',
      '1.3×',
      '10×',
      '12.5×',
      '20×',
      '40×',
    ]);
  });
});
