import { judgedSpacing, type SpacingRead } from '../spacing-read.ts';
import type { TiffDirectory } from './directory.ts';
import { TAG } from './tags.ts';

/** µm in the units of the ResolutionUnit tag; 1 means "no absolute unit". */
const UM_PER_UNIT: Readonly<Record<number, number>> = { 2: 25_400, 3: 10_000 };
const DEFAULT_UNIT = 2;

/** Spacing from the resolution tags. Writers' defaults (10 px/cm, 72 px/inch …) are implausible and count as absent. */
export async function resolutionSpacing(directory: TiffDirectory, signal: AbortSignal): Promise<SpacingRead> {
  const [x, y, unit] = await Promise.all([
    directory.number(TAG.XResolution, 0, signal),
    directory.number(TAG.YResolution, 0, signal),
    directory.first(TAG.ResolutionUnit, DEFAULT_UNIT, signal),
  ]);
  const umPerUnit = UM_PER_UNIT[unit];
  if (x === null || y === null || umPerUnit === undefined) return { spacing: null, note: null };
  return judgedSpacing(umPerUnit / x, umPerUnit / y, `${x} × ${y} px per ${unit === 3 ? 'cm' : 'inch'}`);
}
