import type { Purpose } from './policy.ts';

/** What was counted since it was last told, of one origin and one purpose. Plain data, crosses between threads. */
export interface NetworkCount {
  readonly origin: string;
  readonly purpose: Purpose;
  /** Origin whose redirect led there; null where it was asked for itself. */
  readonly via: string | null;
  readonly requests: number;
  /** Requests that were not made, because the rule forbids it. */
  readonly refused: number;
  /** Bytes of bodies as they were read, unpacked; headers are not counted. */
  readonly bytesIn: number;
  /** Bytes of requests: addresses and headers, see `requestBytes`. No request has a body. */
  readonly bytesOut: number;
  readonly withCredential: boolean;
  /** Epoch ms. */
  readonly atMs: number;
}

/** All that happened between this window and one origin for one purpose. */
export interface LedgerEntry extends Omit<NetworkCount, 'atMs'> {
  /** Epoch ms. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** In the order of first contact. Never emptied while the window is open. */
export type Ledger = readonly LedgerEntry[];

/** Adds counts; entries are by origin, purpose and the redirect that led there. */
export function addToLedger(ledger: Ledger, counts: readonly NetworkCount[]): Ledger {
  if (counts.length === 0) return ledger;
  const next = [...ledger];
  for (const { atMs, ...count } of counts) {
    const at = next.findIndex((entry) => isSameLine(entry, count));
    const known = next[at];
    if (known)
      next[at] = {
        ...merged(known, count),
        firstMs: Math.min(known.firstMs, atMs),
        lastMs: Math.max(known.lastMs, atMs),
      };
    else next.push({ ...count, firstMs: atMs, lastMs: atMs });
  }
  return next;
}

/** Several counts of one line as one, at the time of the last; what is told together crosses between threads once. */
export function mergeCounts(counts: readonly NetworkCount[]): NetworkCount[] {
  const next: NetworkCount[] = [];
  for (const count of counts) {
    const at = next.findIndex((known) => isSameLine(known, count));
    const known = next[at];
    if (known) next[at] = { ...merged(known, count), atMs: Math.max(known.atMs, count.atMs) };
    else next.push(count);
  }
  return next;
}

type Line = Omit<NetworkCount, 'atMs'>;

function isSameLine(a: Line, b: Line): boolean {
  return a.origin === b.origin && a.purpose === b.purpose && a.via === b.via;
}

function merged<T extends Line>(known: T, count: Line): T {
  return {
    ...known,
    requests: known.requests + count.requests,
    refused: known.refused + count.refused,
    bytesIn: known.bytesIn + count.bytesIn,
    bytesOut: known.bytesOut + count.bytesOut,
    withCredential: known.withCredential || count.withCredential,
  };
}

/** Sums over lines of a ledger. */
export interface NetworkTotals {
  readonly requests: number;
  readonly refused: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export function totalsOf(entries: readonly NetworkTotals[]): NetworkTotals {
  const sum = (value: (entry: NetworkTotals) => number) => entries.reduce((total, entry) => total + value(entry), 0);
  return {
    requests: sum(({ requests }) => requests),
    refused: sum(({ refused }) => refused),
    bytesIn: sum(({ bytesIn }) => bytesIn),
    bytesOut: sum(({ bytesOut }) => bytesOut),
  };
}

/** Origins other than the application's own that were contacted, in the order of first contact. */
export function otherOriginsContacted(ledger: Ledger, own: string): readonly string[] {
  const contacted = ledger.filter(({ origin, requests }) => origin !== own && requests > 0);
  return [...new Set(contacted.map(({ origin }) => origin))];
}
