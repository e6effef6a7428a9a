import { magnificationOfSpacing } from '#core/geometry/spacing.ts';

/** The presets of the toolbar and of the keys 1 to 5. */
export const MAGNIFICATION_PRESETS = [1.25, 5, 10, 20, 40] as const;

/**
 * Scale (level-0 px per CSS px) that shows a slide of `umPerPx` at a nominal magnification; the inverse of
 * {@link magnificationOfSpacing}: 10× shows 1 µm per CSS px.
 */
export function scaleOfMagnification(magnification: number, umPerPx: number): number {
  return 10 / magnification / umPerPx;
}

/** Nominal magnification at which a slide of `umPerPx` is shown at a scale (level-0 px per CSS px). */
export function magnificationOfScale(level0PxPerCssPx: number, umPerPx: number): number {
  return magnificationOfSpacing(level0PxPerCssPx * umPerPx);
}

/** "0.8×", "12.5×", "40×": two digits below 10, one decimal below 20, else whole. */
export function magnificationLabel(magnification: number): string {
  const digits =
    magnification < 10
      ? Number(magnification.toPrecision(2))
      : Number(magnification.toFixed(magnification < 20 ? 1 : 0));
  return `${digits}×`;
}
