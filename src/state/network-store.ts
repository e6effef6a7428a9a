import { createStore, type StoreApi } from 'zustand/vanilla';
import { addToLedger, type Ledger, type NetworkCount } from '#core/network/ledger.ts';
import { addSeen, NOTHING_SEEN, type SeenByServiceWorker, type SeenRequest } from '#core/network/seen.ts';

/** What this window may reach and what it did reach; in memory only, and without the credentials themselves. */
export interface NetworkState {
  /** Origins that the user named. */
  readonly named: readonly string[];
  /** Origins whose redirects are followed. */
  readonly followed: readonly string[];
  /** Origins that a header of the user goes to. */
  readonly withCredential: readonly string[];
  readonly ledger: Ledger;
  readonly seen: SeenByServiceWorker;
}

export type NetworkStore = StoreApi<NetworkState>;

export function createNetworkStore(): NetworkStore {
  return createStore((): NetworkState => ({
    named: [],
    followed: [],
    withCredential: [],
    ledger: [],
    seen: NOTHING_SEEN,
  }));
}

export function countRequests(state: NetworkState, counts: readonly NetworkCount[]): NetworkState {
  const ledger = addToLedger(state.ledger, counts);
  return ledger === state.ledger ? state : { ...state, ledger };
}

/** A service worker that takes over later has seen a part only, and stays one that has. */
export function underControl(state: NetworkState, control: SeenByServiceWorker['control']): NetworkState {
  const hasStarted = state.ledger.length > 0 || state.seen.counts.length > 0;
  const known = control === 'from-start' && hasStarted ? 'late' : control;
  return { ...state, seen: { ...state.seen, control: known } };
}

export function sawRequest(state: NetworkState, request: SeenRequest, atMs: number): NetworkState {
  return { ...state, seen: addSeen(state.seen, request, atMs, state.ledger) };
}
