import type { Level0Rect } from '#core/geometry/frames.ts';
import type { WhatIfRegion, WhatIfSet } from '#core/result/questions.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { highestFirst } from './highest-first.ts';
import { markedUnits } from './marked-units.ts';

/**
 * What a question can leave out of a result, level-0 px: the patches that its head read (of a two-scale result the coarser ones, which leave
 * with their finer ones); of attention sampling the cells of the sampling probability.
 */
export function whatIfUnits(result: Pick<RunResult, 'patches' | 'maps' | 'sampling'>): readonly Level0Rect[] {
  if (!result.sampling) return result.patches;
  return result.maps.find(({ id }) => id === 'sampling-probability')?.patches ?? [];
}

/**
 * Which units a question keeps. A unit is inside an outline when its middle is. Where anything is to be kept only that is;
 * what is excluded goes in any case; then the highest of what is left (units without a value on that map last).
 *
 * @returns uint8 `[n]` parallel to {@link whatIfUnits}: 1 kept, 0 left out; owned by the caller
 */
export function keptUnits(
  result: Pick<RunResult, 'patches' | 'maps' | 'sampling'>,
  { regions, withoutTop }: WhatIfSet,
): Uint8Array<ArrayBuffer> {
  const units = whatIfUnits(result);
  const keeping = regions.filter(({ effect }) => effect === 'keep');
  const kept = new Uint8Array(units.length).fill(keeping.length > 0 ? 0 : 1);
  for (const region of keeping) mark(kept, units, region, 1);
  for (const region of regions) if (region.effect === 'exclude') mark(kept, units, region, 0);
  const values = withoutTop && result.maps.find(({ id }) => id === withoutTop.map)?.values;
  if (withoutTop && values?.length === units.length) {
    const left = Array.from(kept.keys()).filter((i) => kept[i] === 1);
    left.sort((a, b) => highestFirst(values[a] ?? NaN, values[b] ?? NaN) || a - b);
    for (const i of left.slice(0, withoutTop.count)) kept[i] = 0;
  }
  return kept;
}

function mark(kept: Uint8Array, units: readonly Level0Rect[], { shape }: WhatIfRegion, value: 0 | 1): void {
  for (const i of markedUnits(shape, units)) kept[i] = value;
}
