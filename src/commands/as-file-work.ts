import { beginFileWork, endFileWork, isGoingOn, type FileWork } from '#state/file-work-store.ts';
import type { CommandContext } from './context.ts';

/**
 * Does what a worker does with a file, shown as going on meanwhile. The signal aborts when it is taken off the list.
 *
 * @returns what `work` gives; null where it was cancelled
 * @throws what `work` throws unless it was cancelled
 */
export async function asFileWork<T>(
  { stores, newId }: Pick<CommandContext, 'stores' | 'newId'>,
  what: Omit<FileWork, 'token'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const { fileWork } = stores;
  const token = newId();
  const controller = new AbortController();
  const { signal } = controller;
  fileWork.setState((state) => beginFileWork(state, { ...what, token }));
  const unsubscribe = fileWork.subscribe((state) => {
    if (!isGoingOn(state, token)) controller.abort();
  });
  try {
    const done = await work(signal);
    return signal.aborted ? null : done;
  } catch (reason) {
    if (signal.aborted) return null;
    throw reason;
  } finally {
    unsubscribe();
    fileWork.setState((state) => endFileWork(state, token));
  }
}
