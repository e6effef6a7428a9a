import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import type { FoveaError } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { shareContent, whole } from '#test-support/share-content.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { ByteWriter } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { HEADER_DICTIONARY } from './header-dictionary.ts';
import { decodePayload, encodePayload } from './link-codec.ts';
import { LINK_LIMITS } from './link-limits.ts';

/** The error that reading ends with; anything else that is thrown, or nothing, fails the test. */
function refusal(payload: string): FoveaError {
  try {
    decodePayload(payload);
  } catch (reason) {
    if (isFoveaError(reason)) return reason;
    throw reason;
  }
  throw new Error('it was read');
}

/** A payload with a checksum that fits, whatever it holds. */
function sealed(...sections: Uint8Array[]): string {
  const body = new ByteWriter();
  for (const section of sections) {
    body.unsigned(section.length);
    body.bytes(section);
  }
  const bytes = body.finish();
  const payload = new Uint8Array(4 + bytes.length);
  new DataView(payload.buffer).setUint32(0, crc32(bytes));
  payload.set(bytes, 4);
  return toBase64Url(payload);
}

const header = (text: string) =>
  deflateSync(new TextEncoder().encode(text), { level: 9, dictionary: HEADER_DICTIONARY });

describe('a damaged or made-up link', () => {
  const result = sampleResult();
  const good = encodePayload(shareContent(result), whole(result));

  it('is refused whichever character is changed', () => {
    for (let i = 0; i < good.length; i++) {
      for (const other of ['A', '-', '~', '😀', '=']) {
        if (good[i] === other) continue;
        const { code } = refusal(good.slice(0, i) + other + good.slice(i + 1));
        expect(code).toBe('link/damaged');
      }
    }
  });

  it('is refused wherever it is cut, or if something is added', () => {
    for (let end = 0; end < good.length; end++) expect(refusal(good.slice(0, end)).code).toBe('link/damaged');
    for (const more of ['A', 'AA', 'AAA', 'AAAA', ' ', '\n']) expect(refusal(good + more).code).toBe('link/damaged');
  });

  it('is refused for whatever bytes, also with a checksum that fits', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (sections) => {
        expect(refusal(sealed(...sections)).code).toMatch(/^link\//);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 9000 }), (text) => {
        expect(refusal(text).code).toMatch(/^link\//);
      }),
    );
  });

  it('is refused for bytes changed behind a checksum made anew', () => {
    const bytes = fromBase64Url(good) ?? new Uint8Array();
    fc.assert(
      fc.property(fc.integer({ min: 4, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ change;
        new DataView(changed.buffer).setUint32(0, crc32(changed.subarray(4)));
        try {
          // A score or a digit may be another one now: that is a different link, not a damaged one.
          expect(decodePayload(toBase64Url(changed)).result.patches.length).toBeGreaterThan(0);
        } catch (reason) {
          expect(isFoveaError(reason)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('that unpacks without end is ended early', () => {
    const zeros = new Uint8Array(5_000_000);
    const bomb = deflateSync(zeros, { level: 9 });
    expect(sealed(bomb).length).toBeLessThan(LINK_LIMITS.characters);
    expect(refusal(sealed(bomb)).code).toBe('link/too-large');
    const [text, digests] = sectionsOf(good);
    expect(refusal(sealed(text, digests, bomb)).code).toBe('link/too-large');
    const [, , patches] = sectionsOf(good);
    expect(refusal(sealed(text, digests, patches, bomb)).code).toBe('link/too-large');
  });

  it('that is longer than any is refused unread', () => {
    expect(refusal('A'.repeat(LINK_LIMITS.characters + 1)).code).toBe('link/too-long');
  });

  it.each([
    ['not JSON', '{"id":', 'link/damaged'],
    ['nested without end', '['.repeat(100_000), 'link/damaged'],
    ['nested without end and closed', '['.repeat(100_000) + ']'.repeat(100_000), 'link/damaged'],
    ['of another type', '"text"', 'link/invalid'],
    ['an empty object', '{}', 'link/invalid'],
    ['prototype keys', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}', 'link/invalid'],
    ['numbers beyond all bounds', '{"id":"a","lists":1e999}', 'link/invalid'],
  ])('whose description is %s is refused', (_, text, code) => {
    expect(refusal(sealed(header(text), new Uint8Array())).code).toBe(code);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  const described = (change: (value: Record<string, unknown>) => object) => {
    const plain = JSON.parse(JSON.stringify(headerOf(result))) as Record<string, unknown>;
    const [, digests, ...rest] = sectionsOf(good);
    return sealed(header(JSON.stringify(change(plain))), digests, ...rest);
  };

  it('with its description written anew is read: the next test changes it', () => {
    expect(decodePayload(described((plain) => plain)).result.patches).toEqual(result.patches);
  });

  it.each<[string, (value: Record<string, unknown>) => object]>([
    ['keys that nobody knows', (plain) => ({ ...plain, more: 1 })],
    ['a map twice', (plain) => ({ ...plain, maps: [0, 1, 2].map(() => (plain['maps'] as unknown[])[0]) })],
    ['a map that does not exist', (plain) => ({ ...plain, maps: [{ ...first(plain['maps']), id: 'constructor' }] })],
    ['patches that are not there', (plain) => ({ ...plain, maps: [{ ...first(plain['maps']), list: 5 }] })],
    ['a smallest score above the largest', (plain) => ({ ...plain, maps: [{ ...first(plain['maps']), min: 1e9 }] })],
    ['an absurd view', (plain) => ({ ...plain, view: { x: 0, y: 0, scale: 0, rotation: 0 } })],
    ['a colour map of its own', (plain) => ({ ...plain, overlay: { ...(plain['overlay'] as object), colours: 'url(x)' } })],
    ['a slide too small for its patches', (plain) => ({ ...plain, run: slideOf(plain['run'], { width: 100, height: 100 }) })],
    ['an answer of another architecture', (plain) => ({ ...plain, run: { ...(plain['run'] as object), bundle: { id: 'a', version: '1', name: 'a', architecture: 'dsca', files: [] } } })],
  ])('with %s is refused', (_, change) => {
    expect(refusal(described(change)).code).toBe('link/invalid');
  }); // prettier-ignore

  it.each<[string, (to: ByteWriter) => void]>([
    ['in an unknown form', (to) => { to.unsigned(9); }],
    ['announced by the billion', (to) => { to.unsigned(1); to.unsigned(4_000_000_000); }],
    ['announced in columns by the billion', (to) => { to.unsigned(0); to.unsigned(0); to.unsigned(4_000_000_000); }],
    ['beyond the last row', (to) => { writeTable(to, [[0, 10]], [[0, 10]], [3, 0, 3]); }],
    ['in runs of none', (to) => { writeTable(to, [[0, 10]], [[0, 10]], [1, 0, 0]); }],
    ['more than announced', (to) => { writeTable(to, [[0, 10]], [[0, 10]], [1, 0, 4_000_000_000]); }],
    ['without size', (to) => { writeTable(to, [[0, 0]], [[0, 10]], [1, 0, 1]); }],
    ['of negative size', (to) => { writeTable(to, [[0, -5]], [[0, 10]], [1, 0, 1]); }],
    ['inside others that are not there', (to) => { to.unsigned(2); }],
    ['that break off', (to) => { to.unsigned(0); to.unsigned(0); to.unsigned(1); }],
    ['that go on', (to) => { writeTable(to, [[0, 10]], [[0, 10]], [1, 0, 1]); to.unsigned(1); }],
    ['none at all', (to) => { to.unsigned(1); to.unsigned(0); }],
  ])('with patches %s is refused', (_, write) => {
    const to = new ByteWriter();
    write(to);
    const [text, digests, , ...scores] = sectionsOf(good);
    expect(refusal(sealed(text, digests, deflateSync(to.finish()), ...scores)).code).toMatch(/^link\/(damaged|invalid|too-large)$/);
  }); // prettier-ignore

  it.each<[string, number[]]>([
    ['fewer than patches', [0, 1, 2]],
    ['more than patches', [0, 1, 2, 3, 4]],
    ['none', []],
    ['in an unknown form', [7, 1, 2, 3]],
  ])('with scores %s is refused', (_, bytes) => {
    const [text, digests, patches, , ...rest] = sectionsOf(good);
    const { code } = refusal(sealed(text, digests, patches, deflateSync(Uint8Array.from(bytes)), ...rest));
    expect(code).toMatch(/^link\/(damaged|too-large)$/);
  });

  function sectionsOf(payload: string): [Uint8Array, Uint8Array, Uint8Array, ...Uint8Array[]] {
    const bytes = fromBase64Url(payload) ?? new Uint8Array();
    const sections: Uint8Array[] = [];
    for (let at = 4; at < bytes.length;) {
      let length = 0;
      let weight = 1;
      for (;;) {
        const byte = bytes[at++] ?? 0;
        length += (byte & 127) * weight;
        weight *= 128;
        if (byte < 128) break;
      }
      sections.push(bytes.slice(at, at + length));
      at += length;
    }
    const [text = bytes, digests = bytes, patches = bytes, ...rest] = sections;
    return [text, digests, patches, ...rest];
  }

  function headerOf(of: RunResult): object {
    const { run, answer, timings, id } = of;
    const digestless = {
      ...run,
      slide: { ...run.slide, fingerprint: '#0' },
      bundle: { ...run.bundle, files: run.bundle.files.map(({ path }, i) => ({ path, sha256: `#${i + 1}` })) },
    };
    const { view, overlay, slideBytes, roundings, leftOut } = decodePayload(good);
    return {
      id,
      view: view && { x: view.center.x, y: view.center.y, scale: view.level0PxPerCssPx, rotation: view.rotationDeg },
      overlay,
      bytes: slideBytes,
      lists: 1,
      maps: of.maps.map((map) => ({
        id: map.id,
        list: 0,
        min: 0,
        max: 255 * (roundings[map.id]?.step ?? 0),
        holes: false,
        bits: 8,
      })),
      left: leftOut,
      answer,
      run: digestless,
      timings,
    };
  }
});

const first = (list: unknown): object => (list as object[])[0] ?? {};
const slideOf = (run: unknown, change: object): object => {
  const { slide, ...rest } = run as { slide: object };
  return { ...rest, slide: { ...slide, ...change } };
};

function writeTable(to: ByteWriter, columns: [number, number][], rows: [number, number][], runs: number[]): void {
  to.unsigned(0);
  to.unsigned(0);
  for (const axis of [columns, rows]) {
    to.unsigned(axis.length);
    for (const [start, length] of axis) {
      to.signed(start);
      to.signed(length);
    }
  }
  for (const number of runs) to.unsigned(number);
}
