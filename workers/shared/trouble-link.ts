/** What a worker waits for is told to its page, which can hurry it or give it up: over the link that its other calls use. */
import type { Retries } from '#core/network/retries.ts';
import { troublesByHost, type EndOfWaiting, type Trouble, type TroubleSource } from '#core/network/trouble.ts';
import type { CallHandlers, CallLink } from './calls.ts';

/** The calls of every worker that reads from the network. */
export interface TroubleCalls {
  /** Never answered: its progress is all troubles there are (`Trouble[]`), whenever they change. */
  readonly watchTroubles: { readonly request: null; readonly answer: undefined };
  readonly endWaiting: { readonly request: EndOfWaiting; readonly answer: undefined };
}

/** The worker's side. */
export function troubleHandlers(retries: Retries): CallHandlers<TroubleCalls> {
  return {
    watchTroubles: (_request, { progress }) => {
      retries.onTroubles(progress);
      return new Promise(() => undefined);
    },
    endWaiting(how) {
      retries.endWaiting(how);
      return Promise.resolve({ value: undefined });
    },
  };
}

/** The page's side: the troubles of the page itself and of all its workers. */
export interface TroubleDesk extends TroubleSource {
  /** Counts a worker in, until it ends. */
  join(link: CallLink<TroubleCalls>): void;
}

/** @param own of the page's own thread */
export function createTroubleDesk(own: TroubleSource): TroubleDesk {
  const latest = new Map<unknown, readonly Trouble[]>();
  const links = new Set<CallLink<TroubleCalls>>();
  const listeners = new Set<(troubles: readonly Trouble[]) => void>();

  function put(from: unknown, troubles: readonly Trouble[]): void {
    if (troubles.length > 0) latest.set(from, troubles);
    else if (!latest.delete(from)) return;
    const all = troublesByHost([...latest.values()].flat());
    for (const listener of [...listeners]) listener(all);
  }

  own.onTroubles((troubles) => {
    put(own, troubles);
  });
  return {
    join(link) {
      links.add(link);
      link
        .call('watchTroubles', null, {
          onProgress: (troubles) => {
            if (links.has(link)) put(link, troubles as readonly Trouble[]);
          },
        })
        // The only end there is: that of the worker, with all that it waited for.
        .catch(() => {
          links.delete(link);
          put(link, []);
        });
    },
    onTroubles(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    endWaiting(how) {
      own.endWaiting(how);
      // A worker that has ended waits for nothing.
      for (const link of links) link.call('endWaiting', how).catch(() => undefined);
    },
  };
}
