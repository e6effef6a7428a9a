import type { ColourRange } from '#core/heatmap/raster.ts';
import type { Scaling } from '#state/overlay-store.ts';

/** Steps of a handle over a scale that has no natural ones. */
const EVEN_STEPS = 200;

/** How many steps a handle takes over a whole scale: one a rank; 0 where the scale has one value only. */
export function stepsOf(scaling: Scaling, whole: ColourRange): number {
  if (!(Math.abs(whole.max - whole.min) > 0)) return 0;
  return scaling === 'rank' ? whole.min - whole.max : EVEN_STEPS;
}

/** Step of a value, 0 at the low end; not whole where the value lies between two, at an end where it lies outside. */
export function stepAt(whole: ColourRange, steps: number, value: number): number {
  const step = ((value - whole.min) / (whole.max - whole.min)) * steps;
  return Math.min(steps, Math.max(0, step));
}

/** Value of a step; whole numbers on a scale of ranks. */
export function valueOfStep(scaling: Scaling, whole: ColourRange, steps: number, step: number): number {
  const value = whole.min + (step / steps) * (whole.max - whole.min);
  return scaling === 'rank' ? Math.round(value) : value;
}

/** A number of a scale as people type it; null for anything that this scale does not have. A decimal comma counts as a point. */
export function parseScaleNumber(scaling: Scaling, whole: ColourRange, typed: string): number | null {
  const trimmed = typed.trim().replace(',', '.').replace('−', '-');
  if (!/^-?\d{0,9}(?:\.\d{0,9})?$/.test(trimmed) || !/\d/.test(trimmed)) return null;
  const value = Number(trimmed);
  if (scaling === 'percentile') return value >= 0 && value <= 100 ? value : null;
  if (scaling === 'rank') return Number.isInteger(value) && value >= whole.max && value <= whole.min ? value : null;
  return value;
}

/** Whether a range still runs from its low end to its high end, whichever way the scale counts. */
export function isRange(whole: ColourRange, low: number, high: number): boolean {
  return whole.min > whole.max ? low > high : low < high;
}
