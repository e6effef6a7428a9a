import type { Level0Rect } from '#core/geometry/frames.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { ResultQuestions, WhatIfRegion, WhatIfSet } from '#core/result/questions.ts';
import { markedUnits } from '#core/what-if/marked-units.ts';
import { keptUnits, whatIfUnits } from '#core/what-if/what-if-set.ts';
import type { Model } from './models-store.ts';
import type { KeptResult } from './slide-results.ts';
import { NO_QUESTIONS, answerKept, isNothing, type Answered, type Questions } from './what-if-questions.ts';

const withMaps = new WeakMap<Answered, RunResult>();

/**
 * A kept result as it is looked at: with the maps (and what was drawn) of the last answer in the place of its own, as long as a question is
 * asked. The same object as long as that answer stands.
 */
export function resultAsAsked({ result, questions }: Pick<KeptResult, 'result' | 'questions'>): RunResult {
  const answered = questions?.answered;
  if (!answered?.maps || isNothing(questions?.asked ?? NO_QUESTIONS.asked)) return result;
  const known = withMaps.get(answered);
  if (known) return known;
  const { maps, sampling } = answered;
  const made = { ...result, maps, ...(sampling ? { sampling } : {}) };
  withMaps.set(answered, made);
  return made;
}

/** Which units of a result a question keeps. */
export interface KeptPart {
  readonly units: readonly Level0Rect[];
  /** uint8 `[n]` parallel to `units`: 1 kept, 0 left out. Not to be changed. */
  readonly kept: Uint8Array<ArrayBuffer>;
  readonly keptCount: number;
}

const parts = new WeakMap<RunResult, WeakMap<WhatIfSet, KeptPart>>();

/** What a question keeps of a result; made once for the two. */
export function keptPart(result: RunResult, set: WhatIfSet): KeptPart {
  let ofResult = parts.get(result);
  if (!ofResult) parts.set(result, (ofResult = new WeakMap()));
  const known = ofResult.get(set);
  if (known) return known;
  const kept = keptUnits(result, set);
  const made = { units: whatIfUnits(result), kept, keptCount: kept.reduce((sum, one) => sum + one, 0) };
  ofResult.set(set, made);
  return made;
}

const regionsUnits = new WeakMap<WhatIfRegion, { readonly of: readonly Level0Rect[]; readonly units: Level0Rect[] }>();

/** The units of a result that one mark is about; worked out once for each mark. */
export function unitsOfRegion(result: RunResult, region: WhatIfRegion): readonly Level0Rect[] {
  const all = whatIfUnits(result);
  const known = regionsUnits.get(region);
  if (known?.of === all) return known.units;
  const units = Array.from(markedUnits(region.shape, all)).flatMap((i) => all[i] ?? []);
  regionsUnits.set(region, { of: all, units });
  return units;
}

/** Why no question can be asked of a result on this machine; null where one can (whether its features are still there shows when asking). */
export type AskingObstacle = 'no-model' | 'other-model' | 'no-units';

export function askingObstacle(result: RunResult, model: Model | undefined): AskingObstacle | null {
  if (!model) return 'no-model';
  const here = new Map(model.manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const { version, files } = result.run.bundle;
  const isSame = version === model.manifest.version && files.every(({ path, sha256 }) => here.get(path) === sha256);
  if (!isSame) return 'other-model';
  return whatIfUnits(result).length === 0 ? 'no-units' : null;
}

/** What of the questions is written into a result's file; undefined where there is nothing to write. */
export function questionsToKeep(questions: Questions | undefined): ResultQuestions | undefined {
  if (!questions || (isNothing(questions.asked) && questions.named.length === 0)) return undefined;
  const { asked, named } = questions;
  return { current: isNothing(asked) ? null : { set: asked, answer: answerKept(questions) }, named };
}

/** Questions as they were kept with a result. One name names one question: of several, the last. */
export function keptQuestions({ current, named }: ResultQuestions): Questions {
  const byName = new Map(named.map((one) => [one.name, one]));
  // What was being asked is one of the named ones where it says the same: sets are told apart by identity.
  const words = current && JSON.stringify(current.set);
  const same = current && [...byName.values()].find(({ set }) => JSON.stringify(set) === words);
  const asked = same?.set ?? current?.set ?? NO_QUESTIONS.asked;
  const answer = current?.answer;
  return {
    ...NO_QUESTIONS,
    asked,
    named: [...byName.values()],
    answered: answer ? { set: asked, ...answer, maps: null, seconds: null } : null,
  };
}
