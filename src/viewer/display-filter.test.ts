import { describe, expect, it } from 'vitest';
import { displayedChannel, isNeutral } from './display-filter.ts';
import { NEUTRAL_DISPLAY } from './viewer-types.ts';

describe('display settings', () => {
  it('leave pixels alone when neutral', () => {
    expect(isNeutral(NEUTRAL_DISPLAY)).toBe(true);
    for (const channel of [0, 0.2, 1]) expect(displayedChannel(channel, NEUTRAL_DISPLAY)).toBeCloseTo(channel, 12);
  });

  it('lighten with gamma, spread with contrast, clamp', () => {
    expect(displayedChannel(0.25, { brightness: 0, contrast: 1, gamma: 2 })).toBeCloseTo(0.5, 12);
    expect(displayedChannel(0.6, { brightness: 0, contrast: 2, gamma: 1 })).toBeCloseTo(0.7, 12);
    expect(displayedChannel(0.9, { brightness: 0.5, contrast: 1, gamma: 1 })).toBe(1);
  });
});
