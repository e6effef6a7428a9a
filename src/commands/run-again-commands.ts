import { changeResults, resultsOf } from '#state/kept-results.ts';
import { runAgainCheck } from '#state/run-again.ts';
import { choiceOfResult } from '#state/sampling-store.ts';
import { markAsAgain } from '#state/slide-results.ts';
import type { CommandContext } from './context.ts';
import type { RunCommands } from './run-commands.ts';

export interface RunAgainCommands {
  /**
   * Runs the model of a result that came from elsewhere on the same slide, with its seed and what it sampled, so that the two can be compared.
   * Does nothing where that is not possible (`runAgainCheck` says why). Never rejects.
   */
  readonly runAgain: (slideId: string, key: string) => Promise<void>;
}

export function runAgainCommands({ stores }: CommandContext, runs: Pick<RunCommands, 'runModel'>): RunAgainCommands {
  return {
    runAgain: async (slideId, key) => {
      const slide = stores.slides.getState().byId[slideId];
      const shared = resultsOf(stores.runs.getState(), slideId).list.find((kept) => kept.key === key);
      if (!slide || !shared) return;
      const { result } = shared;
      if (runAgainCheck(slide, result, stores.models.getState()).kind !== 'ready') return;
      const before = stores.runs.getState().lastRun[slideId]?.id;
      const choice = result.run.seed === null ? null : choiceOfResult(result, result.run.seed);
      await runs.runModel(slideId, result.run.bundle.id, choice ?? undefined);
      const run = stores.runs.getState().lastRun[slideId];
      if (!run || run.id === before || run.status.kind !== 'done') return;
      stores.runs.setState((state) => changeResults(state, slideId, (results) => markAsAgain(results, run.id, key)));
    },
  };
}
