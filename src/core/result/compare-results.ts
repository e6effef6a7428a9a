import type { Level0Rect } from '#core/geometry/frames.ts';
import { isSameList } from '#core/geometry/same-rects.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { isSameQuestion } from './answer-figures.ts';
import { readingFactor } from './reading-factor.ts';
import { isSurvival } from './run-result.ts';
import type { Answer, PatchMap, RunRecord, RunResult } from './run-result.ts';
import type { Roundings } from './share-link/link-content.ts';

/** How far one map is from the same map of another result, in the unit that it is read in. */
export interface MapDifference {
  readonly id: MapId;
  /** Patches that both have a number for; the others are counted, not compared. */
  readonly compared: number;
  readonly onlyInShared: number;
  readonly onlyInOwn: number;
  /** Largest and mean of |own − shared|; 0 where nothing could be compared. */
  readonly largest: number;
  readonly mean: number;
  /** Where the largest is; null where nothing could be compared. */
  readonly at: Level0Rect | null;
  /** What rounding alone may have made of it: half a step; null for scores that were not rounded. */
  readonly rounding: number | null;
}

/** One figure of two answers. */
export interface FigureDifference {
  /** Name of a class or of a time bin; empty for the risk. */
  readonly name: string;
  readonly kind: 'score' | 'survival' | 'risk';
  readonly shared: number;
  readonly own: number;
}

export interface ResultDifference {
  /** Of the maps that both have. */
  readonly maps: readonly MapDifference[];
  /** Maps of the shared result that the other has not. */
  readonly missing: readonly MapId[];
  /** Null where the two do not answer the same. */
  readonly answer: readonly FigureDifference[] | null;
  readonly backEnds: { readonly shared: RunRecord['backEnd']; readonly own: RunRecord['backEnd'] };
}

/** What a rounded score may be off beyond half a step: the ends of its range travel as float32, and so do both scores. */
const FLOAT_ALLOWANCE = 1e-6;

/**
 * How far a result is from one that was shared.
 *
 * @param roundings how the scores of `shared` were rounded on their way; empty where they were not
 */
export function compareResults(shared: RunResult, own: RunResult, roundings: Roundings): ResultDifference {
  const maps = shared.maps.flatMap((map) => {
    const other = own.maps.find(({ id }) => id === map.id);
    return other ? [mapDifference({ map, result: shared }, { map: other, result: own }, roundings)] : [];
  });
  return {
    maps,
    missing: shared.maps.map(({ id }) => id).filter((id) => !maps.some((map) => map.id === id)),
    answer: figurePairs(shared.answer, own.answer),
    backEnds: { shared: shared.run.backEnd, own: own.run.backEnd },
  };
}

/** Whether a difference is one that rounding explains; false where nothing was rounded, and where nothing was compared. */
export function isWithinRounding(map: Pick<MapDifference, 'compared' | 'largest' | 'rounding'>): boolean {
  const { compared, largest, rounding } = map;
  return compared > 0 && rounding !== null && largest <= rounding * (1 + 1e-3) + FLOAT_ALLOWANCE;
}

/**
 * What the maps of a comparison come to: nothing was compared; some differ by more than rounding explains; what was compared agrees, but not
 * all was; or all agrees.
 */
export type Agreement = 'nothing' | 'differs' | 'in-part' | 'all';

export function agreementOf({ maps, missing }: Pick<ResultDifference, 'maps' | 'missing'>): Agreement {
  const compared = maps.filter((map) => map.compared > 0);
  if (compared.length === 0) return 'nothing';
  if (!compared.every(isWithinRounding)) return 'differs';
  const isWhole = missing.length === 0 && maps.every((map) => map.onlyInShared + map.onlyInOwn === 0);
  return isWhole ? 'all' : 'in-part';
}

/** The back ends give numbers that differ in the last digits where these differ. */
export function isSameBackEnd({ shared, own }: ResultDifference['backEnds']): boolean {
  return shared.kind === own.kind && shared.adapter === own.adapter && shared.precision === own.precision;
}

/** What is different about the model that a result was made with and one at hand: nothing, its version, or the files of the same version. */
export function modelDifference(
  made: RunRecord['bundle'],
  here: { readonly version: string; readonly files: readonly { readonly path: string; readonly sha256: string }[] },
): 'none' | 'version' | 'files' {
  if (made.version !== here.version) return 'version';
  const hashes = new Map(here.files.map(({ path, sha256 }) => [path, sha256]));
  return made.files.every(({ path, sha256 }) => hashes.get(path) === sha256) ? 'none' : 'files';
}

interface MapOf {
  readonly map: PatchMap;
  readonly result: RunResult;
}

function mapDifference(shared: MapOf, own: MapOf, roundings: Roundings): MapDifference {
  const places = shared.map.patches ?? shared.result.patches;
  const indexIn = indexOf(own.map.patches ?? own.result.patches, places);
  const [factor, ownFactor] = [readingFactor(shared.map, shared.result), readingFactor(own.map, own.result)];
  let compared = 0;
  let onlyInShared = 0;
  let sum = 0;
  let largest = 0;
  let at: Level0Rect | null = null;
  places.forEach((place, i) => {
    const value = shared.map.values[i] ?? NaN;
    if (Number.isNaN(value)) return;
    const other = own.map.values[indexIn(place, i)] ?? NaN;
    if (Number.isNaN(other)) {
      onlyInShared++;
      return;
    }
    const difference = Math.abs(other * ownFactor - value * factor);
    compared++;
    sum += difference;
    if (at === null || difference > largest) [largest, at] = [difference, place];
  });
  const rounding = roundings[shared.map.id];
  return {
    id: shared.map.id,
    compared,
    onlyInShared,
    onlyInOwn: own.map.values.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0) - compared,
    largest,
    mean: compared > 0 ? sum / compared : 0,
    at,
    rounding: rounding ? (rounding.step / 2) * factor : null,
  };
}

/** Finds a place in `list`, −1 where it is not: by its index where both lists are the same, as they are where the plans agree. */
function indexOf(
  list: readonly Level0Rect[],
  others: readonly Level0Rect[],
): (place: Level0Rect, index: number) => number {
  const key = ({ x, y, width, height }: Level0Rect) => `${x} ${y} ${width} ${height}`;
  if (isSameList(list, others)) return (_, index) => index;
  const known = new Map(list.map((place, i) => [key(place), i]));
  return (place) => known.get(key(place)) ?? -1;
}

function figurePairs(shared: Answer, own: Answer): FigureDifference[] | null {
  if (!isSameQuestion(shared, own)) return null;
  const others = figuresOf(own);
  return figuresOf(shared).map(({ value, ...figure }, i) => ({
    ...figure,
    shared: value,
    own: others[i]?.value ?? NaN,
  }));
}

/** What is told of an answer, each with its name. */
function figuresOf(answer: Answer): (Pick<FigureDifference, 'name' | 'kind'> & { readonly value: number })[] {
  if (!isSurvival(answer))
    return answer.classes.map((name, i) => ({ name, kind: 'score', value: answer.scores[i] ?? NaN }));
  return [
    { name: '', kind: 'risk', value: answer.risk },
    ...answer.bins.map((name, i) => ({ name, kind: 'survival' as const, value: answer.survival[i] ?? NaN })),
  ];
}
