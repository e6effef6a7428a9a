import type { Spacing } from './frames.ts';

/** A spacing outside this range (µm/px) is a writer's default or a mistake and counts as absent. */
export const PLAUSIBLE_SPACING_UM_PER_PX = { min: 0.05, max: 50 } as const;

/** True for a finite µm/px within {@link PLAUSIBLE_SPACING_UM_PER_PX}. */
export function isPlausibleSpacing(umPerPx: number): boolean {
  return umPerPx >= PLAUSIBLE_SPACING_UM_PER_PX.min && umPerPx <= PLAUSIBLE_SPACING_UM_PER_PX.max;
}

/** Both axes as one number (µm/px): their mean, which is what a square patch is cut by. */
export function meanSpacing(spacing: Spacing): number {
  return (spacing.xUmPerPx + spacing.yUmPerPx) / 2;
}

/** Nominal objective magnification of a spacing: 0.25 µm/px ≈ 40×, 0.5 ≈ 20×, 2 ≈ 5×. For display only; spacing is the truth. */
export function magnificationOfSpacing(umPerPx: number): number {
  return 10 / umPerPx;
}
