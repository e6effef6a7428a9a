import type { PlainError } from '#core/errors/fovea-error.ts';
import type { Answer, PatchMap, Sampling } from '#core/result/run-result.ts';
import { NOTHING_ASKED, QUESTION_LIMITS, cornersOf } from '#core/result/questions.ts';
import type { NamedQuestion, QuestionAnswer, WhatIfRegion, WhatIfSet } from '#core/result/questions.ts';
import type { BackEnd } from './models-store.ts';

/** What a model said, and to which question; that tells whether it is still the one that is asked. */
export interface Answered {
  readonly set: WhatIfSet;
  readonly answer: Answer;
  readonly keptCount: number;
  /** Null where only the answer is known: it was read from a file. */
  readonly maps: readonly PatchMap[] | null;
  readonly sampling?: Sampling;
  /** From the question to the answer, as the user waited; null where it was read from a file. */
  readonly seconds: number | null;
  /** Where it was worked out, where that is not where the result was: that was not to be had, or failed. */
  readonly ranOn?: BackEnd;
}

export type AskingStatus =
  | { readonly kind: 'idle' }
  /** Until the run in progress has ended. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'asking'; readonly token: string }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** What is asked of one result. Sets are told apart by identity: one that was asked before is the same object. */
export interface Questions {
  readonly asked: WhatIfSet;
  /** What was asked before, the last one at the end. */
  readonly earlier: readonly WhatIfSet[];
  /** What was taken back, the next one to bring back at the end. */
  readonly later: readonly WhatIfSet[];
  /** What the last change was about, where another one about the same is no step of its own (a number being typed). */
  readonly lastChange: string | null;
  readonly named: readonly NamedQuestion[];
  /** The named question that was deleted last, and where it stood: it can be brought back until the list changes otherwise. */
  readonly deleted: { readonly one: NamedQuestion; readonly index: number } | null;
  /** How many questions were not taken along from the result that this one was run again for; until something else is asked. */
  readonly staying: number;
  readonly status: AskingStatus;
  /** The last answer; to an earlier question as long as `answered.set` is not `asked`. */
  readonly answered: Answered | null;
}

/** Corners of a freehand outline, at most, as the viewer draws it. */
const MOST_DRAWN_CORNERS = 4_000;

/** Steps that can be taken back. */
const MOST_STEPS = 100;
/** Painted patches that those steps remember together: some ten megabytes. */
const MOST_PAINTED = 1_000_000;

const IDLE: AskingStatus = { kind: 'idle' };

export const NO_QUESTIONS: Questions = {
  asked: NOTHING_ASKED,
  earlier: [],
  later: [],
  lastChange: null,
  named: [],
  deleted: null,
  staying: 0,
  status: IDLE,
  answered: null,
};

export function isNothing({ regions, withoutTop }: WhatIfSet): boolean {
  return regions.length === 0 && withoutTop === null;
}

/** Whether a question is asked of a result, answered or not. */
export function isQuestionAsked({ questions }: { readonly questions?: Questions | undefined }): boolean {
  return questions !== undefined && !isNothing(questions.asked);
}

/**
 * Asks something else, which can be taken back.
 *
 * @param about changes in a row that are about the same thing are one step
 */
export function ask(questions: Questions, set: WhatIfSet, about: string | null = null): Questions {
  const { asked, earlier, lastChange } = questions;
  if (set === asked) return questions;
  const isSameStep = about !== null && about === lastChange;
  return {
    ...questions,
    asked: isNothing(set) ? NOTHING_ASKED : set,
    earlier: isSameStep ? earlier : bounded([...earlier, asked]),
    later: [],
    lastChange: about,
    staying: 0,
  };
}

/**
 * The last of the steps: no more than {@link MOST_STEPS}, nor more than remember {@link MOST_PAINTED} painted patches together, but one in
 * any case. Paint that several steps share is there once.
 */
function bounded(steps: readonly WhatIfSet[]): readonly WhatIfSet[] {
  const counted = new Set<WhatIfRegion['shape']>();
  let painted = 0;
  let first = steps.length;
  while (first > 0 && steps.length - first < MOST_STEPS) {
    for (const { shape } of steps[first - 1]?.regions ?? [])
      if (shape.kind === 'patches' && !counted.has(shape)) {
        counted.add(shape);
        painted += shape.indices.length;
      }
    if (painted > MOST_PAINTED && first < steps.length) break;
    first--;
  }
  return steps.slice(first);
}

export function undo(questions: Questions): Questions {
  const { asked, earlier, later } = questions;
  const before = earlier.at(-1);
  if (!before) return questions;
  return { ...questions, asked: before, earlier: earlier.slice(0, -1), later: [...later, asked], lastChange: null };
}

export function redo(questions: Questions): Questions {
  const { asked, earlier, later } = questions;
  const next = later.at(-1);
  if (!next) return questions;
  return { ...questions, asked: next, earlier: [...earlier, asked], later: later.slice(0, -1), lastChange: null };
}

/** Asks about the whole slide again, which can be taken back. */
export function clear(questions: Questions): Questions {
  return ask(questions, NOTHING_ASKED);
}

/** Adds a region; unchanged where there are as many regions, or corners, as may be. */
export function addRegion(questions: Questions, region: WhatIfRegion): Questions {
  const { asked } = questions;
  const regions = [...asked.regions, region];
  if (regions.length > QUESTION_LIMITS.regions || cornersOf({ regions }) > QUESTION_LIMITS.allCorners) return questions;
  return ask(questions, { ...asked, regions });
}

/** Whether any outline that is drawn now can become a region. */
export function hasRoom({ regions }: WhatIfSet): boolean {
  const cornersLeft = QUESTION_LIMITS.allCorners - cornersOf({ regions });
  return regions.length < QUESTION_LIMITS.regions && cornersLeft >= MOST_DRAWN_CORNERS;
}

export function removeRegion(questions: Questions, id: string): Questions {
  return changeRegions(questions, (regions) => regions.filter((region) => region.id !== id));
}

export function setEffect(questions: Questions, id: string, effect: WhatIfRegion['effect']): Questions {
  return changeRegions(questions, (regions) =>
    regions.map((region) => (region.id === id && region.effect !== effect ? { ...region, effect } : region)),
  );
}

/**
 * Takes one stroke of the brush: its units come to those painted with the same effect, or leave them. What is painted with an effect is one
 * region; the last unit taken away takes it along.
 *
 * @param id of the region where this is its first stroke
 */
export function paintUnits(
  questions: Questions,
  stroke: {
    readonly id: string;
    readonly effect: WhatIfRegion['effect'];
    readonly indices: readonly number[];
    readonly isErasing: boolean;
  },
): Questions {
  const { asked } = questions;
  const { effect } = stroke;
  const region = paintedRegion(asked, effect);
  const before = region?.shape.indices ?? [];
  const painted = new Set(before);
  for (const i of stroke.indices)
    if (stroke.isErasing) painted.delete(i);
    else painted.add(i);
  if (painted.size === before.length) return questions;
  if (painted.size === 0) return removeRegion(questions, region?.id ?? '');
  const indices = [...painted].sort((a, b) => a - b);
  if (!region) return addRegion(questions, { id: stroke.id, effect, shape: { kind: 'patches', indices } });
  return changeRegions(questions, (regions) =>
    regions.map((one) => (one.id === region.id ? { ...one, shape: { kind: 'patches', indices } } : one)),
  );
}

type PaintedRegion = WhatIfRegion & { readonly shape: { readonly kind: 'patches' } };

/** What is painted with one effect; undefined where nothing is. */
export function paintedRegion({ regions }: WhatIfSet, effect: WhatIfRegion['effect']): PaintedRegion | undefined {
  return regions.find((one): one is PaintedRegion => one.shape.kind === 'patches' && one.effect === effect);
}

/** Leaves out the highest of a map as well, or no more: steps of their own, as is another map; a number that is typed is one step. */
export function setWithoutTop(questions: Questions, withoutTop: WhatIfSet['withoutTop']): Questions {
  const { asked } = questions;
  const now = asked.withoutTop;
  if (now?.map === withoutTop?.map && now?.count === withoutTop?.count) return questions;
  const isTyped = now && withoutTop && now.map === withoutTop.map;
  return ask(questions, { ...asked, withoutTop }, isTyped ? 'without-top' : null);
}

/** The answer to what is asked, without its maps; null where there is none yet. */
export function answerKept({ asked, answered }: Questions): QuestionAnswer | null {
  return answered?.set === asked ? { answer: answered.answer, keptCount: answered.keptCount } : null;
}

/** Nothing is being worked out: nothing is asked, or it is answered, or it cannot be. */
export function rest(questions: Questions): Questions {
  return questions.status.kind === 'idle' ? questions : { ...questions, status: IDLE };
}

export function waitForRun(questions: Questions): Questions {
  return { ...questions, status: { kind: 'waiting' } };
}

export function beginAsking(questions: Questions, token: string): Questions {
  return { ...questions, status: { kind: 'asking', token } };
}

/** Takes an answer, and gives it to those named questions that are the same; unchanged where another question was asked since. */
export function takeAnswer(questions: Questions, token: string, answered: Answered): Questions {
  if (!isAsking(questions, token)) return questions;
  const { answer, keptCount, set } = answered;
  const withAnswer = (one: NamedQuestion) => (one.set === set ? { ...one, answer: { answer, keptCount } } : one);
  const named = questions.named.map(withAnswer);
  const deleted = questions.deleted && { ...questions.deleted, one: withAnswer(questions.deleted.one) };
  return { ...questions, status: IDLE, answered, named, deleted };
}

export function failAsking(questions: Questions, token: string, error: PlainError): Questions {
  return isAsking(questions, token) ? { ...questions, status: { kind: 'failed', error } } : questions;
}

function isAsking({ status }: Questions, token: string): boolean {
  return status.kind === 'asking' && status.token === token;
}

function changeRegions(
  questions: Questions,
  change: (regions: WhatIfSet['regions']) => WhatIfSet['regions'],
): Questions {
  const { asked } = questions;
  const regions = change(asked.regions);
  const isSame = regions.length === asked.regions.length && regions.every((one, i) => one === asked.regions[i]);
  return isSame ? questions : ask(questions, { ...asked, regions });
}
