/** Why a request did not get its answer. */
export type TroubleReason =
  | { readonly kind: 'status'; readonly status: number }
  /** No byte for a while. */
  | { readonly kind: 'silent' }
  /** The connection could not be made, or broke. */
  | { readonly kind: 'broken' }
  /** A local file that cannot be read; it stands for the host. */
  | { readonly kind: 'unreadable' };

/** Requests to one host, or reads of one file, that are tried again, as the window tells it. Plain data, crosses between threads. */
export interface Trouble {
  readonly host: string;
  readonly why: TroubleReason;
  /** The try that comes next or is under way, from 1. */
  readonly tryNumber: number;
  /** How many are made in all. */
  readonly tries: number;
  /** When it is made, epoch ms; null while one is under way. */
  readonly atMs: number | null;
  /** Requests that this is said of. */
  readonly requests: number;
}

/** Where requests are made that can be in trouble. */
export interface TroubleSource {
  /** Calls `listener` with all troubles there are whenever they change. @returns a function that ends it */
  onTroubles(listener: (troubles: readonly Trouble[]) => void): () => void;
  endWaiting(how: EndOfWaiting): void;
}

/**
 * `now`: every request that waits is made at once; `awake`: but for those whose server asked for the pause; `give-up`: each fails with what
 * its last try failed with.
 */
export type EndOfWaiting = 'now' | 'awake' | 'give-up';

/** One line per host: of several requests the furthest one's try, and the soonest time. */
export function troublesByHost(all: readonly Trouble[]): Trouble[] {
  const byHost = new Map<string, Trouble>();
  for (const one of all) {
    const known = byHost.get(one.host);
    if (!known) {
      byHost.set(one.host, one);
      continue;
    }
    const furthest = one.tryNumber > known.tryNumber ? one : known;
    const times = [one.atMs, known.atMs].filter((ms) => ms !== null);
    byHost.set(one.host, {
      ...furthest,
      atMs: times.length > 0 ? Math.min(...times) : null,
      requests: known.requests + one.requests,
    });
  }
  return [...byHost.values()];
}
