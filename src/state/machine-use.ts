import type { ModelsState } from './models-store.ts';
import { runInProgress } from './run-in-progress.ts';
import type { RunsState } from './runs-store.ts';

/** What the machine is computing: runs, additions and checks share one worker and one set of sessions, so there is one at a time. */
export type MachineUse = 'run' | 'addition' | 'check' | 'installation-check';

/** Null where nothing is under way. */
export function machineUse(
  runs: RunsState,
  models: Pick<ModelsState, 'adding' | 'checks' | 'installation'>,
): MachineUse | null {
  if (runInProgress(runs)) return 'run';
  return useByModels(models);
}

/** As {@link machineUse}, of what models alone do: additions and checks, of one or of all. */
export function useByModels({
  adding,
  checks,
  installation,
}: Pick<ModelsState, 'adding' | 'checks' | 'installation'>): MachineUse | null {
  if (installation.kind === 'running') return 'installation-check';
  if (adding.kind === 'reading' || adding.kind === 'running') return 'addition';
  const isChecking = Object.values(checks).some((one) => Object.values(one).some(({ kind }) => kind === 'running'));
  return isChecking ? 'check' : null;
}
