import { runningCheck } from './faithfulness-store.ts';
import { runInProgress } from './run-in-progress.ts';
import type { Stores } from './stores.ts';

/** Work that loading the page anew would break off. */
export type GoingOn = 'run' | 'check' | 'adding' | 'files' | 'opening';

/** The first of what is going on, null where nothing is. */
export function whatIsGoingOn(
  stores: Pick<Stores, 'runs' | 'faithfulness' | 'models' | 'fileWork' | 'slides'>,
): GoingOn | null {
  const { adding } = stores.models.getState();
  if (runInProgress(stores.runs.getState())) return 'run';
  if (runningCheck(stores.faithfulness.getState())) return 'check';
  if (adding.kind === 'reading' || adding.kind === 'asking' || adding.kind === 'running') return 'adding';
  if (stores.fileWork.getState().list.length > 0) return 'files';
  return stores.slides.getState().opening.kind === 'running' ? 'opening' : null;
}

/** True where the window holds nothing that would be gone: no slide, no link that is followed, no work. */
export function isNothingOpen(stores: Stores): boolean {
  const { order, opening } = stores.slides.getState();
  return (
    order.length === 0 &&
    opening.kind === 'idle' &&
    stores.link.getState().status.kind === 'idle' &&
    whatIsGoingOn(stores) === null
  );
}
