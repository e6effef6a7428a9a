import { describe, expect, it } from 'vitest';
import { addToLedger, mergeCounts, otherOriginsContacted, totalsOf, type NetworkCount } from './ledger.ts';
import { addSeen, NOTHING_SEEN, SEEN_REQUEST, unaccountedOrigins, type SeenByServiceWorker } from './seen.ts';

const OWN = 'https://fovea.test';
const OTHER = 'https://slides.test';

function count(change: Partial<NetworkCount>): NetworkCount {
  const none = { requests: 0, refused: 0, bytesIn: 0, bytesOut: 0, withCredential: false };
  return { origin: OTHER, purpose: 'slide', via: null, ...none, atMs: 1000, ...change };
}

describe('ledger', () => {
  it('adds up by host, purpose and the redirect that led there, with first and last time', () => {
    const ledger = addToLedger(addToLedger([], [count({ requests: 1, atMs: 5 }), count({ bytesIn: 100, atMs: 9 })]), [
      count({ requests: 2, bytesIn: 50, atMs: 7, withCredential: true }),
      count({ purpose: 'result', requests: 1 }),
      count({ origin: 'https://cdn.test', via: OTHER, requests: 1 }),
      count({ origin: 'https://refused.test', refused: 3 }),
    ]);
    expect(ledger).toHaveLength(4);
    expect(ledger[0]).toEqual({
      origin: OTHER,
      purpose: 'slide',
      via: null,
      requests: 3,
      refused: 0,
      bytesIn: 150,
      bytesOut: 0,
      withCredential: true,
      firstMs: 5,
      lastMs: 9,
    });
    expect(totalsOf(ledger)).toEqual({ requests: 5, refused: 3, bytesIn: 150, bytesOut: 0 });
    expect(otherOriginsContacted([...ledger, ...addToLedger([], [count({ origin: OWN, requests: 9 })])], OWN)).toEqual([
      OTHER,
      'https://cdn.test',
    ]);
  });

  it('tells many counts of one host as one', () => {
    expect(mergeCounts([count({ requests: 1 }), count({ bytesIn: 3, atMs: 4000 }), count({ bytesIn: 4 })])).toEqual([
      count({ requests: 1, bytesIn: 7, atMs: 4000 }),
    ]);
  });
});

describe('what the service worker saw beside it', () => {
  const seen = (origin: string, times: number, refused = false): SeenByServiceWorker =>
    Array.from({ length: times }).reduce<SeenByServiceWorker>(
      (all) => addSeen(all, { type: SEEN_REQUEST, origin, refused, windows: 1 }, 1000, []),
      { ...NOTHING_SEEN, control: 'from-start' },
    );
  const ledger = addToLedger([], [count({ requests: 2 })]);
  const later = 60_000;

  it('is no contradiction where it saw as many or fewer, which were taken back', () => {
    expect(unaccountedOrigins(ledger, seen(OTHER, 2), OWN, later)).toEqual([]);
    expect(unaccountedOrigins(ledger, seen(OTHER, 1), OWN, later)).toEqual([]);
    expect(unaccountedOrigins([], seen(OWN, 50), OWN, later)).toEqual([]);
  });

  it('is one where it saw more, or a request to somebody the program never asked', () => {
    expect(unaccountedOrigins(ledger, seen(OTHER, 3), OWN, later)).toEqual([OTHER]);
    expect(unaccountedOrigins(ledger, seen('https://spy.test', 1, true), OWN, later)).toEqual(['https://spy.test']);
  });

  it('is none where a redirect once led, and the program read on there directly', () => {
    const led = addToLedger(ledger, [count({ origin: 'https://cdn.test', via: OTHER, requests: 9 })]);
    expect(unaccountedOrigins(led, seen('https://cdn.test', 8), OWN, later)).toEqual([]);
    expect(unaccountedOrigins(led, seen('https://cdn.test', 10), OWN, later)).toEqual(['https://cdn.test']);
  });

  it('is not judged before both counts have arrived, nor where they are not of the same requests', () => {
    const more = seen(OTHER, 3);
    expect(unaccountedOrigins(ledger, more, OWN, 1500)).toEqual([]);
    expect(unaccountedOrigins(ledger, { ...more, control: 'late' }, OWN, later)).toEqual([]);
  });

  describe('with other windows', () => {
    const see = (all: SeenByServiceWorker, atMs: number, windows: number | null, known = ledger, origin = OTHER) =>
      addSeen(all, { type: SEEN_REQUEST, origin, refused: false, windows }, atMs, known);
    /** Two of ours, then five of another window, which is closed at 20 s. */
    const another = [2, 2, 2, 2, 2].reduce((all, windows) => see(all, 10_000, windows), seen(OTHER, 2));
    const alone = see(another, 20_000, 1, addToLedger(ledger, [count({ requests: 1 })]));

    it('is not judged while they are open, but what was found before stays', () => {
      expect(unaccountedOrigins(ledger, another, OWN, later)).toEqual([]);
      expect(unaccountedOrigins(ledger, see(another, 20_000, null), OWN, later)).toEqual([]);
      const found = see(seen(OTHER, 3), 10_000, 2);
      expect(unaccountedOrigins(ledger, found, OWN, later)).toEqual([OTHER]);
      expect(unaccountedOrigins(ledger, see(found, 20_000, 1), OWN, later)).toEqual([OTHER]);
    });

    it('is compared again from when they are closed', () => {
      const three = addToLedger(ledger, [count({ requests: 1 })]);
      expect(unaccountedOrigins(three, alone, OWN, later)).toEqual([]);
      const asked = addToLedger(three, [count({ requests: 1 })]);
      expect(unaccountedOrigins(asked, see(alone, 30_000, 1, asked), OWN, later)).toEqual([]);
      expect(unaccountedOrigins(three, see(alone, 30_000, 1, three), OWN, later)).toEqual([OTHER]);
      expect(unaccountedOrigins(three, see(alone, 30_000, 1, three, 'https://spy.test'), OWN, later)).toEqual([
        'https://spy.test',
      ]);
      expect(unaccountedOrigins(three, see(see(alone, 30_000, 1, three), 31_000, 2, three), OWN, later)).toEqual([]);
    });

    it('takes what arrives late, of the time before, for nobody else’s', () => {
      // Counted before they were closed and told by the service worker after.
      const known = addToLedger(ledger, [count({ requests: 3 })]);
      const first = see(another, 20_000, 1, known);
      const late = see(see(first, 20_500, 1, known), 21_000, 1, known);
      expect(unaccountedOrigins(known, late, OWN, later)).toEqual([]);
      const asked = addToLedger(known, [count({ requests: 1 })]);
      expect(unaccountedOrigins(asked, see(late, 40_000, 1, asked), OWN, later)).toEqual([]);
      expect(unaccountedOrigins(known, see(late, 40_000, 1, known), OWN, later)).toEqual([OTHER]);
    });
  });
});
