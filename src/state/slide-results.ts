import { MOST_KEPT_RESULTS } from '#core/result/most-kept-results.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { LeftOut, Roundings } from '#core/result/share-link/link-content.ts';
import type { RunNote } from './run-progress.ts';
import type { SamplingChoice } from './sampling-store.ts';
import type { SettlingPoint } from './settling.ts';
import { NO_QUESTIONS, rest, type Questions } from './what-if-questions.ts';

interface SlideRecognised {
  /** How the slide was recognised: its content, or only its name and size where one side has no fingerprint. */
  readonly slideKnownBy: 'fingerprint' | 'name-and-size';
}

/** Read from a result file. */
export interface FileOrigin extends SlideRecognised {
  readonly kind: 'file';
  readonly fileName: string;
}

/** Read from the fragment of an address. */
export interface LinkOrigin extends SlideRecognised {
  readonly kind: 'link';
  /** How the scores of each map were rounded to fit. */
  readonly roundings: Roundings;
  /** What the result held where it was shared, and does not hold here. */
  readonly leftOut: LeftOut;
}

/** Where a result came from that was not run in this window. */
export type ResultOrigin = FileOrigin | LinkOrigin;

/** One result of a slide, with what is known about it beside itself. */
export interface KeptResult {
  /** Tells it from all others of the slide; a file may claim any result id. */
  readonly key: string;
  readonly result: RunResult;
  /** Null for a run of this window. */
  readonly origin: ResultOrigin | null;
  /** What its run had to say beside the answer. */
  readonly notes: readonly RunNote[];
  /** What is asked of it; absent where nothing was yet. */
  readonly questions?: Questions;
  /** How its answer settled on the way of its run, in order; absent where the run gave no answers before its end, and of results from elsewhere. */
  readonly settling?: readonly SettlingPoint[];
  /** What attention sampling was told, which a stopped result does not always say; absent for other models, and of results from elsewhere. */
  readonly sampling?: SamplingChoice;
  /** Key of the result that it was run again for, to be compared with. */
  readonly againOf?: string;
  /** It was kept on this machine since an earlier visit, or by another tab. */
  readonly isFromDisk?: true;
}

/** A coarse patch of one result that is looked into. */
export interface LookedInto {
  /** Of the result; means nothing while another one is shown. */
  readonly key: string;
  /** Index into the result's patches. */
  readonly patch: number;
  /** The part that is pointed at or has the focus in the panel, 0 … 15; null for none. */
  readonly part: number | null;
}

/** All results of one slide. */
export interface SlideResults {
  /** Newest first; never empty while `shownKey` names one. */
  readonly list: readonly KeptResult[];
  /** Null where there is none left. */
  readonly shownKey: string | null;
  /** The coarse patch of a result that is looked into; null while none is. */
  readonly inside: LookedInto | null;
  /** The last one taken off the list, as long as that can be undone. */
  readonly removed: { readonly kept: KeptResult; readonly index: number; readonly wasShown: boolean } | null;
}

/**
 * Results kept for one slide; the oldest goes when one more comes. One that was taken off and put back may make it one more, and what other tabs add
 * up to {@link MOST_KEPT_RESULTS}. One of 20,000 patches and three maps takes some 3 MB with all
 * that is worked out for showing it, a two-scale one of 20,000 coarse and 320,000 fine patches some 50 MB.
 */
export const MOST_RESULTS = 12;

export const NO_RESULTS: SlideResults = { list: [], shownKey: null, inside: null, removed: null };

/** Adds a result at the top and shows it; takes the place of the one with the same key. */
export function addResult({ list, inside, removed }: SlideResults, kept: KeptResult): SlideResults {
  const others = list.filter(({ key }) => key !== kept.key);
  return {
    list: [kept, ...others].slice(0, Math.max(MOST_RESULTS, others.length)),
    shownKey: kept.key,
    inside: inside?.key === kept.key ? null : inside,
    removed: removed?.kept.key === kept.key ? null : removed,
  };
}

/**
 * Puts a result that was kept on the disk onto the list, in its place by time; unchanged where it is there, or the list is full. It is shown
 * where nothing is.
 *
 * @param addedAtMs when a result came onto the list, by key
 */
export function restoreKept(results: SlideResults, kept: KeptResult, addedAtMs: (key: string) => number): SlideResults {
  const { list, shownKey } = results;
  if (list.length >= MOST_KEPT_RESULTS || list.some(({ key }) => key === kept.key)) return results;
  const below = list.findIndex(({ key }) => addedAtMs(key) < addedAtMs(kept.key));
  return {
    ...results,
    list: list.toSpliced(below < 0 ? list.length : below, 0, kept),
    shownKey: shownKey ?? kept.key,
  };
}

/** Shows one of the list; unchanged where it is not there. */
export function chooseResult(results: SlideResults, key: string): SlideResults {
  const isThere = results.list.some((kept) => kept.key === key);
  return isThere && results.shownKey !== key ? { ...results, shownKey: key } : results;
}

/** Takes one off the list; where it was shown, its neighbour below is shown, or the last one. */
export function removeResult(results: SlideResults, key: string): SlideResults {
  const index = results.list.findIndex((kept) => kept.key === key);
  const kept = results.list[index];
  if (!kept) return results;
  const list = results.list.filter((one) => one !== kept);
  const wasShown = results.shownKey === key;
  const next = (list[index] ?? list.at(-1))?.key ?? null;
  // Its question is given up with it: put back, it waits for no answer.
  const resting = kept.questions ? { ...kept, questions: rest(kept.questions) } : kept;
  return {
    ...results,
    list,
    shownKey: wasShown ? next : results.shownKey,
    removed: { kept: resting, index, wasShown },
  };
}

/** Puts the one taken off last back where it was. None goes for it, also where another has come since. */
export function undoRemoval(results: SlideResults): SlideResults {
  const { removed } = results;
  if (!removed) return results;
  const list = results.list.toSpliced(removed.index, 0, removed.kept);
  const isShown = removed.wasShown || results.shownKey === null;
  return { ...results, list, shownKey: isShown ? removed.kept.key : results.shownKey, removed: null };
}

/** The one on screen; null where there is none. */
export function shownOf({ list, shownKey }: SlideResults): KeptResult | null {
  return list.find(({ key }) => key === shownKey) ?? null;
}

/** Changes what is asked of one of the list; unchanged where it is not there. */
export function changeQuestions(
  results: SlideResults,
  key: string,
  change: (questions: Questions) => Questions,
): SlideResults {
  const kept = results.list.find((one) => one.key === key);
  if (!kept) return results;
  const before = kept.questions ?? NO_QUESTIONS;
  const questions = change(before);
  if (questions === before) return results;
  return { ...results, list: results.list.map((one) => (one === kept ? { ...kept, questions } : one)) };
}

/** Notes that one of the list was run to be compared with another; unchanged where it is not there. */
export function markAsAgain(results: SlideResults, key: string, againOf: string): SlideResults {
  if (!results.list.some((kept) => kept.key === key)) return results;
  return { ...results, list: results.list.map((kept) => (kept.key === key ? { ...kept, againOf } : kept)) };
}

/** A shared result and the one that it was run again as here. */
export interface RunTwice {
  readonly shared: KeptResult;
  readonly own: KeptResult;
}

/** The pair that one of the list belongs to, with the latest run again; null where there is none, or one of the two was removed. */
export function runTwice({ list }: SlideResults, key: string): RunTwice | null {
  const one = list.find((kept) => kept.key === key);
  const own = one?.againOf === undefined ? list.find(({ againOf }) => againOf === key) : one;
  const shared = list.find((kept) => kept.key === own?.againOf);
  return own && shared ? { shared, own } : null;
}

/** Looks into a coarse patch of the shown result; null ends it. */
export function lookInto(results: SlideResults, patch: number | null): SlideResults {
  const { shownKey, inside } = results;
  if (patch === null || shownKey === null) return inside ? { ...results, inside: null } : results;
  return { ...results, inside: { key: shownKey, patch, part: null } };
}

/** Points at a part of the patch that is looked into; null ends it. */
export function pointAtPart(results: SlideResults, part: number | null): SlideResults {
  const { inside } = results;
  return inside && inside.part !== part ? { ...results, inside: { ...inside, part } } : results;
}

/** What is looked into of the shown result; null while nothing is. */
export function insideShown({ shownKey, inside }: SlideResults): LookedInto | null {
  return inside?.key === shownKey ? inside : null;
}
