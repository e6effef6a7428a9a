import type { CommandContext } from './context.ts';
import type { WorkKeeper } from './keep-work.ts';
import type { KeptOnMachine } from './kept-on-machine.ts';
import type { RunCommands } from './run-commands.ts';
import type { SlideCommands } from './slide-commands.ts';

export interface DurableCommands {
  /** From now on results and runs in progress are kept on this machine, and what was kept of a slide comes back when it is opened. */
  readonly keepWork: () => Promise<void>;
  /** Writes at once what waits to be written: the window may be gone soon. */
  readonly flushWork: () => Promise<void>;
  /** Runs the rest of the run of a slide that was cut off, as it was told. Never rejects. */
  readonly goOnUnfinished: (slideId: string) => Promise<void>;
  /** Gives it up; its features stay. Never rejects. */
  readonly discardUnfinished: (slideId: string) => Promise<void>;
  /** Rejects where the browser does not say. */
  readonly lookAtKept: () => Promise<KeptOnMachine>;
  /** Deletes features of one slide, or of all, but for those in use; with them the notes about runs that were cut off. */
  readonly forgetFeatures: (fingerprint: string | null) => Promise<void>;
  /** Hands the kept results of a slide that cannot be read here to the user, as they are. */
  readonly saveUnreadResults: (slideId: string) => Promise<void>;
  /** Deletes results from the disk, of one slide or of all; those on a list stay there until their slide is closed. */
  readonly forgetKeptResults: (fingerprint: string | null) => Promise<void>;
  /** Sets what all features together may take, bytes; what is over it goes, the oldest first. */
  readonly setFeatureLimit: (bytes: number) => Promise<void>;
}

/** Durable work; what does it is loaded when it is first wanted. */
export function durableCommands(
  context: CommandContext,
  others: Pick<RunCommands, 'runModel' | 'refreshStoredFeatures'> & Pick<SlideCommands, 'stateSpacing'>,
): DurableCommands {
  const { stores, inference } = context;
  let keeping: Promise<WorkKeeper> | null = null;
  const keeper = () => (keeping ??= import('./keep-work.ts').then(({ keepWork }) => keepWork(context, others)));
  return {
    keepWork: async () => {
      await keeper();
    },
    flushWork: async () => {
      if (keeping) await (await keeping).flush();
    },
    goOnUnfinished: async (slideId) => (await keeper()).goOn(slideId),
    discardUnfinished: async (slideId) => (await keeper()).discard(slideId),
    lookAtKept: async () => (await keeper()).look(),
    forgetFeatures: async (fingerprint) => {
      await (fingerprint === null ? inference.forgetFeatures() : inference.forgetFeatures(fingerprint));
      await others.refreshStoredFeatures();
      await (await keeper()).featuresForgotten(fingerprint);
    },
    saveUnreadResults: async (slideId) => (await keeper()).saveUnread(slideId),
    forgetKeptResults: async (fingerprint) => (await keeper()).forgetResults(fingerprint),
    setFeatureLimit: async (bytes) => {
      stores.preferences.setState({ featureLimitBytes: bytes });
      await inference.trimFeatures(bytes);
      await others.refreshStoredFeatures();
      await (await keeper()).featuresTrimmed();
    },
  };
}
