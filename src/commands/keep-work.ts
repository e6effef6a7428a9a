/** What of the work of this window outlives it; the code comes after the window is there. */
import { runInProgress } from '#state/run-in-progress.ts';
import { selectModel } from '#state/models-store.ts';
import { spacingForRun } from '#state/model-fit.ts';
import { unfinishedObstacle } from '#state/unfinished-run.ts';
import type { CommandContext } from './context.ts';
import { keepResults } from './keep-results.ts';
import { keepRuns } from './keep-runs.ts';
import { readAbout } from './kept-about.ts';
import type { KeptOnMachine } from './kept-on-machine.ts';
import type { RunCommands } from './run-commands.ts';
import type { SlideCommands } from './slide-commands.ts';

export interface WorkKeeper {
  readonly goOn: (slideId: string) => Promise<void>;
  readonly discard: (slideId: string) => Promise<void>;
  readonly look: () => Promise<KeptOnMachine>;
  readonly forgetResults: (fingerprint: string | null) => Promise<void>;
  readonly saveUnread: (slideId: string) => Promise<void>;
  /** Features of one slide were deleted, or of all (null). */
  readonly featuresForgotten: (fingerprint: string | null) => Promise<void>;
  /** Some were, to stay within a limit. */
  readonly featuresTrimmed: () => Promise<void>;
  readonly flush: () => Promise<void>;
}

export async function keepWork(
  context: CommandContext,
  { runModel, stateSpacing }: Pick<RunCommands, 'runModel'> & Pick<SlideCommands, 'stateSpacing'>,
): Promise<WorkKeeper> {
  const { stores, inference } = context;
  const [storage, journal] = await Promise.all([context.resultStorage(), context.runJournal()]);
  const results = keepResults(context, storage);
  const runs = keepRuns(context, journal, results);

  /** As it was told then: the spacing and the back end too, which are put back where they are on screen. */
  async function goOn(slideId: string): Promise<void> {
    const run = stores.keeping.getState().unfinished[slideId];
    const slide = stores.slides.getState().byId[slideId];
    const model = run && stores.models.getState().byId[run.bundle.id];
    const isBusy = runInProgress(stores.runs.getState()) !== null;
    if (!run || !slide || !model || unfinishedObstacle(run, model, isBusy)) return;
    const { x, y } = run.umPerPx;
    const inUse = spacingForRun(slide, model.manifest)?.spacing;
    if (inUse?.xUmPerPx !== x || inUse.yUmPerPx !== y)
      stateSpacing(slideId, run.spacingStatedBy === 'user' ? (x + y) / 2 : null);
    stores.models.setState((state) => ({ ...selectModel(state, run.bundle.id), backEnd: run.backEnd }));
    await runModel(slideId, run.bundle.id, run.sampling ?? undefined);
  }

  return {
    goOn,
    discard: runs.discard,
    look: async () => {
      const [features, kept, bytesOf] = await Promise.all([
        inference.keptFeatures(),
        storage.bytesBySlide(),
        inference.modelFileBytes(),
      ]);
      const slides = kept.map(({ about, ...one }) => ({ ...one, name: readAbout(about)?.slideName ?? '' }));
      return { features, results: slides, modelBytes: Object.values(bytesOf).reduce((sum, bytes) => sum + bytes, 0) };
    },
    forgetResults: async (fingerprint) => {
      // What waits to be written would bring back what is deleted.
      await results.flush();
      await storage.forget(fingerprint);
      results.tryAgain();
    },
    saveUnread: results.saveUnread,
    featuresForgotten: (fingerprint) => {
      results.tryAgain();
      return runs.forget(fingerprint);
    },
    featuresTrimmed: () => {
      results.tryAgain();
      return runs.lookAgain();
    },
    // A run is noted until its result is written.
    flush: async () => {
      await results.flush();
      await runs.flush();
    },
  };
}
