import { describe, expect, it } from 'vitest';
import type { MapId } from '#core/result/run-result.ts';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { placeAt } from './map-places.ts';
import { patchUnder, shownMap, viewOfResult, type ResultView } from './result-view.ts';

const view = viewOfResult(fakeResult());
const mapOf = (of: ResultView, id: MapId) => shownMap(of, { chosenMaps: [id] });

describe('a map of a result', () => {
  it('shows relevance as it is, with shared places and the share of zeros', () => {
    const map = mapOf(view, 'task-relevance')!;
    expect(Array.from(map.values)).toEqual([0, 0.5, 0, 1]);
    expect([0, 1, 2, 3].map((i) => placeAt(map, i)?.best)).toEqual([3, 2, 3, 1]);
    expect(placeAt(map, 2)?.last).toBe(4);
    expect(placeAt(map, 4)).toBeNull();
    expect(map.zeroShare).toBe(0.5);
  });

  it('shows an attention as a multiple of the even share', () => {
    const map = mapOf(view, 'bottom-up-attention')!;
    expect(map.unit).toBe('times-uniform');
    expect(Array.from(map.values, (value) => Math.round(value * 1000) / 1000)).toEqual([1, 1, 0.8, 1.2]);
    expect([0, 1, 2, 3].map((i) => placeAt(map, i)?.best)).toEqual([2, 2, 4, 1]);
    expect(map.aboveOneShare).toBe(0.25);
  });

  it('falls back to the first map where a result lacks the one asked for', () => {
    expect(mapOf(view, 'top-down-attention')?.id).toBe('task-relevance');
  });

  it('is made once per result', () => {
    const result = fakeResult();
    expect(viewOfResult(result)).toBe(viewOfResult(result));
  });
});

describe('maps with patches of their own', () => {
  const result = fakeSurvivalResult();
  const view = viewOfResult(result);

  it('have the grid of their patches, made once for all maps on it', () => {
    const [global, cross, product] = view.maps;
    expect(global?.grid.patchCount).toBe(4);
    expect(cross?.grid.patchCount).toBe(64);
    expect(product?.grid).toBe(cross?.grid);
    const at = patchUnder(cross!, { x: 300, y: 70 });
    expect(cross!.patches[at!]).toEqual({ x: 256, y: 64, width: 64, height: 64 });
    expect(patchUnder(global!, { x: 300, y: 70 })).toBe(1);
    expect(patchUnder(cross!, { x: 300, y: 256 })).toBeNull();
    expect(patchUnder(cross!, null)).toBeNull();
  });

  it('show cross-attention against the even share of sixteen, all others against that of the map', () => {
    const [global, cross, product] = view.maps;
    expect([global?.unit, cross?.unit, product?.unit]).toEqual(['times-uniform', 'times-even-inside', 'times-uniform']);
    const at = 20;
    const parent = 1;
    expect(cross!.values[at]).toBeCloseTo(16 * result.maps[1]!.values[at]!, 5);
    expect(global!.values[parent]).toBeCloseTo(4 * result.maps[0]!.values[parent]!, 5);
    expect(product!.values[at]).toBeCloseTo(64 * result.maps[2]!.values[at]!, 5);
    // Even shares are 1 on the average, whatever they are shares of.
    for (const map of view.maps) expect(map.statistics.mean).toBeCloseTo(1, 5);
  });

  it('are chosen by what was asked for last', () => {
    const shown = shownMap(view, { chosenMaps: ['task-relevance', 'attention-product', 'global-attention'] });
    expect(shown?.id).toBe('attention-product');
    expect(viewOfResult(result)).toBe(view);
  });
});

describe('patches left out by a question', () => {
  const maps = [
    { id: 'task-relevance', values: Float32Array.of(0.1, NaN, 0.4, 0.4) },
    { id: 'bottom-up-attention', values: Float32Array.of(0.5, NaN, 0.25, 0.25) },
  ] as const;
  const asked = viewOfResult(fakeResult({ maps }));

  it('have no share in what is even', () => {
    expect(Array.from(mapOf(asked, 'bottom-up-attention')!.values)).toEqual([1.5, NaN, 0.75, 0.75]);
  });
});
