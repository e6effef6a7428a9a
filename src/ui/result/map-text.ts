import { isMapId, nameInFile, type MapKey } from '#core/result/imports/imported-maps.ts';
import type { Scaling } from '#state/overlay-store.ts';
import { isSurvival, type RunResult } from '#core/result/run-result.ts';
import type { Place } from '#state/map-places.ts';
import { scaleOf, type Painting } from '#state/map-scale.ts';
import type { MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { count, percent, significant } from '../messages/numbers.ts';

/** An attention whose largest value is below this many times the even share shows next to nothing, however bright it looks. */
const FLAT_BELOW_TIMES_UNIFORM = 1.1;

/** Share of patches with the lowest value from which on ranks look other than percentiles. */
const MANY_TIED = 0.02;

/** The name of a map: ours in the language of the window, another program's as its file has it. */
export function mapName(id: MapKey): string {
  return isMapId(id) ? text.result.mapFull[id] : nameInFile(id);
}

/** The same in few words. */
export function shortMapName(id: MapKey): string {
  return isMapId(id) ? text.result.mapNames[id] : nameInFile(id);
}

/** One value of a map, with three decimals; an attention as a multiple of the even share; another program's number as it is. */
export function mapValue(unit: MapView['unit'], value: number): string {
  if (unit === 'as-stored') return significant(value, 4);
  return unit === 'relevance' || unit === 'probability'
    ? value.toFixed(3)
    : `${value >= 100 ? significant(value) : value.toFixed(value >= 10 ? 1 : 3)}×`;
}

/** How much there is to see in a map, in one line. */
export function spreadText(map: MapView): string {
  const { statistics, aboveOneShare, zeroShare } = map;
  if (map.unit === 'relevance')
    return statistics.max > 0
      ? text.result.spreadRelevance(significant(statistics.max), percent(roundedDown(zeroShare)))
      : text.result.spreadNothing;
  if (map.unit === 'probability' || map.unit === 'as-stored')
    return text.exports.spread(
      mapValue(map.unit, statistics.min),
      mapValue(map.unit, statistics.max),
      map.values.length - statistics.count,
    );
  const what = text.result.evenShares[map.unit];
  return statistics.max < FLAT_BELOW_TIMES_UNIFORM
    ? text.result.spreadFlat(significant(statistics.max, 4), what)
    : text.result.spreadAttention(significant(statistics.max), what, percent(aboveOneShare));
}

/** To whole per cent, downwards: 100 % is said of all only. */
function roundedDown(share: number): number {
  return Math.floor(share * 100) / 100;
}

/** A place among all patches; many equal values have no place of their own. */
export function placeText({ best, last }: Place): string {
  return last === best ? text.stage.shortRank(best) : text.stage.sharedRank(best);
}

/** A number of the scale that a map is coloured by: the value, a percentile, or a place. */
export function scaleValue(map: MapView, scaling: Scaling, value: number): string {
  if (scaling === 'percentile') return significant(Math.round(value * 10) / 10);
  return scaling === 'rank' ? text.stage.shortRank(value) : mapValue(map.unit, value);
}

/** The same with its unit, as a screen reader says it. */
export function scaleText(map: MapView, scaling: Scaling, value: number): string {
  const unit =
    scaling === 'value' ? text.result.units[map.unit] : scaling === 'percentile' ? text.result.unitPercentile : '';
  return `${scaleValue(map, scaling, value)} ${unit}`.trim();
}

/** The number alone, as it can be typed. */
export function scaleNumber(scaling: Scaling, value: number): string {
  if (scaling === 'rank') return String(value);
  if (scaling === 'percentile') return String(Math.round(value * 10) / 10);
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : value.toFixed(3);
}

/** What of the answer a map belongs to. */
export function belongsText({ answer }: RunResult, map: MapView, question: string | null): string {
  if (isSurvival(answer)) return answer.bins.length > 0 ? text.maps.belongs.survival : text.maps.belongs.cox;
  if (map.id === 'task-relevance' && question !== null) return text.maps.belongs.question(question);
  return text.maps.belongs.classes(answer.classes.join(text.maps.listSeparator));
}

/** How a scale counts, and where ranks show something that percentiles do not. */
export function scalingNote(map: MapView, scaling: Exclude<Scaling, 'value'>): string {
  const note = text.maps.scalingNotes[scaling];
  if (scaling !== 'rank') return note;
  const lowest = scaleOf(map, 'rank').whole.min;
  const tied = map.statistics.count - lowest + 1;
  const isTied = tied > MANY_TIED * map.statistics.count;
  return `${note} ${isTied ? text.maps.rankTied(lowest, tied) : text.maps.rankAsPercentile}`;
}

/** Texts at the two ends of a legend and the unit between them. */
export function legendEnds(map: MapView, painting: Painting): { low: string; high: string; unit: string } {
  const { scaling, range } = painting;
  const unit =
    scaling === 'value'
      ? text.result.units[map.unit]
      : scaling === 'percentile'
        ? text.result.unitPercentile
        : text.maps.unitRank(count(map.statistics.count));
  return { low: scaleValue(map, scaling, range.min), high: scaleValue(map, scaling, range.max), unit };
}
