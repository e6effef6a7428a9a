/** What a worker may reach comes from its page, and what it reached goes back: over the link that its other calls use, so that a host is named before a call needs it. */
import type { NetworkCount } from '#core/network/ledger.ts';
import type { NetworkPolicy } from '#core/network/policy.ts';
import type { NetworkGate } from '#network/network-gate.ts';
import { threadRetries } from '#core/network/thread-retries.ts';
import type { CallHandlers, CallLink } from './calls.ts';
import { troubleHandlers, type TroubleCalls, type TroubleDesk } from './trouble-link.ts';

/** The calls of every worker that reads from the network. */
export interface NetworkCalls extends TroubleCalls {
  readonly setNetworkPolicy: { readonly request: NetworkPolicy; readonly answer: undefined };
  /** Never answered: its progress is what was counted (`NetworkCount[]`). */
  readonly countNetwork: { readonly request: null; readonly answer: undefined };
}

/** The page's side, for its workers. */
export interface NetworkOfPage {
  readonly policy: () => NetworkPolicy;
  /** Calls `listener` with every new policy. @returns a function that ends it */
  readonly onPolicy: (listener: (policy: NetworkPolicy) => void) => () => void;
  readonly count: (counts: readonly NetworkCount[]) => void;
  /** Told what its workers wait for. */
  readonly troubles?: Pick<TroubleDesk, 'join'>;
}

/** Ties a worker that was just started to the page's network; ends with the worker. */
export function linkNetwork(link: CallLink<NetworkCalls>, network: NetworkOfPage): void {
  const send = (policy: NetworkPolicy) => {
    // A worker that has ended needs no policy; whatever else it was asked tells that it has.
    link.call('setNetworkPolicy', policy).catch(() => undefined);
  };
  send(network.policy());
  const stop = network.onPolicy(send);
  link
    .call('countNetwork', null, {
      onProgress: (counts) => {
        network.count(counts as readonly NetworkCount[]);
      },
    })
    // The only end there is: that of the worker.
    .catch(stop);
  network.troubles?.join(link as unknown as CallLink<TroubleCalls>);
}

/** The worker's side, over the gate of its thread. */
export function networkHandlers(gate: Pick<NetworkGate, 'setPolicy' | 'onCounts'>): CallHandlers<NetworkCalls> {
  return {
    ...troubleHandlers(threadRetries),
    setNetworkPolicy(policy) {
      gate.setPolicy(policy);
      return Promise.resolve({ value: undefined });
    },
    countNetwork: (_request, { progress }) => {
      gate.onCounts(progress);
      return new Promise(() => undefined);
    },
  };
}
