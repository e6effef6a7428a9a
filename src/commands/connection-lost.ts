import { toPlainError } from '#core/errors/fovea-error.ts';
import { isAbort } from './context.ts';

/** Whether what failed may go on once the connection, or a worker that was ended, is back. */
export function isConnectionLost(reason: unknown): boolean {
  const error = toPlainError(reason);
  return isAbort(reason) || (error.code === 'model/unreachable' && error.context.isPassing === true);
}
