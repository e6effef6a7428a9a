import type { Scaling } from '#state/overlay-store.ts';
import { colouring, valueAt, type MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { percent, significant } from '../messages/numbers.ts';

/** An attention whose largest value is below this many times the even share shows next to nothing, however bright it looks. */
const FLAT_BELOW_TIMES_UNIFORM = 1.1;

/** One value of a map, with three decimals; an attention as a multiple of the even share. */
export function mapValue(unit: MapView['unit'], value: number): string {
  return unit === 'relevance'
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
  const what = text.result.evenShares[map.unit];
  return statistics.max < FLAT_BELOW_TIMES_UNIFORM
    ? text.result.spreadFlat(significant(statistics.max, 4), what)
    : text.result.spreadAttention(significant(statistics.max), what, percent(aboveOneShare));
}

/** To whole per cent, downwards: 100 % is said of all only. */
function roundedDown(share: number): number {
  return Math.floor(share * 100) / 100;
}

/** Texts at the two ends of a legend and the unit between them. */
export function legendEnds(map: MapView, scaling: Scaling): { low: string; high: string; unit: string } {
  if (scaling === 'percentile') return { low: '0', high: '100', unit: text.result.unitPercentile };
  const { range } = colouring(map, scaling);
  const end = (value: number) => mapValue(map.unit, value);
  return { low: end(range.min), high: end(range.max), unit: text.result.units[map.unit] };
}

/** The value at a position 0..1 of a map's colour scale. */
export function mapValueAt(map: MapView, scaling: Scaling, position: number): string {
  const value = valueAt(colouring(map, scaling).range, position);
  return scaling === 'percentile' ? value.toFixed(0) : mapValue(map.unit, value);
}
