import { describe, expect, it } from 'vitest';
import { agreementOf, compareResults } from '#core/result/compare-results.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en/index.ts';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { summaryOf, uncomparedOf } from './comparison-text.ts';

const { again } = en.share;
const { mapFull } = en.result;
const step = { step: 0.01, bits: 8 } as const;
const ROUNDINGS = { 'task-relevance': step, 'bottom-up-attention': step };

/** As shared, with a patch fewer (the last), or with patches of another size. */
const shared = fakeResult();
const fewer = { ...shared, patches: shared.patches.slice(0, 3), maps: shared.maps.map((map) => ({ ...map, values: map.values.slice(0, 3) })) }; // prettier-ignore
const otherSize = { ...shared, patches: shared.patches.map((patch) => ({ ...patch, width: 200, height: 200 })) };
const otherMaps = { ...fakeSurvivalResult(), answer: shared.answer };

function told(own: RunResult, isFile = false) {
  const difference = compareResults(shared, own, isFile ? {} : ROUNDINGS);
  return {
    agreement: agreementOf(difference),
    maps: summaryOf(difference, isFile)[0],
    uncompared: uncomparedOf(difference),
  };
}

describe('what a comparison comes to', () => {
  it('agrees where all was compared and is within the rounding', () => {
    expect(told(shared)).toEqual({ agreement: 'all', maps: again.agrees, uncompared: [] });
  });

  it('never agrees where nothing was compared: patches of another size, or other maps', () => {
    const both = `${mapFull['task-relevance']}, ${mapFull['bottom-up-attention']}`;
    for (const isFile of [false, true]) {
      expect(told(otherSize, isFile)).toEqual({
        agreement: 'nothing',
        maps: again.nothing,
        uncompared: [again.notBoth(both, 4, 4)],
      });
      expect(told(otherMaps, isFile)).toEqual({
        agreement: 'nothing',
        maps: again.nothing,
        uncompared: [again.missing(both)],
      });
    }
  });

  it('agrees in part where some patches, or a map, have no counterpart', () => {
    const both = `${mapFull['task-relevance']}, ${mapFull['bottom-up-attention']}`;
    const [relevance] = shared.maps;
    const one: RunResult = { ...shared, maps: relevance ? [relevance] : [] };
    expect(told(one)).toEqual({
      agreement: 'in-part',
      maps: again.agreesInPart,
      uncompared: [again.missing(mapFull['bottom-up-attention'])],
    });
    // Three patches instead of four: the even share of an attention is another, so that map differs.
    const difference = told(fewer);
    expect(difference.maps).toBe(again.differs(mapFull['bottom-up-attention']));
    expect(difference.uncompared).toEqual([again.notBoth(both, 1, 0)]);
  });

  it('tells of each map what of it was not compared', () => {
    const [relevance, attention] = shared.maps;
    if (!relevance || !attention) throw new Error('two maps');
    const holes = { ...attention, values: Float32Array.of(0.25, NaN, NaN, 0.3) };
    const own: RunResult = {
      ...shared,
      maps: [{ ...relevance, values: Float32Array.of(0, 0.5, 0, NaN) }, holes],
    };
    expect(told(own).uncompared).toEqual([
      again.notBoth(mapFull['task-relevance'], 1, 0),
      again.notBoth(mapFull['bottom-up-attention'], 2, 0),
    ]);
  });
});
