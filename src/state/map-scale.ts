import { countFrom, percentiles } from '#core/heatmap/order.ts';
import { positionIn, type ColourRange } from '#core/heatmap/raster.ts';
import { standing } from './map-places.ts';
import { settingsOf, windowOf, type OverlayState, type Scaling } from './overlay-store.ts';
import { SMALLEST_RELEVANCE_SCALE, type MapView } from './result-view.ts';

/** What a map is coloured by. */
export interface MapScale {
  /** float32 `[n]` parallel to the patches, in the scale's unit; NaN where there is no number. */
  readonly values: Float32Array<ArrayBuffer>;
  /** As far as the scale goes, low end to high end; places go down. */
  readonly whole: ColourRange;
  /** Whether low numbers are the high end (places). The ends of `whole` do not tell where they are one. */
  readonly descending: boolean;
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
  if (scaling === 'percentile')
    return { values: percentiles(standing(map)), whole: { min: 0, max: 100 }, descending: false };
  if (scaling === 'rank') {
    const { best, lowestPlace } = standing(map);
    return { values: best, whole: { min: lowestPlace, max: 1 }, descending: true };
  }
  return { values: map.values, whole: wholeByValue(map), descending: false };
}

function wholeByValue(map: MapView): ColourRange {
  const { min, max } = map.statistics;
  if (map.isSigned) {
    const farthest = Math.max(-min, max);
    return { min: -farthest, max: farthest };
  }
  if (map.unit === 'relevance') return { min: 0, max: Math.max(max, SMALLEST_RELEVANCE_SCALE) };
  if (map.unit === 'probability') return { min: 0, max: 1 };
  return { min, max };
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
  const range = rangeOf(scale, low, high);
  return { ...scale, scaling: settings.scaling, range, hideBelow };
}

/**
 * What of a scale the colours span. The ends that were chosen mean the same on every map, so on one of another slide (or question) a chosen end can lie
 * beyond the scale's other end. The range never turns round then: it closes at the chosen end, and all on its low side has the lowest colour, all on
 * its high side the highest. Of places, which are whole numbers, the chosen one keeps its colour and the next has the other end's.
 */
function rangeOf({ whole, descending }: MapScale, low: number | null, high: number | null): ColourRange {
  const range = { min: low ?? whole.min, max: high ?? whole.max };
  const isOpen = descending ? range.min > range.max : range.min < range.max;
  if (isOpen || (low === null && high === null)) return range;
  const oneOn = descending ? 1 : 0;
  return low === null ? { min: range.max + oneOn, max: range.max } : { min: low, max: low - oneOn };
}

/** Whether a patch is left out of the picture although it has a number: it lies below what is shown. */
export function isHidden({ values, descending, hideBelow }: Painting, i: number): boolean {
  const value = values[i] ?? NaN;
  if (hideBelow === null) return false;
  const limit = Math.fround(hideBelow);
  return descending ? value > limit : value < limit;
}

/** Position 0..1 of a patch's colour; NaN where it has none. */
export function colourPosition(painting: Painting, i: number): number {
  return positionIn(painting.range, painting.values[i] ?? NaN);
}

/** How many patches a limit on the scale lets through: those from it on, upwards. */
export function shownFrom(map: MapView, scaling: Scaling, limit: number): number {
  const { values, descending } = scaleOf(map, scaling);
  return countFrom(standing(map), values, limit, descending);
}

/** Value at a position 0..1 of a colour scale. */
export function valueAt(range: ColourRange, position: number): number {
  return range.min + position * (range.max - range.min);
}
