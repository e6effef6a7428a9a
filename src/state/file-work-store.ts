import { createStore, type StoreApi } from 'zustand/vanilla';

/** A file that a worker is reading or writing. */
export interface FileWork {
  /** Tells it from all others of the window. */
  readonly token: string;
  readonly kind: 'reading' | 'writing';
  readonly fileName: string;
}

export interface FileWorkState {
  /** Oldest first. Whoever takes one off cancels it. */
  readonly list: readonly FileWork[];
}

export type FileWorkStore = StoreApi<FileWorkState>;

export function createFileWorkStore(): FileWorkStore {
  return createStore(() => ({ list: [] }));
}

/** Adds one; it takes the place of the same that is still going on. */
export function beginFileWork({ list }: FileWorkState, work: FileWork): FileWorkState {
  const others = list.filter(({ kind, fileName }) => kind !== work.kind || fileName !== work.fileName);
  return { list: [...others, work] };
}

export function endFileWork(state: FileWorkState, token: string): FileWorkState {
  return isGoingOn(state, token) ? { list: state.list.filter((work) => work.token !== token) } : state;
}

/** True until it has ended or was cancelled. */
export function isGoingOn({ list }: FileWorkState, token: string): boolean {
  return list.some((work) => work.token === token);
}
