/**
 * What the service worker saw pass, beside what the fetch layer counted. It sees every request of all windows of Fovea, made by whatever
 * code, so that the two check each other.
 */
import type { AllowedNetwork } from './policy.ts';
import { totalsOf, type Ledger } from './ledger.ts';

/** Asked by the service worker of every window, over a port that takes the {@link AllowedNetwork} of that window. */
export const WHICH_HOSTS = 'fovea/which-hosts';
/** Told by a window to its service worker, by itself. */
export const ALLOWED_NOW = 'fovea/allowed-now';
/** Told by the service worker to every window. */
export const SEEN_REQUEST = 'fovea/seen-request';

/** One request, as the service worker tells it. */
export interface SeenRequest {
  readonly type: typeof SEEN_REQUEST;
  readonly origin: string;
  readonly refused: boolean;
  /** Windows that were open then; null where this is not known. */
  readonly windows: number | null;
}

export interface SeenCount {
  readonly origin: string;
  readonly requests: number;
  readonly refused: number;
  /** Epoch ms of the last one. */
  readonly lastMs: number;
}

export interface SeenByServiceWorker {
  /**
   * `absent`: no service worker stands between this window and the network. `late`: it came when requests had been made, so that its figures
   * are of a part only.
   */
  readonly control: 'absent' | 'late' | 'from-start';
  /** What this window is compared from; null while others are open, whose requests are in these figures too. */
  readonly from: Baseline | null;
  /** Origins that were unaccounted for when another window was opened. */
  readonly found: readonly string[];
  readonly counts: readonly SeenCount[];
}

/** Both counts when no other window was open any more. */
export interface Baseline {
  /** Epoch ms; -Infinity: no other was ever open. */
  readonly sinceMs: number;
  readonly ledger: Ledger;
  /**
   * Those of {@link SETTLED_MS} later, when all had arrived of which the ledger knew; null until then. What was asked for in between is not
   * compared, rather than taken for somebody else's.
   */
  readonly counts: readonly SeenCount[] | null;
}

export const NOTHING_SEEN: SeenByServiceWorker = {
  control: 'absent',
  from: { sinceMs: -Infinity, ledger: [], counts: [] },
  found: [],
  counts: [],
};

/** @param ledger as it is now */
export function addSeen(
  seen: SeenByServiceWorker,
  request: SeenRequest,
  atMs: number,
  ledger: Ledger,
): SeenByServiceWorker {
  const { origin, refused, windows } = request;
  const known = seen.counts.find((count) => count.origin === origin);
  const before = known ?? { origin, requests: 0, refused: 0, lastMs: atMs };
  const count: SeenCount = {
    origin,
    requests: before.requests + (refused ? 0 : 1),
    refused: before.refused + (refused ? 1 : 0),
    lastMs: atMs,
  };
  return {
    ...seen,
    ...comparedFrom(seen, windows, atMs, ledger),
    counts: known ? seen.counts.map((one) => (one === known ? count : one)) : [...seen.counts, count],
  };
}

function comparedFrom(
  seen: SeenByServiceWorker,
  windows: number | null,
  atMs: number,
  ledger: Ledger,
): Pick<SeenByServiceWorker, 'from' | 'found'> {
  const { from, found } = seen;
  if (windows !== null && windows > 1)
    return { from: null, found: [...new Set([...found, ...originsWithMore(ledger, seen, atMs)])] };
  if (from === null) return { from: windows === null ? null : { sinceMs: atMs, ledger, counts: null }, found };
  const isSettled = from.counts === null && atMs - from.sinceMs >= SETTLED_MS;
  return { from: isSettled ? { ...from, counts: seen.counts } : from, found };
}

/** Both counts arrive by messages of their own; after so long they have. */
export const SETTLED_MS = 3_000;

/**
 * Origins at which the service worker saw more than the fetch layer counted: somebody else's code asked. Fewer are no sign of anything: a request
 * that is taken back at once is never made, and where a redirect leads the browser goes by itself, unseen. The application's own origin is not
 * compared, as the browser loads the program's files from it. Empty where the two cannot be compared.
 */
export function unaccountedOrigins(
  ledger: Ledger,
  seen: SeenByServiceWorker,
  own: string,
  nowMs: number,
): readonly string[] {
  if (seen.control !== 'from-start') return [];
  return [...new Set([...seen.found, ...originsWithMore(ledger, seen, nowMs)])].filter((origin) => origin !== own);
}

function originsWithMore(ledger: Ledger, { from, counts }: SeenByServiceWorker, nowMs: number): readonly string[] {
  if (!from?.counts) return [];
  const before = from.counts;
  // Also what a redirect led to: what is read of it afterwards is asked for there directly, and seen.
  const counted = (entries: Ledger, origin: string) =>
    totalsOf(entries.filter((entry) => entry.origin === origin)).requests;
  const all = (list: readonly SeenCount[], origin: string) =>
    list.reduce((sum, one) => sum + (one.origin === origin ? one.requests + one.refused : 0), 0);
  return counts
    .filter(({ origin, lastMs }) => {
      if (nowMs - lastMs < SETTLED_MS) return false;
      return all(counts, origin) - all(before, origin) > counted(ledger, origin) - counted(from.ledger, origin);
    })
    .map(({ origin }) => origin);
}

export function isAllowedNetwork(value: unknown): value is AllowedNetwork {
  if (typeof value !== 'object' || value === null || !('named' in value) || !('followed' in value)) return false;
  return [value.named, value.followed].every(
    (list) => Array.isArray(list) && list.every((origin) => typeof origin === 'string'),
  );
}

/** What a window allows from now on, on its way to the service worker. */
export interface AllowedNow extends AllowedNetwork {
  readonly type: typeof ALLOWED_NOW;
}

export function isAllowedNow(value: unknown): value is AllowedNow {
  return isAllowedNetwork(value) && 'type' in value && value.type === ALLOWED_NOW;
}

export function isSeenRequest(value: unknown): value is SeenRequest {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === SEEN_REQUEST;
}
