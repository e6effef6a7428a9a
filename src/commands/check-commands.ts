import { toPlainError } from '#core/errors/fovea-error.ts';
import { endCheck } from '#state/installation-check.ts';
import { machineUse } from '#state/machine-use.ts';
import type { CommandContext } from './context.ts';
import type { CheckChoice } from './installation-check.ts';

export interface CheckCommands {
  /**
   * Runs models on the phantom and compares with the stored answers; does nothing while the machine is in use. No slide on screen and no result is
   * touched; where the GPU fails, runs use the processor from then on. Never rejects.
   */
  readonly checkInstallation: (choice: CheckChoice) => Promise<void>;
  /** Stops it; what was found so far stays. */
  readonly cancelInstallationCheck: () => void;
  /** Saves a report of the check last ended; `content` in the format that the name's ending says. */
  readonly saveCheckReport: (ending: 'json' | 'txt', content: string) => void;
}

/** Thin: what a check does is fetched with the first one. */
export function checkCommands(context: CommandContext): CheckCommands {
  const { stores } = context;
  const { models } = stores;
  let checking: AbortController | null = null;
  return {
    checkInstallation: async (choice) => {
      if (machineUse(stores.runs.getState(), models.getState())) return;
      const controller = new AbortController();
      checking = controller;
      const id = context.newId();
      const total = choice.modelIds.length * choice.backEnds.length;
      const progress = { done: 0, total, step: null, share: 0, secondsLeft: null };
      models.setState({ installation: { kind: 'running', id, progress, found: [] } });
      try {
        const { checkInstallation } = await import('./installation-check.ts');
        await checkInstallation(context, choice, id, controller.signal);
      } catch (reason) {
        models.setState((state) => endCheck(state, id, { kind: 'failed', error: toPlainError(reason) }));
      } finally {
        if (checking === controller) checking = null;
      }
    },
    cancelInstallationCheck: () => {
      checking?.abort();
    },
    saveCheckReport: (ending, content) => {
      const day = new Date(context.now()).toISOString().slice(0, 10);
      const mediaType = ending === 'json' ? 'application/json' : 'text/plain;charset=utf-8';
      context.saveFile({ name: `fovea-check-${day}.${ending}`, mediaType, content });
    },
  };
}
