import { toPlainError } from '#core/errors/fovea-error.ts';
import type { MapId } from '#core/result/run-result.ts';
import { DEFAULT_FAITHFULNESS } from '#core/what-if/faithfulness.ts';
import {
  beginCheck,
  cancelCheck,
  failCheck,
  finishCheck,
  keepChecks,
  progressCheck,
  runningCheck,
} from '#state/faithfulness-store.ts';
import { shownKept } from '#state/displayed.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { isAbort, type CommandContext } from './context.ts';
import { questionSubject } from './question-subject.ts';

export interface FaithfulnessCommands {
  /**
   * Measures how well a map of the result on screen orders the patches by what the answer rests on. A check in progress gives way; during a
   * run nothing is begun. It ends when its result is taken off the list, or its slide is closed. Never rejects.
   *
   * @param classIndex whose score is followed; null for the highest, and for survival models
   */
  readonly checkFaithfulness: (slideId: string, map: MapId, classIndex: number | null) => Promise<void>;
  /** Stops the check in progress. */
  readonly cancelFaithfulness: () => void;
}

export function faithfulnessCommands({ stores, inference, newId }: CommandContext): FaithfulnessCommands {
  const { faithfulness, runs } = stores;
  let controller: AbortController | null = null;

  function cancel(): void {
    const now = runningCheck(faithfulness.getState());
    // The state first: the screen answers at once.
    if (now) faithfulness.setState((state) => cancelCheck(state, now.check.token));
    controller?.abort();
  }

  runs.subscribe(({ results }, before) => {
    if (results === before.results) return;
    const all = Object.values(results);
    const listed = new Set(all.flatMap(({ list }) => list.map(({ key }) => key)));
    const now = runningCheck(faithfulness.getState());
    if (now && !listed.has(now.key)) cancel();
    // One taken off the list can be put back, with its checks.
    const kept = new Set([...listed, ...all.flatMap(({ removed }) => removed?.kept.key ?? [])]);
    faithfulness.setState((state) => keepChecks(state, kept));
  });

  return {
    checkFaithfulness: async (slideId, map, classIndex) => {
      const kept = shownKept(runs.getState(), slideId);
      const subject = kept && questionSubject(stores, slideId, kept.result);
      if (!kept || !subject || runInProgress(runs.getState())) return;
      controller?.abort();
      const mine = new AbortController();
      controller = mine;
      const token = newId();
      faithfulness.setState((state) => beginCheck(state, kept.key, map, token));
      try {
        const value = await inference.faithfulness(
          { subject, options: { ...DEFAULT_FAITHFULNESS, map, classIndex } },
          (progress) => {
            faithfulness.setState((state) => progressCheck(state, token, progress));
          },
          mine.signal,
        );
        faithfulness.setState((state) => finishCheck(state, token, value));
      } catch (reason) {
        faithfulness.setState((state) =>
          isAbort(reason) ? cancelCheck(state, token) : failCheck(state, token, toPlainError(reason)),
        );
      }
    },

    cancelFaithfulness: cancel,
  };
}
