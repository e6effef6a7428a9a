import type { Spacing } from '#core/geometry/frames.ts';
import { isPlausibleSpacing } from '#core/geometry/spacing.ts';

export interface SpacingRead {
  readonly spacing: Spacing | null;
  /** Why there is none although the file holds numbers, in plain words. */
  readonly note: string | null;
}

/** Pixels of a microscope are square but for a few percent; one axis of another order is a mistake. */
const MAX_PIXEL_ASPECT = 2;

/** A stated spacing if it is plausible, else none with the reason. `stated`: what the file says, for the note. */
export function judgedSpacing(xUmPerPx: number, yUmPerPx: number, stated: string): SpacingRead {
  const isSquarish = Math.max(xUmPerPx, yUmPerPx) <= MAX_PIXEL_ASPECT * Math.min(xUmPerPx, yUmPerPx);
  if (isPlausibleSpacing(xUmPerPx) && isPlausibleSpacing(yUmPerPx) && isSquarish) {
    return { spacing: { xUmPerPx, yUmPerPx }, note: null };
  }
  return { spacing: null, note: `The file states ${stated}, which cannot be the resolution of a microscope.` };
}

/** Above this no objective magnifies, with whatever lens behind it. */
const MAX_OBJECTIVE_POWER = 1000;

/** A stated magnification if it can be one, else null. */
export function judgedPower(stated: number | null): number | null {
  return stated !== null && stated > 0 && stated <= MAX_OBJECTIVE_POWER ? stated : null;
}
