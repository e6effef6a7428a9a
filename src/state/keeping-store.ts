import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { UnfinishedRun } from './unfinished-run.ts';
import { without } from './runs-store.ts';

/** Whether the results of a slide are on this machine's disk. */
export type ResultsKeeping =
  | { readonly kind: 'reading' }
  | { readonly kind: 'kept' }
  /** They stay in this tab only; tried again every now and then. */
  | { readonly kind: 'failed'; readonly error: PlainError };

/** What of the work of this window outlives it. */
export interface KeepingState {
  /** By slide id; a slide that cannot be recognised again has none. */
  readonly results: Readonly<Record<string, ResultsKeeping>>;
  /** Slides that were closed while results of theirs could not be written; they are in this tab as long as it is open. */
  readonly owed: number;
  /** Kept results of a slide that cannot be read here, by slide id. */
  readonly unread: Readonly<Record<string, number>>;
  /** The run of a slide that was cut off, by slide id. */
  readonly unfinished: Readonly<Record<string, UnfinishedRun>>;
  /** Why settings are not kept between visits; null as long as they are, and once that was read. */
  readonly settings: 'full' | 'refused' | null;
}

export type KeepingStore = StoreApi<KeepingState>;

export const NOTHING_KEPT: KeepingState = { results: {}, owed: 0, unread: {}, unfinished: {}, settings: null };

export function createKeepingStore(): KeepingStore {
  return createStore(() => NOTHING_KEPT);
}

export function setResultsKeeping(state: KeepingState, slideId: string, keeping: ResultsKeeping): KeepingState {
  return { ...state, results: { ...state.results, [slideId]: keeping } };
}

export function noteUnread(state: KeepingState, slideId: string, count: number): KeepingState {
  return { ...state, unread: { ...state.unread, [slideId]: count } };
}

export function setOwed(state: KeepingState, owed: number): KeepingState {
  return { ...state, owed };
}

/** Whether closing this tab would lose results: there was no room for them on the disk. */
export function hasUnwritten({ results, owed }: KeepingState): boolean {
  return owed > 0 || Object.values(results).some(({ kind }) => kind === 'failed');
}

export function offerUnfinished(state: KeepingState, slideId: string, run: UnfinishedRun): KeepingState {
  return { ...state, unfinished: { ...state.unfinished, [slideId]: run } };
}

export function withdrawUnfinished(state: KeepingState, slideId: string): KeepingState {
  return slideId in state.unfinished ? { ...state, unfinished: without(state.unfinished, slideId) } : state;
}

/** Forgets everything about a slide that was closed. */
export function forgetKeeping(state: KeepingState, slideId: string): KeepingState {
  const { results, unread, unfinished, ...rest } = state;
  return {
    ...rest,
    results: without(results, slideId),
    unread: without(unread, slideId),
    unfinished: without(unfinished, slideId),
  };
}
