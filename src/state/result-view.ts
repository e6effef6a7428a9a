import { gridOfRects, type PatchGrid } from '#core/heatmap/patch-grid.ts';
import type { ColourRange } from '#core/heatmap/raster.ts';
import { mapStatistics, percentiles, timesUniform, type MapStatistics } from '#core/heatmap/statistics.ts';
import type { MapId, PatchMap, RunResult } from '#core/result/run-result.ts';
import type { Scaling } from './overlay-store.ts';

/** One map of a result, ready to be shown: values in the unit people read, with ranks and figures. */
export interface MapView {
  readonly id: MapId;
  /** `relevance`: 0..1 as stored. `times-uniform`: attention × number of patches, 1 = its even share. */
  readonly unit: 'relevance' | 'times-uniform';
  /** float32 `[n]` in `unit`, parallel to the patches. */
  readonly values: Float32Array<ArrayBuffer>;
  /** float32 `[n]`, 1 = highest; equal values share the best place (1, 2, 2, 4). */
  readonly places: Float32Array<ArrayBuffer>;
  /** float32 `[n]`, as `places`, but equal values share the last place of theirs; differs from `places` where there are ties. */
  readonly lastPlaces: Float32Array<ArrayBuffer>;
  /** float32 `[n]`, 0..100: share of the other patches that are lower; equals do not count as lower, so many equal lowest values are all 0. */
  readonly percentiles: Float32Array<ArrayBuffer>;
  /** Of `values`. */
  readonly statistics: MapStatistics;
  /** Share of patches whose value is exactly 0. */
  readonly zeroShare: number;
  /**
   * On a relevance map that stays below the least that its colours span: how many patches are above 0 at all. Null where there is
   * something to see, and for an attention, which has no zero.
   */
  readonly nothingAbove: number | null;
  /** Share of patches whose value is above 1; for an attention, those that got more than their even share. */
  readonly aboveOneShare: number;
}

export interface ResultView {
  readonly grid: PatchGrid;
  readonly maps: readonly MapView[];
}

/**
 * Upper end of the colours of a relevance map whose values are all lower. Relevance is an absolute figure, 0 to 1: a slide on which
 * nothing is relevant must look like one, not like its own largest value.
 */
const SMALLEST_RELEVANCE_SCALE = 0.25;

const views = new WeakMap<RunResult, ResultView>();

/** The view of a result; made once per result. */
export function viewOfResult(result: RunResult): ResultView {
  const known = views.get(result);
  if (known) return known;
  const view = { grid: gridOfRects(result.patches), maps: result.maps.map(viewOfMap) };
  views.set(result, view);
  return view;
}

/** The map asked for, or the first one where a result does not have it; null in a result without maps. */
export function mapView(view: ResultView, id: MapId): MapView | null {
  return view.maps.find((map) => map.id === id) ?? view.maps[0] ?? null;
}

/**
 * What is painted: the values themselves, or how each patch stands among the others (percentile, 0..100).
 *
 * Relevance has a true zero, so its colours start there and reach at least to 0.25; an attention's do not (nearly flat maps differ in the third digit),
 * so its colours span what occurs and the legend says how little that is.
 */
export function colouring(map: MapView, scaling: Scaling): { values: Float32Array<ArrayBuffer>; range: ColourRange } {
  if (scaling === 'percentile') return { values: map.percentiles, range: { min: 0, max: 100 } };
  const { min, max } = map.statistics;
  const range = map.unit === 'relevance' ? { min: 0, max: Math.max(max, SMALLEST_RELEVANCE_SCALE) } : { min, max };
  return { values: map.values, range };
}

/** Value at a position 0..1 of a colour scale. */
export function valueAt(range: ColourRange, position: number): number {
  return range.min + position * (range.max - range.min);
}

/**
 * Place of each value among all, 1 = highest. Equal values share the best place of theirs (1, 2, 2, 4: `best`, as in a race) or
 * the last (1, 3, 3, 4: `last`).
 */
function placesOf(values: Float32Array, shared: 'best' | 'last'): Float32Array<ArrayBuffer> {
  const descending = Float32Array.from(values).sort().reverse();
  const place = new Map<number, number>();
  descending.forEach((value, index) => {
    if (shared === 'last' || !place.has(value)) place.set(value, index + 1);
  });
  return Float32Array.from(values, (value) => place.get(value) ?? NaN);
}

function viewOfMap(map: PatchMap): MapView {
  const isRelevance = map.id === 'task-relevance';
  const values = isRelevance ? map.values : map.values.map((value) => timesUniform(value, map.values.length));
  const lastPlaces = placesOf(values, 'last');
  const statistics = mapStatistics(values);
  const isNothing = isRelevance && !(statistics.max >= SMALLEST_RELEVANCE_SCALE);
  const share = (holds: (value: number) => boolean) =>
    values.length > 0 ? values.filter(holds).length / values.length : 0;
  return {
    id: map.id,
    unit: isRelevance ? 'relevance' : 'times-uniform',
    values,
    places: placesOf(values, 'best'),
    lastPlaces,
    percentiles: percentiles(lastPlaces),
    statistics,
    zeroShare: share((value) => value === 0),
    nothingAbove: isNothing ? values.filter((value) => value > 0).length : null,
    aboveOneShare: share((value) => value > 1),
  };
}
