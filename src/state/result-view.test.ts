import { describe, expect, it } from 'vitest';
import type { MapId } from '#core/result/run-result.ts';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { changeWindow, chooseScaling, INITIAL_OVERLAY } from './overlay-store.ts';
import {
  colourPosition,
  extremes,
  isHidden,
  paintingOf,
  patchUnder,
  placeAt,
  scaleOf,
  shownFrom,
  shownMap,
  valueAt,
  viewOfResult,
  type ResultView,
} from './result-view.ts';

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

describe('the scale of a map', () => {
  it('starts at zero for relevance and at the lowest value for an attention', () => {
    expect(scaleOf(mapOf(view, 'task-relevance')!, 'value').whole).toEqual({ min: 0, max: 1 });
    const { min, max } = scaleOf(mapOf(view, 'bottom-up-attention')!, 'value').whole;
    expect(min).toBeCloseTo(0.8, 5);
    expect(max).toBeCloseTo(1.2, 5);
  });

  it('does not blow a slide up on which nothing is relevant', () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(0, 0, 0.01, 0) }] as const;
    const map = mapOf(viewOfResult(fakeResult({ maps })), 'task-relevance')!;
    expect(scaleOf(map, 'value').whole).toEqual({ min: 0, max: 0.25 });
    expect(map.nothingAbove).toBe(1);
    expect(mapOf(view, 'task-relevance')?.nothingAbove).toBeNull();
    expect(mapOf(view, 'bottom-up-attention')?.nothingAbove).toBeNull();
  });

  it('by percentile spreads the patches over 0 to 100', () => {
    const { values, whole } = scaleOf(mapOf(view, 'task-relevance')!, 'percentile');
    expect(whole).toEqual({ min: 0, max: 100 });
    expect(Array.from(values, Math.round)).toEqual([0, 67, 0, 100]);
    expect(valueAt(whole, 0.25)).toBe(25);
  });

  it('by rank goes from the highest to the rank that the lowest share', () => {
    const map = mapOf(view, 'task-relevance')!;
    const { values, whole } = scaleOf(map, 'rank');
    expect(Array.from(values)).toEqual([3, 2, 3, 1]);
    expect(whole).toEqual({ min: 3, max: 1 });
    const painting = paintingOf(map, chooseScaling(INITIAL_OVERLAY, 'task-relevance', 'rank'));
    expect([0, 1, 2, 3].map((i) => colourPosition(painting, i))).toEqual([0, 0.5, 0, 1]);
  });

  it('has its zero in the middle where values are signed', () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(-0.5, 0, 0.25, NaN) }] as const;
    const map = mapOf(viewOfResult(fakeResult({ maps })), 'task-relevance')!;
    expect(map.isSigned).toBe(true);
    expect(scaleOf(map, 'value').whole).toEqual({ min: -0.5, max: 0.5 });
    const painting = paintingOf(map, INITIAL_OVERLAY);
    expect([0, 1, 2, 3].map((i) => colourPosition(painting, i))).toEqual([0, 0.5, 0.75, NaN]);
  });
});

describe('what is painted', () => {
  const map = mapOf(view, 'task-relevance')!;

  it('spans the range that was chosen and leaves out what lies below the threshold', () => {
    const state = changeWindow(INITIAL_OVERLAY, 'task-relevance', { low: 0.25, high: 0.75, hideBelow: 0.5 });
    const painting = paintingOf(map, state);
    expect(painting.range).toEqual({ min: 0.25, max: 0.75 });
    expect([0, 1, 2, 3].map((i) => colourPosition(painting, i))).toEqual([0, 0.5, 0, 1]);
    expect([0, 1, 2, 3].map((i) => isHidden(painting, i))).toEqual([true, false, true, false]);
  });

  it('is counted: by value, and by rank with all that share the last one', () => {
    expect(shownFrom(map, 'value', 0.5)).toBe(2);
    expect(shownFrom(map, 'rank', 1)).toBe(1);
    expect(shownFrom(map, 'rank', 3)).toBe(4);
  });

  it('are the highest and lowest patches, of equals the first in the list first', () => {
    expect(extremes(map, 3)).toEqual({ most: [3, 1, 0], least: [0, 2, 1] });
    expect(extremes(map, 9).most).toHaveLength(4);
  });
});

describe('patches left out by a question', () => {
  const maps = [
    { id: 'task-relevance', values: Float32Array.of(0.1, NaN, 0.4, 0.4) },
    { id: 'bottom-up-attention', values: Float32Array.of(0.5, NaN, 0.25, 0.25) },
  ] as const;
  const asked = viewOfResult(fakeResult({ maps }));

  it('have no rank and are no patch to the others', () => {
    const map = mapOf(asked, 'task-relevance')!;
    expect([0, 1, 2, 3].map((i) => placeAt(map, i)?.best)).toEqual([3, undefined, 1, 1]);
    expect(extremes(map, 9)).toEqual({ most: [2, 3, 0], least: [0, 2, 3] });
    expect(Array.from(scaleOf(map, 'percentile').values)).toEqual([0, NaN, 50, 50]);
    expect(map.statistics.count).toBe(3);
  });

  it('have no share in what is even', () => {
    expect(Array.from(mapOf(asked, 'bottom-up-attention')!.values)).toEqual([1.5, NaN, 0.75, 0.75]);
  });
});
