import type { Level0Rect } from '#core/geometry/frames.ts';
import { countFrom, percentiles, standingOf, type Standing } from '#core/heatmap/order.ts';
import { gridOfRects, patchAt, type PatchGrid } from '#core/heatmap/patch-grid.ts';
import { positionIn, type ColourRange } from '#core/heatmap/raster.ts';
import { mapStatistics, timesUniform, type MapStatistics } from '#core/heatmap/statistics.ts';
import { mapKeyOfName, type ImportedMaps, type MapKey, type NamedMap } from '#core/result/imports/imported-maps.ts';
import type { MapId, PatchMap, RunResult } from '#core/result/run-result.ts';
import { settingsOf, windowOf, type OverlayState, type Scaling } from './overlay-store.ts';

/** What has maps: a result, or what was read from another program's file. */
export type MapSource = RunResult | ImportedMaps;

export function isImported(source: MapSource): source is ImportedMaps {
  return 'format' in source;
}

/** One map of a result, ready to be shown: values in the unit people read, with ranks and figures. */
export interface MapView<K extends MapKey = MapKey> {
  readonly id: K;
  /** Where its values lie, level-0 px: the result's patches, or the map's own. The same array as in the result. */
  readonly patches: readonly Level0Rect[];
  /** Of `patches`; maps on the same patches share it. */
  readonly grid: PatchGrid;
  /**
   * `relevance`: 0..1 as stored. `times-uniform`: attention × number of patches that share it, 1 = its even share.
   * `times-even-inside`: the same among the finer patches inside one coarse patch, which share an attention of their own. `probability`: 0..1
   * under a name that says so in another program's file; `as-stored`: a number of such a file, whatever it means.
   */
  readonly unit: 'relevance' | 'times-uniform' | 'times-even-inside' | 'probability' | 'as-stored';
  /** float32 `[n]` in `unit`, parallel to the patches; NaN where a patch was left out. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Of `values`. */
  readonly statistics: MapStatistics;
  /** Whether values lie below zero: then zero has the middle colour. */
  readonly isSigned: boolean;
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

export interface ResultView<K extends MapKey = MapKey> {
  readonly maps: readonly MapView<K>[];
}

/**
 * Upper end of the colours of a relevance map whose values are all lower. Relevance is an absolute figure, 0 to 1: a slide on which
 * nothing is relevant must look like one, not like its own largest value.
 */
const SMALLEST_RELEVANCE_SCALE = 0.25;

const views = new WeakMap<MapSource, ResultView>();
const grids = new WeakMap<readonly Level0Rect[], PatchGrid>();

/** The view of a result or of an imported file; made once for each. */
export function viewOfResult(result: RunResult): ResultView<MapId>;
export function viewOfResult(result: MapSource): ResultView;
export function viewOfResult(result: MapSource): ResultView {
  const known = views.get(result);
  if (known) return known;
  const maps = isImported(result)
    ? result.maps.map((map) => viewOfNamedMap(map, result.patches))
    : result.maps.map((map) => viewOfMap(map, result));
  const view = { maps };
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
export function shownMap<K extends MapKey>(
  view: ResultView<K>,
  { chosenMaps }: Pick<OverlayState, 'chosenMaps'>,
): MapView<K> | null {
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

const standings = new WeakMap<MapView, Standing>();

/** Where each patch of a map stands among all; made when first asked for. */
function standing(map: MapView): Standing {
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

/** What a map is coloured by. */
export interface MapScale {
  /** float32 `[n]` parallel to the patches, in the scale's unit; NaN where there is no number. */
  readonly values: Float32Array<ArrayBuffer>;
  /** As far as the scale goes, low end to high end; places go down. */
  readonly whole: ColourRange;
}

const scales = new WeakMap<MapView, Partial<Record<Scaling, MapScale>>>();

/**
 * What a map is coloured by: the values themselves; the share of the other patches that are lower (percentile, 0..100); or the place among all (1 =
 * highest, equals share the best of theirs). Made when first asked for.
 *
 * Percentile and place put patches in the same order. They differ in what is counted and where there are equals: percentile leaves a gap below
 * the patches that are above a large group of equals, places run from 1 to the one that the lowest share, however many they are.
 * So on a map of which most is 0, the rest has the upper per cent of the one scale and all of the other.
 *
 * Relevance has a true zero, so its colours start there and reach at least to 0.25; an attention's do not (nearly flat maps differ in the third digit),
 * so its colours span what occurs and the legend says how little that is. Signed values have their zero in the middle.
 */
export function scaleOf(map: MapView, scaling: Scaling): MapScale {
  let known = scales.get(map);
  if (!known) scales.set(map, (known = {}));
  return (known[scaling] ??= makeScale(map, scaling));
}

function makeScale(map: MapView, scaling: Scaling): MapScale {
  if (scaling === 'percentile') return { values: percentiles(standing(map)), whole: { min: 0, max: 100 } };
  if (scaling === 'rank') {
    const { best, lowestPlace } = standing(map);
    return { values: best, whole: { min: lowestPlace, max: 1 } };
  }
  const { min, max } = map.statistics;
  const { values } = map;
  if (map.isSigned) {
    const farthest = Math.max(-min, max);
    return { values, whole: { min: -farthest, max: farthest } };
  }
  if (map.unit === 'relevance') return { values, whole: { min: 0, max: Math.max(max, SMALLEST_RELEVANCE_SCALE) } };
  if (map.unit === 'probability') return { values, whole: { min: 0, max: 1 } };
  return { values, whole: { min, max } };
}

/** A map with the colours that its settings give it. */
export interface Painting extends MapScale {
  readonly scaling: Scaling;
  /** What the colours span: the whole scale or what was chosen of it. */
  readonly range: ColourRange;
  /** In the scale's unit; null where nothing is left out. */
  readonly hideBelow: number | null;
}

/** How a map is painted: its scale, and what of it the colours span. */
export function paintingOf(map: MapView, overlay: Pick<OverlayState, 'byMap'>): Painting {
  const settings = settingsOf(overlay, map.id);
  const { low, high, hideBelow } = windowOf(settings);
  const scale = scaleOf(map, settings.scaling);
  const range = { min: low ?? scale.whole.min, max: high ?? scale.whole.max };
  return { ...scale, scaling: settings.scaling, range, hideBelow };
}

/** Whether a patch is left out of the picture although it has a number: it lies below what is shown. */
export function isHidden({ values, whole, hideBelow }: Painting, i: number): boolean {
  const value = values[i] ?? NaN;
  if (hideBelow === null) return false;
  const limit = Math.fround(hideBelow);
  return whole.min > whole.max ? value > limit : value < limit;
}

/** Position 0..1 of a patch's colour; NaN where it has none. */
export function colourPosition(painting: Painting, i: number): number {
  return positionIn(painting.range, painting.values[i] ?? NaN);
}

/** How many patches a limit on the scale lets through: those from it on, upwards. */
export function shownFrom(map: MapView, scaling: Scaling, limit: number): number {
  const { values, whole } = scaleOf(map, scaling);
  return countFrom(standing(map), values, limit, whole.min > whole.max);
}

/** Value at a position 0..1 of a colour scale. */
export function valueAt(range: ColourRange, position: number): number {
  return range.min + position * (range.max - range.min);
}

function viewOfMap(map: PatchMap, result: RunResult): MapView {
  const patches = map.patches ?? result.patches;
  const isRelevance = map.id === 'task-relevance';
  const values = isRelevance ? map.values : timesEvenShare(map, patches, result);
  const unit = isRelevance ? 'relevance' : map.id === 'cross-attention' ? 'times-even-inside' : 'times-uniform';
  return viewOfValues({ id: map.id, patches, unit, values });
}

/**
 * A map of another program's file, its values as they stand there: an attention is not taken times the number of patches, which may be those of
 * a finer grid or not all of the slide's.
 */
function viewOfNamedMap({ name, values }: NamedMap, patches: readonly Level0Rect[]): MapView {
  const id = mapKeyOfName(name);
  const isShare = values.every((value) => !(value < 0 || value > 1));
  const shareUnit = id === 'task-relevance' ? 'relevance' : /^prob(?:ability)?_/i.test(name) ? 'probability' : null;
  return viewOfValues({ id, patches, unit: (isShare ? shareUnit : null) ?? 'as-stored', values });
}

function viewOfValues({ id, patches, unit, values }: Pick<MapView, 'id' | 'patches' | 'unit' | 'values'>): MapView {
  const grid = gridOf(patches);
  const isRelevance = unit === 'relevance';
  const statistics = mapStatistics(values);
  const { count, min, max } = statistics;
  const isNothing = isRelevance && !(max >= SMALLEST_RELEVANCE_SCALE);
  return {
    id,
    patches,
    grid,
    unit,
    values,
    statistics,
    isSigned: min < 0,
    zeroShare: count > 0 ? statistics.zeros / count : 0,
    nothingAbove: isNothing ? statistics.aboveZero : null,
    aboveOneShare: count > 0 ? statistics.aboveOne / count : 0,
  };
}

/**
 * An attention as a multiple of the even share among those patches that it was shared out to: all of the map that have a number, or, for
 * cross-attention, those inside the same coarse patch, where it sums to 1.
 */
function timesEvenShare(map: PatchMap, patches: readonly Level0Rect[], result: RunResult): Float32Array<ArrayBuffer> {
  let sharing = patches.length / result.patches.length;
  if (map.id !== 'cross-attention') {
    sharing = 0;
    for (const value of map.values) if (value === value) sharing++;
  }
  return map.values.map((value) => timesUniform(value, sharing));
}
