import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Trouble } from '#core/network/trouble.ts';

/** What is waited for: requests that did not get their answer at the first try, by host. */
export interface TroublesState {
  readonly troubles: readonly Trouble[];
}

export type TroublesStore = StoreApi<TroublesState>;

export function createTroublesStore(): TroublesStore {
  return createStore((): TroublesState => ({ troubles: [] }));
}

/** The one to tell of where there is room for one only: that which is furthest from an answer. */
export function worstTrouble({ troubles }: TroublesState): Trouble | null {
  return troubles.reduce<Trouble | null>(
    (worst, one) => (worst && worst.tryNumber >= one.tryNumber ? worst : one),
    null,
  );
}
