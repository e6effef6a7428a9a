import type { Level0Rect } from '#core/geometry/frames.ts';
import { gridOfRects, patchAt, type PatchGrid } from '#core/heatmap/patch-grid.ts';
import type { ColourRange } from '#core/heatmap/raster.ts';
import {
  ascending,
  mapStatistics,
  percentiles,
  placeIn,
  timesUniform,
  type MapStatistics,
  type Place,
} from '#core/heatmap/statistics.ts';
import type { MapId, PatchMap, RunResult } from '#core/result/run-result.ts';
import type { OverlayState, Scaling } from './overlay-store.ts';

/** One map of a result, ready to be shown: values in the unit people read, with ranks and figures. */
export interface MapView {
  readonly id: MapId;
  /** Where its values lie, level-0 px: the result's patches, or the map's own. The same array as in the result. */
  readonly patches: readonly Level0Rect[];
  /** Of `patches`; maps on the same patches share it. */
  readonly grid: PatchGrid;
  /**
   * `relevance`: 0..1 as stored. `times-uniform`: attention × number of patches that share it, 1 = its even share.
   * `times-even-inside`: the same among the finer patches inside one coarse patch, which share an attention of their own.
   */
  readonly unit: 'relevance' | 'times-uniform' | 'times-even-inside';
  /** float32 `[n]` in `unit`, parallel to the patches. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Numbers among `values` in ascending order, for {@link placeAt}. */
  readonly sorted: Float32Array<ArrayBuffer>;
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
  readonly maps: readonly MapView[];
}

/**
 * Upper end of the colours of a relevance map whose values are all lower. Relevance is an absolute figure, 0 to 1: a slide on which
 * nothing is relevant must look like one, not like its own largest value.
 */
const SMALLEST_RELEVANCE_SCALE = 0.25;

const views = new WeakMap<RunResult, ResultView>();
const grids = new WeakMap<readonly Level0Rect[], PatchGrid>();

/** The view of a result; made once per result. */
export function viewOfResult(result: RunResult): ResultView {
  const known = views.get(result);
  if (known) return known;
  const view = { maps: result.maps.map((map) => viewOfMap(map, result)) };
  views.set(result, view);
  return view;
}

/** The grid of a list of patches; made once per list. */
function gridOf(patches: readonly Level0Rect[]): PatchGrid {
  const known = grids.get(patches);
  if (known) return known;
  const grid = gridOfRects(patches);
  grids.set(patches, grid);
  return grid;
}

/** The map to show: of those that the result has the one chosen last, else its first; null in a result without maps. */
export function shownMap(view: ResultView, { chosenMaps }: Pick<OverlayState, 'chosenMaps'>): MapView | null {
  for (const id of chosenMaps) {
    const map = view.maps.find((one) => one.id === id);
    if (map) return map;
  }
  return view.maps[0] ?? null;
}

/** Index of the map's patch under a level-0 point; null where there is none. */
export function patchUnder(map: MapView, point: { readonly x: number; readonly y: number } | null): number | null {
  return point ? patchAt(map.grid, point.x, point.y) : null;
}

/** Place of the map's patch i among all, 1 = highest; null where it has no number. */
export function placeAt(map: MapView, i: number): Place | null {
  const value = map.values[i] ?? NaN;
  return Number.isNaN(value) ? null : placeIn(map.sorted, value);
}

const percentilesKept = new WeakMap<MapView, Float32Array<ArrayBuffer>>();

/** float32 `[n]`, 0..100: share of the other patches that are lower; made when first asked for. */
function percentilesOf(map: MapView): Float32Array<ArrayBuffer> {
  const known = percentilesKept.get(map);
  if (known) return known;
  const made = percentiles(map.values, map.sorted);
  percentilesKept.set(map, made);
  return made;
}

/**
 * What is painted: the values themselves, or how each patch stands among the others (percentile, 0..100).
 *
 * Relevance has a true zero, so its colours start there and reach at least to 0.25; an attention's do not (nearly flat maps differ in the third digit),
 * so its colours span what occurs and the legend says how little that is.
 */
export function colouring(map: MapView, scaling: Scaling): { values: Float32Array<ArrayBuffer>; range: ColourRange } {
  if (scaling === 'percentile') return { values: percentilesOf(map), range: { min: 0, max: 100 } };
  const { min, max } = map.statistics;
  const range = map.unit === 'relevance' ? { min: 0, max: Math.max(max, SMALLEST_RELEVANCE_SCALE) } : { min, max };
  return { values: map.values, range };
}

/** Value at a position 0..1 of a colour scale. */
export function valueAt(range: ColourRange, position: number): number {
  return range.min + position * (range.max - range.min);
}

function viewOfMap(map: PatchMap, result: RunResult): MapView {
  const patches = map.patches ?? result.patches;
  const grid = gridOf(patches);
  const isRelevance = map.id === 'task-relevance';
  const values = isRelevance ? map.values : timesEvenShare(map, patches, result);
  const statistics = mapStatistics(values);
  const isNothing = isRelevance && !(statistics.max >= SMALLEST_RELEVANCE_SCALE);
  return {
    id: map.id,
    patches,
    grid,
    unit: isRelevance ? 'relevance' : map.id === 'cross-attention' ? 'times-even-inside' : 'times-uniform',
    values,
    sorted: ascending(values),
    statistics,
    zeroShare: shareOf(values, (value) => value === 0),
    nothingAbove: isNothing ? values.filter((value) => value > 0).length : null,
    aboveOneShare: shareOf(values, (value) => value > 1),
  };
}

function shareOf(values: Float32Array, holds: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (holds(value)) count++;
  return values.length > 0 ? count / values.length : 0;
}

/**
 * An attention as a multiple of the even share among those patches that it was shared out to: all of the map, or, for
 * cross-attention, those inside the same coarse patch, where it sums to 1.
 */
function timesEvenShare(map: PatchMap, patches: readonly Level0Rect[], result: RunResult): Float32Array<ArrayBuffer> {
  const sharing = map.id === 'cross-attention' ? patches.length / result.patches.length : patches.length;
  return map.values.map((value) => timesUniform(value, sharing));
}
