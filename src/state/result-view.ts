import type { Level0Rect } from '#core/geometry/frames.ts';
import { gridOfList } from '#core/heatmap/grid-of-list.ts';
import { patchAt, type PatchGrid } from '#core/heatmap/patch-grid.ts';
import { mapStatistics, timesUniform, type MapStatistics } from '#core/heatmap/statistics.ts';
import { mapKeyOfName, type ImportedMaps, type MapKey, type NamedMap } from '#core/result/imports/imported-maps.ts';
import type { MapId, PatchMap, RunResult } from '#core/result/run-result.ts';
import type { OverlayState } from './overlay-store.ts';

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
export const SMALLEST_RELEVANCE_SCALE = 0.25;

const views = new WeakMap<MapSource, ResultView>();

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
  const grid = gridOfList(patches);
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
