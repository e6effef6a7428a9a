import type { Display } from '#state/preferences-store.ts';

interface DisplayControl {
  readonly key: keyof Display;
  /** Setting at a position 0..1 of its line; the middle is neutral. */
  readonly at: (position: number) => number;
  readonly positionOf: (setting: number) => number;
}

/** A factor from `1 / most` to `most`, equal steps being equal ratios. */
function factor(key: keyof Display, most: number): DisplayControl {
  return {
    key,
    at: (position) => rounded(most ** (2 * position - 1)),
    positionOf: (setting) => (Math.log(setting) / Math.log(most) + 1) / 2,
  };
}

/** The three display settings as positions on a line. */
export const DISPLAY_CONTROLS: readonly DisplayControl[] = [
  { key: 'brightness', at: (position) => rounded(position - 0.5), positionOf: (setting) => setting + 0.5 },
  factor('contrast', 2),
  factor('gamma', 2.5),
];

/** To three decimals: what is stored stays within the bounds, and the middle is exactly neutral. */
function rounded(setting: number): number {
  return Math.round(setting * 1000) / 1000;
}
