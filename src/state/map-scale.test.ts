import { describe, expect, it } from 'vitest';
import type { MapId } from '#core/result/run-result.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import { colourPosition, isHidden, paintingOf, scaleOf, shownFrom, valueAt } from './map-scale.ts';
import { changeWindow, chooseScaling, INITIAL_OVERLAY } from './overlay-store.ts';
import { shownMap, viewOfResult, type ResultView } from './result-view.ts';

const view = viewOfResult(fakeResult());
const mapOf = (of: ResultView, id: MapId) => shownMap(of, { chosenMaps: [id] });

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
});
