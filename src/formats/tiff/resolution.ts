import type { Spacing } from '#core/geometry/frames.ts';
import { isPlausibleSpacing } from '#core/geometry/spacing.ts';
import type { TiffDirectory } from './directory.ts';
import { TAG } from './tags.ts';

/** µm in the units of the ResolutionUnit tag; 1 means "no absolute unit". */
const UM_PER_UNIT: Readonly<Record<number, number>> = { 2: 25_400, 3: 10_000 };
const DEFAULT_UNIT = 2;

export interface SpacingRead {
  readonly spacing: Spacing | null;
  /** Why there is none although the file holds numbers. */
  readonly note: string | null;
}

/** Spacing from the resolution tags. Writers' defaults (10 px/cm, 72 px/inch …) are implausible and count as absent. */
export async function resolutionSpacing(directory: TiffDirectory, signal: AbortSignal): Promise<SpacingRead> {
  const [x, y, unit] = await Promise.all([
    directory.integer(TAG.XResolution, 0, signal),
    directory.integer(TAG.YResolution, 0, signal),
    directory.first(TAG.ResolutionUnit, DEFAULT_UNIT, signal),
  ]);
  const umPerUnit = UM_PER_UNIT[unit];
  if (x === null || y === null || umPerUnit === undefined) return { spacing: null, note: null };
  return judgedSpacing(umPerUnit / x, umPerUnit / y, `${x} × ${y} px per ${unit === 3 ? 'cm' : 'inch'}`);
}

/** A stated spacing if it is plausible, else none with the reason. `stated`: what the file says, for the note. */
export function judgedSpacing(xUmPerPx: number, yUmPerPx: number, stated: string): SpacingRead {
  if (isPlausibleSpacing(xUmPerPx) && isPlausibleSpacing(yUmPerPx)) {
    return { spacing: { xUmPerPx, yUmPerPx }, note: null };
  }
  return { spacing: null, note: `The file states ${stated}, which cannot be the resolution of a microscope.` };
}
