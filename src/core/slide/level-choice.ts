import type { LevelDescription } from './description.ts';

/** A level counts as fine enough when its downsample exceeds the wanted one by no more than this factor (rounded level sizes). */
const DOWNSAMPLE_TOLERANCE = 1.001;

/**
 * The level to read from for a wanted downsample (level-0 px per output px): the coarsest whose downsample is ≤ wanted × 1.001,
 * level 0 where there is none. Levels are sorted from full resolution down.
 */
export function levelForDownsample(levels: readonly Pick<LevelDescription, 'downsampleX'>[], wanted: number): number {
  let best = 0;
  for (const [index, { downsampleX }] of levels.entries()) {
    if (downsampleX <= wanted * DOWNSAMPLE_TOLERANCE && downsampleX >= (levels[best]?.downsampleX ?? 0)) best = index;
  }
  return best;
}
