import type { Level0Rect } from '#core/geometry/frames.ts';
import type { MarkedShape, WhatIfSet } from '#core/result/questions.ts';

/**
 * The same question to another result. Outlines mean the same anywhere; painted units are places in a list, so they are looked up by where
 * they lie.
 *
 * @param from `whatIfUnits` of the result that the question was put to. @param to those of the other one
 * @returns the set itself where its numbers mean the same; null where a painted unit is none of the other result
 */
export function carriedSet(set: WhatIfSet, from: readonly Level0Rect[], to: readonly Level0Rect[]): WhatIfSet | null {
  const painted = set.regions.flatMap(({ shape }) => (shape.kind === 'patches' ? shape.indices : []));
  if (painted.every((i) => place(from[i]) === place(to[i]))) return set;
  const places = new Map(to.map((rect, i) => [place(rect), i]));
  if (!painted.every((i) => places.has(place(from[i])))) return null;
  const carry = (shape: MarkedShape): MarkedShape =>
    shape.kind === 'patches'
      ? {
          kind: 'patches',
          indices: shape.indices.flatMap((i) => places.get(place(from[i])) ?? []).sort((a, b) => a - b),
        }
      : shape;
  return { ...set, regions: set.regions.map((region) => ({ ...region, shape: carry(region.shape) })) };
}

function place(rect: Level0Rect | undefined): string {
  return rect ? `${rect.x} ${rect.y} ${rect.width} ${rect.height}` : '';
}
