import { describe, expect, it } from 'vitest';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { planned, shareContent, whole } from '#test-support/share-content.ts';
import { compareResults, isSameBackEnd, isWithinRounding, modelDifference } from './compare-results.ts';
import type { RunResult } from './run-result.ts';
import { decodePayload, encodePayload } from './share-link/link-codec.ts';

const withValues = (result: RunResult, id: string, values: number[]): RunResult => ({
  ...result,
  maps: result.maps.map((map) => (map.id === id ? { ...map, values: Float32Array.from(values) } : map)),
});

describe('a result beside a shared one', () => {
  it('is no further from it than the link rounds, and that is said to be all', () => {
    for (const bits of [8, 4] as const) {
      const own = planned({ n: 300, columns: 20, stepPx: 253.7, seed: 11 });
      const { result, roundings } = decodePayload(encodePayload(shareContent(own), { ...whole(own), bits }));
      const { maps, answer } = compareResults(result, own, roundings);
      expect(maps.map(({ id }) => id)).toEqual(own.maps.map(({ id }) => id));
      for (const map of maps) {
        expect(map).toMatchObject({ compared: 300, onlyInShared: 0, onlyInOwn: 0 });
        expect(map.largest).toBeGreaterThan(0);
        expect(map.largest).toBeGreaterThan(map.mean);
        expect(isWithinRounding(map)).toBe(true);
      }
      expect(answer?.every(({ shared, own: here }) => shared === here)).toBe(true);
    }
  });

  it('that differs by more than the rounding is said to, with the place', () => {
    const own = planned({ n: 300, columns: 20, stepPx: 253.7, seed: 11 });
    const { result, roundings } = decodePayload(encodePayload(shareContent(own), whole(own)));
    const values = [...(own.maps[0]?.values ?? [])];
    values[7] = (values[7] ?? 0) + 0.1;
    const [relevance] = compareResults(result, withValues(own, 'task-relevance', values), roundings).maps;
    expect(relevance?.largest).toBeCloseTo(0.1, 2);
    expect(relevance?.at).toEqual(own.patches[7]);
    expect(relevance && isWithinRounding(relevance)).toBe(false);
  });

  it('is compared in the units that are read: an attention as times its even share', () => {
    const shared = fakeResult();
    const own = withValues(shared, 'bottom-up-attention', [0.25, 0.25, 0.25, 0.25]);
    const attention = compareResults(shared, own, {}).maps[1];
    // 0.05 of 1 over four patches.
    expect(attention?.largest).toBeCloseTo(0.2, 5);
    expect(attention?.mean).toBeCloseTo(0.1, 5);
    expect(attention?.rounding).toBeNull();
    expect(attention && isWithinRounding(attention)).toBe(false);
  });

  it('is compared patch by patch where the plans differ; what one alone has is counted', () => {
    const shared = fakeResult();
    const own: RunResult = {
      ...shared,
      patches: [...shared.patches.slice(1), { x: 1024, y: 0, width: 256, height: 256 }].reverse(),
      maps: [{ id: 'task-relevance', values: Float32Array.of(0.9, 1, 0, 0.75) }],
    };
    const { maps } = compareResults(shared, own, {});
    expect(maps).toHaveLength(1);
    expect(maps[0]).toMatchObject({ compared: 3, onlyInShared: 1, onlyInOwn: 1, largest: 0.25, at: shared.patches[1] });
  });

  it('leaves out patches without a number', () => {
    const shared = withValues(fakeResult(), 'task-relevance', [NaN, 0.5, 0, 1]);
    const own = withValues(fakeResult(), 'task-relevance', [0, NaN, 0, 1]);
    expect(compareResults(shared, own, {}).maps[0]).toMatchObject({
      compared: 2,
      onlyInShared: 1,
      onlyInOwn: 1,
      largest: 0,
      mean: 0,
    });
  });

  it('is told by risk and by survival for a survival model, and by nothing for another question', () => {
    const shared = fakeSurvivalResult();
    const figures = compareResults(shared, shared, {}).answer;
    expect(figures?.map(({ kind }) => kind)).toEqual(['risk', 'survival', 'survival', 'survival', 'survival']);
    expect(compareResults(shared, fakeResult(), {}).answer).toBeNull();
    expect(compareResults(fakeResult(), shared, {}).answer).toBeNull();
  });
});

describe('how both were made', () => {
  it('tells back ends and models apart', () => {
    const { backEnd, bundle } = fakeResult().run;
    expect(isSameBackEnd({ shared: backEnd, own: { ...backEnd, threads: 16 } })).toBe(true);
    expect(isSameBackEnd({ shared: backEnd, own: { ...backEnd, kind: 'webgpu', adapter: 'x' } })).toBe(false);
    expect(isSameBackEnd({ shared: backEnd, own: { ...backEnd, precision: 'fp16' } })).toBe(false);
    const files = [{ path: 'e.onnx', sha256: 'a' }];
    expect(modelDifference({ ...bundle, files }, { version: bundle.version, files })).toBe('none');
    expect(modelDifference({ ...bundle, files }, { version: '9', files })).toBe('version');
    const changed = [{ path: 'e.onnx', sha256: 'b' }];
    expect(modelDifference({ ...bundle, files }, { version: bundle.version, files: changed })).toBe('files');
  });
});
