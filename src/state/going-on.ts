import { runningCheck } from './faithfulness-store.ts';
import { hasUnwritten } from './keeping-store.ts';
import { machineUse } from './machine-use.ts';
import type { Stores } from './stores.ts';

/** Work that loading the page anew would break off. */
export type GoingOn = 'run' | 'check' | 'adding' | 'files' | 'opening';

/** The stores that tell. */
export type StoresOfWork = Pick<Stores, 'runs' | 'faithfulness' | 'models' | 'modelFiles' | 'fileWork' | 'slides'>;

/** The first of what is going on, null where nothing is. */
export function whatIsGoingOn(stores: StoresOfWork): GoingOn | null {
  const models = stores.models.getState();
  const use = machineUse(stores.runs.getState(), models);
  if (use === 'run') return 'run';
  if (use === 'check' || use === 'installation-check' || runningCheck(stores.faithfulness.getState())) return 'check';
  const { downloads } = stores.modelFiles.getState();
  const isComing = downloads.some(({ state }) => state.kind === 'running' || state.kind === 'adding');
  if (use === 'addition' || models.adding.kind === 'asking' || isComing) return 'adding';
  if (stores.fileWork.getState().list.length > 0) return 'files';
  return stores.slides.getState().opening.kind === 'running' ? 'opening' : null;
}

/** True where the window holds nothing that would be gone: no slide, no link that is followed, no work, no result that is in this tab only. */
export function isNothingOpen(stores: StoresOfWork & Pick<Stores, 'link' | 'keeping'>): boolean {
  const { order, opening } = stores.slides.getState();
  return (
    order.length === 0 &&
    opening.kind === 'idle' &&
    stores.link.getState().status.kind === 'idle' &&
    !hasUnwritten(stores.keeping.getState()) &&
    whatIsGoingOn(stores) === null
  );
}
