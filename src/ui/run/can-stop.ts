import type { Run } from '#state/runs-store.ts';

/** A run can be stopped from this part of its plan on. */
const PARTS = 10;

/** From the first answer on; where the head is too large for answers on the way, from a tenth of the patches on. */
export function canStop({ soFar, status }: Run): boolean {
  if (soFar) return true;
  if (status.kind !== 'running' || status.progress.stage !== 'encode') return false;
  const { done, total } = status.progress;
  return done >= total / PARTS;
}
