import type { Level0Point } from '#core/geometry/frames.ts';
import { placeAt, type Place } from './map-places.ts';
import { patchUnder, viewOfResult, type MapSource, type MapView } from './result-view.ts';
import { displayedKept, listedResults, resultAsShown } from './displayed.ts';
import { importsOf, shownImport } from './kept-results.ts';
import type { RunsState } from './runs-store.ts';

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
  readonly key: string;
  /** The model that made it, or the file that it came in. */
  readonly from: string;
  /** ISO 8601; null for an import, which does not say. */
  readonly madeAt: string | null;
  /** Side of a patch as the model saw it, px; null for an import. */
  readonly sizePx: number | null;
  readonly isShown: boolean;
  /** Of the maps that have a patch there; never empty. */
  readonly ranks: readonly MapRank[];
}

function ranksIn(source: MapSource, point: Level0Point): MapRank[] {
  return viewOfResult(source).maps.flatMap((map): MapRank[] => {
    const patch = patchUnder(map, point);
    return patch === null ? [] : [{ map, patch, value: map.values[patch] ?? NaN, place: placeAt(map, patch) }];
  });
}

/**
 * What every map of every result and import of a slide says of a place, the shown result first. Results without a patch there are left out. What a
 * question has left out counts as no patch, as on screen.
 */
export function ranksAt(runs: RunsState, slideId: string, point: Level0Point): ResultRanks[] {
  const shownKey = (shownImport(runs, slideId) ?? displayedKept(runs, slideId))?.key;
  const results = listedResults(runs, slideId).map((kept): ResultRanks => {
    const { bundle, finishedAt, plan } = kept.result.run;
    const ranks = ranksIn(resultAsShown(runs, slideId, kept), point);
    const { key } = kept;
    return { key, from: bundle.name, madeAt: finishedAt, sizePx: plan.modelSizePx, isShown: key === shownKey, ranks };
  });
  const imports = importsOf(runs, slideId).list.map(({ key, fileName, imported }): ResultRanks => {
    const ranks = ranksIn(imported, point);
    return { key, from: fileName, madeAt: null, sizePx: null, isShown: key === shownKey, ranks };
  });
  return [...imports, ...results]
    .filter(({ ranks }) => ranks.length > 0)
    .sort((a, b) => Number(b.isShown) - Number(a.isShown));
}
