import { standingOf, type Standing } from '#core/heatmap/order.ts';
import type { MapView } from './result-view.ts';

const standings = new WeakMap<MapView, Standing>();

/** Where each patch of a map stands among all; made when first asked for. */
export function standing(map: MapView): Standing {
  let known = standings.get(map);
  if (!known) standings.set(map, (known = standingOf(map.values)));
  return known;
}

/** Place of a patch among all others, 1 = highest. */
export interface Place {
  /** Equal values share the best place of theirs: 1, 2, 2, 4, as in a race. */
  readonly best: number;
  /** Equal values share the last place of theirs: 1, 3, 3, 4. Differs from `best` where there are ties. */
  readonly last: number;
}

/** Place of the map's patch i among all, 1 = highest; null where it has no number. */
export function placeAt(map: MapView, i: number): Place | null {
  const { best, last } = standing(map);
  const place = best[i] ?? NaN;
  return Number.isNaN(place) ? null : { best: place, last: last[i] ?? NaN };
}

/**
 * The `count` highest patches of a map, highest first, and the `count` lowest, lowest first; of equals the first in the list comes first. Indices
 * into the map's patches; fewer where the map has fewer numbers.
 */
export function extremes(
  map: MapView,
  count: number,
): { readonly most: readonly number[]; readonly least: readonly number[] } {
  const { order } = standing(map);
  return { most: highestFirst(map, order, count), least: Array.from(order.subarray(0, count)) };
}

/** The order from its end, but equals in the order of the list. */
function highestFirst({ values }: MapView, order: Uint32Array, count: number): number[] {
  const most: number[] = [];
  for (let to = order.length; to > 0 && most.length < count;) {
    const value = values[order[to - 1] ?? 0];
    let from = to - 1;
    while (from > 0 && values[order[from - 1] ?? 0] === value) from--;
    for (let k = from; k < to && most.length < count; k++) most.push(order[k] ?? 0);
    to = from;
  }
  return most;
}
