import { toPlainError } from '#core/errors/fovea-error.ts';
import type { AreaShape } from '#core/geometry/shapes.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { carriedSet } from '#core/what-if/carried-set.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import { shownKept } from '#state/displayed.ts';
import { changeResults, resultsOf } from '#state/kept-results.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import type { RunsState } from '#state/runs-store.ts';
import { choiceOfResult } from '#state/sampling-store.ts';
import { changeQuestions, type KeptResult } from '#state/slide-results.ts';
import {
  NO_QUESTIONS,
  addRegion,
  answerKept,
  beginAsking,
  failAsking,
  isNothing,
  paintUnits,
  rest,
  takeAnswer,
  waitForRun,
  type Questions,
} from '#state/what-if-questions.ts';
import type { Effect } from '#state/what-if-tools-store.ts';
import { askingObstacle, keptPart } from '#state/what-if-view.ts';
import { isAbort, type CommandContext } from './context.ts';
import { questionSubject } from './question-subject.ts';
import type { RunCommands } from './run-commands.ts';

/** What is typed or painted, and changes again sooner than this, is answered once; other changes are asked about at once. */
const SETTLE_MS = 120;

export interface WhatIfCommands {
  /**
   * Changes what is asked of the result on screen, and has it answered: the answer to an earlier question about it is dropped. During a run
   * the question waits for its end; it is given up when its result is taken off the list or its slide is closed. Where nothing can be asked of
   * the result (`askingObstacle`) the question stays as it is.
   */
  readonly changeQuestions: (slideId: string, change: (questions: Questions) => Questions) => void;
  /** Adds what was drawn as a region of the question. */
  readonly markRegion: (slideId: string, effect: Effect, shape: AreaShape) => void;
  /** Takes a stroke of the brush: indices into `whatIfUnits` of the result on screen. */
  readonly markPatches: (
    slideId: string,
    stroke: { readonly effect: Effect; readonly indices: readonly number[]; readonly isErasing: boolean },
  ) => void;
  /** Asks the same again, at once: after a failure, or what was read from a file. */
  readonly askAgain: (slideId: string) => void;
  /** Stops working out an answer. */
  readonly stopAsking: (slideId: string) => void;
  /**
   * Runs the model of the result on screen again, as it was run, and asks the new result the same; questions with painted patches that are
   * none of the new result's stay behind, and are counted there. Never rejects.
   */
  readonly runAndAskAgain: (slideId: string) => Promise<void>;
}

/** A question on its way: not yet put, or being answered. */
interface OnItsWay {
  readonly slideId: string;
  readonly key: string;
  readonly controller: AbortController;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

export function whatIfCommands(context: CommandContext, runs: Pick<RunCommands, 'runModel'>): WhatIfCommands {
  const { stores, inference } = context;
  const onTheirWay = new Map<string, OnItsWay>();

  function keptOf(slideId: string, key: string): KeptResult | undefined {
    return resultsOf(stores.runs.getState(), slideId).list.find((kept) => kept.key === key);
  }

  function change(slideId: string, key: string, how: (questions: Questions) => Questions): void {
    stores.runs.setState((state) => changeResults(state, slideId, (results) => changeQuestions(results, key, how)));
  }

  function stop(slideId: string, key: string): void {
    const id = `${slideId} ${key}`;
    const last = onTheirWay.get(id);
    if (!last) return;
    clearTimeout(last.timer);
    last.controller.abort();
    onTheirWay.delete(id);
  }

  function put(slideId: string, key: string, delayMs: number): void {
    stop(slideId, key);
    const kept = keptOf(slideId, key);
    const questions = kept?.questions;
    if (!kept || !questions) return;
    const { asked } = questions;
    const isAnswered = answerKept(questions) !== null && Array.isArray(questions.answered?.maps);
    const subject = questionSubject(stores, slideId, kept.result);
    const part = keptPart(kept.result, asked);
    if (isNothing(asked) || isAnswered || !subject || part.keptCount === 0) change(slideId, key, rest);
    else if (runInProgress(stores.runs.getState())) change(slideId, key, waitForRun);
    else {
      const token = context.newId();
      const controller = new AbortController();
      change(slideId, key, (now) => beginAsking(now, token));
      const work = async () => {
        const startedAtMs = context.now();
        try {
          const answer = await inference.whatIf({ subject, kept: part.kept }, controller.signal);
          const { maps, sampling, ranOn, keptCount } = answer;
          const seconds = (context.now() - startedAtMs) / 1000;
          const answered = {
            set: asked,
            answer: answer.answer,
            keptCount,
            maps,
            seconds,
            ...(sampling ? { sampling } : {}),
            ...(ranOn ? { ranOn } : {}),
          };
          change(slideId, key, (now) => takeAnswer(now, token, answered));
        } catch (reason) {
          if (controller.signal.aborted) return;
          // The worker is ended when a run is cancelled: that took this question with it, and is nobody's failure.
          change(slideId, key, (now) => (isAbort(reason) ? rest(now) : failAsking(now, token, toPlainError(reason))));
        } finally {
          if (onTheirWay.get(id)?.controller === controller) onTheirWay.delete(id);
        }
      };
      const id = `${slideId} ${key}`;
      const timer = delayMs > 0 ? setTimeout(() => void work(), delayMs) : undefined;
      onTheirWay.set(id, { slideId, key, controller, timer });
      if (delayMs === 0) void work();
    }
  }

  stores.runs.subscribe((state, before) => {
    // A question goes with its result, or with its slide.
    for (const { slideId, key } of [...onTheirWay.values()]) if (!keptOf(slideId, key)) stop(slideId, key);
    // Questions that waited for a run are put when it has ended.
    if (runInProgress(state) || !runInProgress(before)) return;
    for (const { slideId, key } of waitingIn(state)) put(slideId, key, 0);
  });

  function changeShown(slideId: string, how: (questions: Questions) => Questions, delayMs?: number): void {
    const shown = shownKept(stores.runs.getState(), slideId);
    if (!shown) return;
    const before = shown.questions ?? NO_QUESTIONS;
    const after = how(before);
    const isOther = after.asked !== before.asked;
    // What cannot be asked cannot be changed either, by whatever way: it could never be answered, nor taken back.
    if (isOther && askingObstacle(shown.result, stores.models.getState().byId[shown.result.run.bundle.id])) return;
    change(slideId, shown.key, () => after);
    // What goes on as one step is a number being typed.
    if (isOther) put(slideId, shown.key, delayMs ?? (after.lastChange === null ? 0 : SETTLE_MS));
  }

  return {
    changeQuestions: (slideId, how) => {
      changeShown(slideId, how);
    },
    markRegion: (slideId, effect, shape) => {
      const region = { id: context.newId(), effect, shape };
      changeShown(slideId, (questions) => addRegion(questions, region));
    },
    markPatches: (slideId, stroke) => {
      const id = context.newId();
      changeShown(slideId, (questions) => paintUnits(questions, { id, ...stroke }), SETTLE_MS);
    },
    askAgain: (slideId) => {
      const shown = shownKept(stores.runs.getState(), slideId);
      if (shown) put(slideId, shown.key, 0);
    },
    stopAsking: (slideId) => {
      const shown = shownKept(stores.runs.getState(), slideId);
      if (!shown) return;
      stop(slideId, shown.key);
      change(slideId, shown.key, rest);
    },
    runAndAskAgain: async (slideId) => {
      const old = shownKept(stores.runs.getState(), slideId);
      if (!old) return;
      const { result, questions } = old;
      const before = stores.runs.getState().lastRun[slideId]?.id;
      await runs.runModel(slideId, result.run.bundle.id, choiceOfResult(result, result.run.seed ?? 0) ?? undefined);
      const run = stores.runs.getState().lastRun[slideId];
      // Stopped or failed, the run made nothing; what the user looks at meanwhile has questions of its own.
      if (!questions || !run || run.id === before || run.status.kind !== 'done') return;
      const made = keptOf(slideId, run.id);
      if (!made) return;
      change(slideId, made.key, () => carried(questions, result, made.result));
      put(slideId, made.key, 0);
    },
  };
}

/** What is asked of a result and kept with it, for the one that it was run again for; answers are for that one to give. */
function carried({ asked, named }: Questions, from: RunResult, to: RunResult): Questions {
  const sets = new Map(
    [asked, ...named.map(({ set }) => set)].map((set) => [set, carriedSet(set, whatIfUnits(from), whatIfUnits(to))]),
  );
  return {
    ...NO_QUESTIONS,
    asked: sets.get(asked) ?? NO_QUESTIONS.asked,
    named: named.flatMap((one) => {
      const set = sets.get(one.set);
      return set ? { ...one, set, answer: null } : [];
    }),
    staying: [...sets.values()].filter((set) => set === null).length,
  };
}

function waitingIn({ results }: RunsState): { slideId: string; key: string }[] {
  return Object.entries(results).flatMap(([slideId, { list }]) =>
    list.flatMap(({ key, questions }) => (questions?.status.kind === 'waiting' ? [{ slideId, key }] : [])),
  );
}
