import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '#core/result/run-result.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { planned, shareContent, whole } from '#test-support/share-content.ts';
import { decodePayload, encodePayload, linkEncoder } from './link-codec.ts';
import { LINK_LIMITS } from './link-limits.ts';
import { makeShareLink, readShareLink } from './share-link.ts';

const PAGE = 'https://fovea.test/app/?slide=phantom.tif';

const request = (result: RunResult) => ({
  content: shareContent(result),
  page: PAGE,
  maps: null,
  mostBits: 8 as const,
});

describe('a share link', () => {
  it('gives back view, overlay, answer and run as they were, and scores within half a step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 20, max: 600, noNaN: true }),
        fc.integer({ min: 1, max: 2 ** 31 - 2 }),
        fc.boolean(),
        fc.constantFrom(8 as const, 4 as const),
        (n, columns, stepPx, seed, holes, bits) => {
          const result = planned({ n, columns, stepPx, seed, holes });
          const shared = shareContent(result);
          const read = decodePayload(encodePayload(shared, { ...whole(result), bits }));
          expect(read.view).toEqual(shared.view);
          expect(read.overlay).toEqual(shared.overlay);
          expect(read.slideBytes).toBe(1_938_955);
          expect(read.result.patches).toEqual(result.patches);
          expect(read.result.answer).toEqual(result.answer);
          expect(read.result.run).toEqual(result.run);
          expect(read.result.timings).toEqual(result.timings);
          for (const [i, map] of result.maps.entries()) {
            const own = read.result.maps[i];
            const step = read.roundings[map.id]?.step ?? NaN;
            expect(own?.id).toBe(map.id);
            expect(read.roundings[map.id]?.bits).toBe(bits);
            for (const [k, value] of map.values.entries()) {
              const restored = own?.values[k] ?? Infinity;
              if (Number.isNaN(value)) expect(restored).toBeNaN();
              else expect(Math.abs(restored - value)).toBeLessThanOrEqual(step / 2 + 1e-7);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the same again when a result that came through a link is shared', () => {
    const result = planned({ n: 200, columns: 20, stepPx: 253.7, seed: 7, holes: true });
    const first = encodePayload(shareContent(result), { ...whole(result), bits: 4 });
    const read = decodePayload(first);
    expect(encodePayload(shareContent(read.result), { ...whole(read.result), bits: 4 })).toBe(first);
  });

  it('holds the finer patches of a two-scale plan, and those of attention sampling with its draws', () => {
    for (const result of [fakeSurvivalResult(), fakeSamplingResult()]) {
      const read = decodePayload(encodePayload(shareContent(result), whole(result)));
      expect(read.result.patches).toEqual(result.patches);
      const places = ({ maps, patches }: RunResult) => maps.map((map) => map.patches ?? patches);
      expect(places(read.result)).toEqual(places(result));
      expect(read.result.sampling?.fields[0]?.draw.map(({ rect }) => rect)).toEqual(
        result.sampling?.fields[0]?.draw.map(({ rect }) => rect),
      );
      expect(read.leftOut).toEqual({ maps: [], draws: false, risks: false });
    }
  });

  it('is the same whether made alone or after others of the same result', () => {
    for (const result of [fakeSurvivalResult(), fakeSamplingResult(), sampleResult()]) {
      const encoder = linkEncoder(shareContent(result));
      const ids = result.maps.map(({ id }) => id);
      for (const maps of [ids, ids.slice(1), ids.slice(0, 1), []])
        for (const bits of [8, 4] as const) {
          const detail = { ...whole(result), maps, bits };
          const alone = encodePayload(shareContent(result), detail);
          expect(encoder.payload(detail)).toBe(alone);
          expect(encoder.patchCharacters(maps)).toBeLessThan(alone.length);
        }
    }
  });

  it('leaves out credentials, folders and what it is told to', () => {
    const result = sampleResult();
    const { run } = result;
    const secret = {
      ...result,
      run: {
        ...run,
        slide: { ...run.slide, name: 'C:\\Users\\jane\\patient 7\\a.svs' },
        notes: ['fell back (source/network: {"url":"https://jane:pw@host.test/m/e.onnx?X-Amz-Signature=abc#t"})'],
      },
    };
    const read = decodePayload(encodePayload(shareContent(secret), { ...whole(result), maps: ['top-down-attention'] }));
    expect(read.result.run.slide.name).toBe('a.svs');
    expect(read.result.run.notes).toEqual(['fell back (source/network: {"url":"https://host.test/m/e.onnx"})']);
    expect(read.result.maps.map(({ id }) => id)).toEqual(['top-down-attention']);
    expect(read.leftOut.maps).toEqual(['task-relevance', 'bottom-up-attention']);
  });

  it('keeps names as text, whatever they look like', () => {
    const { run, ...rest } = sampleResult();
    const name = '#0<img src=x onerror=alert(1)>\u0000\u202e"';
    const result = { ...rest, run: { ...run, bundle: { ...run.bundle, name } } };
    expect(decodePayload(encodePayload(shareContent(result), whole(result))).result.run.bundle.name).toBe(name);
  });
});

/** Made when version 1 was laid down. */
const FIRST_LINK =
  'wlNQw9kCvZgxb4MwEIX_C1M7BGGfsXGkdqvUqlVVVVkqZUlUr5378_MOEwuwTRwFhQ2wjO84f373zlw1B-H071JfJzivKVgd3R_OP7x9ev35evn-ePt8f9hX__vqcQoqgUqS2LQzUklpjSHDwDIGd5q40FdB0fGZZdcigqTk2go9idUmCSBlcTQlEDR-XsYgVBp3m1nw7Pz7daiTRgbVHGSARq_iB2ggmoEZ2CoTZgiJnZ1khhcWS8To83R_aijMOqMGMbzWxkZ14J7AcbVP8YHMJPEhdw1tG7Vt2lqbLo8PP64djSvDRwoe_T-ZwiNmB5-oM3hw7BE7kEh8fyyyJalBZGOlQWH7BjgobHutxO6tnzKBnXKCRvIaRV7gC0VLiRyfy3YQZyxjBkWWjrDU2RY5yon5cuXcGd0qWkM_C7cBBoZ5yV9I380immrlNsQU8VMj7IsiOi-dQ6ZgiJwAQKqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqu7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7sSY2BgZvjDzAAETGCamYGJmREABmNgkPoPAAZj-M-wHwAGY_jvwAAA';

describe('version 1', () => {
  it('is read as it always was: neither dictionary, schema nor packing may change under it', () => {
    const shared = sampleResult();
    const { result, view, overlay } = readShareLink(`#v1.${FIRST_LINK}`) ?? {};
    expect(result?.patches).toEqual(shared.patches);
    expect(result?.answer).toEqual(shared.answer);
    expect(result?.run.bundle).toEqual(shared.run.bundle);
    expect([...(result?.maps[0]?.values ?? [])].map((value) => value.toFixed(4))).toEqual([
      '0.0000',
      '0.1007',
      '0.9877',
    ]);
    expect(view?.rotationDeg).toBe(90);
    expect(overlay?.colours).toBe('magma');
  });
});

describe('the address', () => {
  it('takes 8 bits while they fit, then 4, then the map on screen alone, then says that it is too long', () => {
    const sizes = [100, 1500, 3000, 7000, 20_000];
    const made = sizes.map((n) => makeShareLink(request(planned({ n, columns: 130, stepPx: 253.7, seed: n }))));
    for (const link of made) {
      if (link.kind !== 'link') continue;
      expect(link.address.startsWith(`${PAGE}#v1.`)).toBe(true);
      expect(link.address.length).toBeLessThanOrEqual(LINK_LIMITS.characters);
    }
    const shape = made.map((link) => (link.kind === 'link' ? [link.bits, link.maps.length] : link.kind));
    expect(shape).toEqual([[8, 3], [8, 3], [4, 3], [4, 1], 'too-long']);
    expect(made.at(-1)).toMatchObject({ characters: expect.any(Number) as number });
  });

  it('never tells rounded scores finer than they are, and leaves out maps only where it may choose', () => {
    const result = planned({ n: 100, columns: 20, stepPx: 100, seed: 3 });
    expect(makeShareLink({ ...request(result), mostBits: 4 })).toMatchObject({ kind: 'link', bits: 4 });
    const large = planned({ n: 12_000, columns: 130, stepPx: 100, seed: 3 });
    expect(makeShareLink({ ...request(large), maps: large.maps.map(({ id }) => id) }).kind).toBe('too-long');
    expect(makeShareLink({ ...request(large), maps: ['bottom-up-attention', 'task-relevance'] }).kind).toBe('too-long');
  });

  it('is not tried for more patches than any link holds', () => {
    const result = fakeSurvivalResult();
    const patches = Array.from({ length: 7000 }, (_, i) => ({ x: i * 64, y: 0, width: 64, height: 64 }));
    const fine = Array.from({ length: 112_000 }, (_, i) => ({ x: i * 4, y: 0, width: 4, height: 64 }));
    const maps = [{ id: 'attention-product' as const, values: new Float32Array(112_000), patches: fine }];
    expect(makeShareLink(request({ ...result, patches, maps }))).toEqual({ kind: 'too-many', patches: 119_000 });
  });

  it('that is no share link is nobody’s business', () => {
    for (const fragment of ['', '#', '#result', 'version', '#v1', '#vx.abc'])
      expect(readShareLink(fragment)).toBeNull();
  });

  it.each(['#v2.AAAA', '#v0.AAAA', '#v01.AAAA', `#v${'9'.repeat(10_000)}.AAAA`])('%.12s is of an unknown version', (fragment) => {
    expect(() => readShareLink(fragment)).toThrow(
      expect.objectContaining({ code: 'link/unknown-version' }) as Error,
    );
  }); // prettier-ignore
});
