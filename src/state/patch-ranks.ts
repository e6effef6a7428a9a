import type { Level0Point } from '#core/geometry/frames.ts';
import { patchUnder, placeAt, viewOfResult, type MapView, type Place } from './result-view.ts';
import { displayedKept, listedResults, type RunsState } from './runs-store.ts';
import type { KeptResult } from './slide-results.ts';
import { resultAsAsked } from './what-if-view.ts';

/** What one map says of a place. */
export interface MapRank {
  readonly map: MapView;
  /** Index into the map's patches. */
  readonly patch: number;
  /** In the map's unit; NaN where the patch was left out. */
  readonly value: number;
  /** Among the patches that have a number; null where this one has none. */
  readonly place: Place | null;
}

/** What the maps of one result say of a place. */
export interface ResultRanks {
  readonly kept: KeptResult;
  readonly isShown: boolean;
  /** Of the maps that have a patch there; never empty. */
  readonly ranks: readonly MapRank[];
}

/**
 * What every map of every result of a slide says of a place, the shown result first. Results without a patch there are left out. What a
 * question has left out counts as no patch, as on screen.
 */
export function ranksAt(runs: RunsState, slideId: string, point: Level0Point): ResultRanks[] {
  const shownKey = displayedKept(runs, slideId)?.key;
  return listedResults(runs, slideId)
    .map((kept): ResultRanks => {
      const isShown = kept.key === shownKey;
      const ranks = viewOfResult(resultAsAsked(kept)).maps.flatMap((map): MapRank[] => {
        const patch = patchUnder(map, point);
        return patch === null ? [] : [{ map, patch, value: map.values[patch] ?? NaN, place: placeAt(map, patch) }];
      });
      return { kept, isShown, ranks };
    })
    .filter(({ ranks }) => ranks.length > 0)
    .sort((a, b) => Number(b.isShown) - Number(a.isShown));
}
