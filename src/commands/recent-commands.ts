import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { forgetRecentSlides } from '#state/preferences-store.ts';
import type { RecentFile } from '#state/recent-files-store.ts';
import { isAbort, type CommandContext } from './context.ts';
import { reportOpeningError, type OpenCommands } from './open-commands.ts';
import type { RecentFiles } from './recent-files.ts';

export interface RecentCommands {
  /** Reads what is kept. Never rejects, as none of these do. */
  readonly loadRecentFiles: () => Promise<void>;
  /** Opens one again; where it cannot be, that is said where openings fail, and it stays on the list. */
  readonly openRecentFile: (file: RecentFile) => Promise<void>;
  /** Says where openings fail that a file which was picked or given by the system cannot be read. */
  readonly tellUnreadable: (name: string, reason: unknown) => void;
  readonly forgetRecentFile: (id: string) => Promise<void>;
  /** Forgets addresses and files. */
  readonly forgetAllRecent: () => Promise<void>;
}

export function recentCommands(
  context: CommandContext,
  { openHandled }: Pick<OpenCommands, 'openHandled'>,
): RecentCommands {
  const { stores } = context;

  async function change(make: (files: RecentFiles) => Promise<void>): Promise<void> {
    try {
      const files = await context.recentFiles();
      await make(files);
      stores.recentFiles.setState({ list: await files.list() });
    } catch (reason) {
      console.warn('recent files are not kept', reason);
    }
  }

  function tellUnreadable(name: string, reason: unknown): void {
    if (isAbort(reason)) return;
    const error = reason instanceof FoveaError ? reason : new FoveaError('recent/gone', { name }, { cause: reason });
    reportOpeningError(context, name, toPlainError(error));
  }

  return {
    tellUnreadable,
    loadRecentFiles: () => change(() => Promise.resolve()),

    openRecentFile: async (file) => {
      try {
        const { source, handle } = await (await context.recentFiles()).open(file.id);
        await openHandled(source, Promise.resolve(handle));
      } catch (reason) {
        tellUnreadable(file.name, reason);
      }
    },

    forgetRecentFile: (id) => change((files) => files.forget(id)),

    forgetAllRecent: async () => {
      stores.preferences.setState(forgetRecentSlides);
      stores.recentFiles.setState({ list: [] });
      await change((files) => files.forgetAll());
    },
  };
}
