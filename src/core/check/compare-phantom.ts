import type { Level0Rect } from '#core/geometry/frames.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { readingFactor } from '#core/result/reading-factor.ts';
import { isSurvival } from '#core/result/run-result.ts';
import type { PatchMap, RunResult, Sampling } from '#core/result/run-result.ts';
import { rectsHash } from './phantom-answer.ts';
import type { KnownRects, KnownSampling, PhantomAnswer } from './phantom-answer.ts';

/** What is compared: the list of patches, a map, the slide's answer, or what attention sampling drew. */
export type ComparedThing = 'patches' | MapId | 'logits' | 'hazards' | 'risk' | 'scores' | 'votes' | 'moved-draws';

/** One comparison over everything that there is of a kind. */
export interface ComparedRow {
  readonly what: ComparedThing;
  /** Largest difference; for `patches` 0 or 1, for `moved-draws` a share. Infinite where a number is missing or none. */
  readonly difference: number;
  readonly limit: number;
}

/**
 * How far a run may be from the reference pipeline: a logit, hazard, score, vote or relevance as it is; an attention as times its even share, of
 * sampling probabilities above that relative to themselves. They are those that the project holds its own pipeline to since its first model
 * (`models/tools/src/fovea_models/reference.py`, `dsca/reference.py`): far above what float32 sums in another order come to (about 1e-5 here), far
 * below what anyone could see in a map or an answer.
 */
export const PHANTOM_LIMITS = { value: 1e-3, attention: 1e-2, risk: 4e-3, movedDraws: 0.1 } as const;

/** A run on the phantom beside the reference pipeline's answer, the whole of every map. */
export function comparePhantom(result: RunResult, known: PhantomAnswer): readonly ComparedRow[] {
  const isSame = isKnown(result.patches, known.patches);
  const rows: ComparedRow[] = [{ what: 'patches', difference: isSame ? 0 : 1, limit: 0 }];
  for (const map of known.maps) {
    const own = result.maps.find(({ id }) => id === map.id);
    const places = own?.patches ?? result.patches;
    const isComparable = isSame && own && isKnown(places, map.patches ?? known.patches);
    rows.push({
      what: map.id,
      difference: isComparable ? mapDifference(own, map.values, readingFactor(own, result)) : Infinity,
      limit: map.id === 'task-relevance' ? PHANTOM_LIMITS.value : PHANTOM_LIMITS.attention,
    });
  }
  const drawn = known.sampling && samplingRows(result.sampling, known.sampling);
  return [...rows, ...(drawn?.rows ?? []), ...answerRows(result, known, drawn?.touched ?? 0)];
}

export function isWithin({ difference, limit }: ComparedRow): boolean {
  return difference <= limit;
}

function isKnown(list: readonly Level0Rect[], { count, hash }: KnownRects): boolean {
  return list.length === count && rectsHash(list) === hash;
}

function mapDifference({ id, values }: PatchMap, wanted: Float32Array, factor: number): number {
  let most = 0;
  for (const [i, value] of wanted.entries()) {
    const read = value * factor;
    const difference = Math.abs((values[i] ?? NaN) * factor - read);
    if (Number.isNaN(difference)) return Infinity;
    // A few places draw thousands of times their even share; what is left of a float32 there is no absolute hundredth.
    most = Math.max(most, id === 'sampling-probability' ? difference / Math.max(1, read) : difference);
  }
  return most;
}

/** Largest difference of two lists of numbers; infinite where one lacks any. */
function largest(own: readonly number[], wanted: readonly number[]): number {
  if (own.length !== wanted.length) return Infinity;
  const most = Math.max(...wanted.map((value, i) => Math.abs((own[i] ?? NaN) - value)));
  return Number.isNaN(most) ? Infinity : most;
}

/**
 * The draws of every field: places, votes and scores. A random number may fall so near the border between two places that rounding decides:
 * a few such draws are no error, and only fields without one have scores to compare.
 */
function samplingRows(own: Sampling | undefined, known: KnownSampling): { rows: ComparedRow[]; touched: number } {
  const none = { votes: Infinity, scores: Infinity, moved: 1, touched: 1 };
  const found = own?.fields.length === known.fields.length ? drawDifferences(own, known) : none;
  const rows: ComparedRow[] = [
    { what: 'moved-draws', difference: found.moved, limit: PHANTOM_LIMITS.movedDraws },
    { what: 'votes', difference: Math.max(found.votes, found.scores), limit: PHANTOM_LIMITS.value },
  ];
  return { rows, touched: found.touched };
}

function drawDifferences({ fields }: Sampling, known: KnownSampling) {
  let [votes, scores, moved, touched, draws] = [0, 0, 0, 0, 0];
  for (const [i, wanted] of known.fields.entries()) {
    const own = new Map(fields[i]?.draw.map((one) => [`${one.rect.x} ${one.rect.y}`, one]));
    let movedHere = 0;
    for (const { corner, times, vote } of wanted.draw) {
      const place = own.get(corner.join(' '));
      draws += times;
      movedHere += Math.max(0, times - (place?.timesDrawn ?? 0));
      if (place) votes = Math.max(votes, largest(place.vote, vote));
    }
    moved += movedHere;
    if (movedHere > 0) touched++;
    else scores = Math.max(scores, largest(fields[i]?.scores ?? [], wanted.scores));
  }
  return { votes, scores, moved: moved / draws, touched: touched / known.fields.length };
}

/** @param touched share of the fields in which a draw moved: each of them may change the slide's mean by at most its part of it */
function answerRows({ answer }: RunResult, { answer: known }: PhantomAnswer, touched: number): ComparedRow[] {
  const classes = isSurvival(answer) ? null : answer;
  const survival = isSurvival(answer) ? answer : null;
  const row = (what: ComparedThing, own: readonly number[], wanted: readonly number[], limit: number) => ({
    what,
    difference: largest(own, wanted),
    limit,
  });
  switch (known.kind) {
    case 'classes':
      return [row('logits', classes?.logits ?? [], known.logits, PHANTOM_LIMITS.value)];
    case 'scores':
      return [row('scores', classes?.scores ?? [], known.scores, PHANTOM_LIMITS.value + touched)];
    case 'hazards':
      return [
        row('hazards', survival?.hazards ?? [], known.hazards, PHANTOM_LIMITS.value),
        row('risk', survival ? [survival.risk] : [], [known.risk], PHANTOM_LIMITS.risk),
      ];
  }
}
