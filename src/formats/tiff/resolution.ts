import { judgedSpacing, type SpacingRead } from '../spacing-read.ts';
import type { TiffDirectory } from './directory.ts';
import { TAG } from './tags.ts';

/** µm in the units of the ResolutionUnit tag; 1 means "no absolute unit". */
const UM_PER_UNIT: Readonly<Record<number, number>> = { 2: 25_400, 3: 10_000 };
/** Inches, where the tag is absent. */
const DEFAULT_UNIT = 2;

/** Spacing from the resolution tags. Writers' defaults (10 px/cm, 72 px/inch …) are implausible and count as absent. */
export async function resolutionSpacing(directory: TiffDirectory, signal: AbortSignal): Promise<SpacingRead> {
  const [x, y, unit] = await Promise.all([
    directory.number(TAG.XResolution, 0, signal),
    directory.number(TAG.YResolution, 0, signal),
    directory.has(TAG.ResolutionUnit) ? directory.integer(TAG.ResolutionUnit, 0, signal) : DEFAULT_UNIT,
  ]);
  const umPerUnit = UM_PER_UNIT[unit ?? 0];
  // Fractions of nothing state nothing.
  if (x === null || y === null || !Number.isFinite(x) || !Number.isFinite(y) || umPerUnit === undefined)
    return { spacing: null, note: null };
  return judgedSpacing(umPerUnit / x, umPerUnit / y, `${x} × ${y} px per ${unit === 3 ? 'cm' : 'inch'}`);
}
