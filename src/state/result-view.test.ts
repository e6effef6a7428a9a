import { describe, expect, it } from 'vitest';
import { fakeResult } from '#test-support/fake-services.ts';
import { colouring, mapView, valueAt, viewOfResult } from './result-view.ts';

const view = viewOfResult(fakeResult());

describe('a map of a result', () => {
  it('shows relevance as it is, with shared places and the share of zeros', () => {
    const map = mapView(view, 'task-relevance')!;
    expect(Array.from(map.values)).toEqual([0, 0.5, 0, 1]);
    expect(Array.from(map.places)).toEqual([3, 2, 3, 1]);
    expect(map.zeroShare).toBe(0.5);
  });

  it('shows an attention as a multiple of the even share', () => {
    const map = mapView(view, 'bottom-up-attention')!;
    expect(map.unit).toBe('times-uniform');
    expect(Array.from(map.values, (value) => Math.round(value * 1000) / 1000)).toEqual([1, 1, 0.8, 1.2]);
    expect(Array.from(map.places)).toEqual([2, 2, 4, 1]);
    expect(map.aboveOneShare).toBe(0.25);
  });

  it('falls back to the first map where a result lacks the one asked for', () => {
    expect(mapView(view, 'top-down-attention')?.id).toBe('task-relevance');
  });

  it('is made once per result', () => {
    const result = fakeResult();
    expect(viewOfResult(result)).toBe(viewOfResult(result));
  });
});

describe('colouring', () => {
  it('starts at zero for relevance and at the lowest value for an attention', () => {
    expect(colouring(mapView(view, 'task-relevance')!, 'value').range).toEqual({ min: 0, max: 1 });
    const { min, max } = colouring(mapView(view, 'bottom-up-attention')!, 'value').range;
    expect(min).toBeCloseTo(0.8, 5);
    expect(max).toBeCloseTo(1.2, 5);
  });

  it('does not blow a slide up on which nothing is relevant', () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(0, 0, 0.01, 0) }] as const;
    const map = mapView(viewOfResult(fakeResult({ maps })), 'task-relevance')!;
    expect(colouring(map, 'value').range).toEqual({ min: 0, max: 0.25 });
    expect(map.nothingAbove).toBe(1);
    expect(mapView(view, 'task-relevance')?.nothingAbove).toBeNull();
    expect(mapView(view, 'bottom-up-attention')?.nothingAbove).toBeNull();
  });

  it('by percentile spreads the patches over 0 to 100', () => {
    const { values, range } = colouring(mapView(view, 'task-relevance')!, 'percentile');
    expect(range).toEqual({ min: 0, max: 100 });
    expect(Array.from(values, Math.round)).toEqual([0, 67, 0, 100]);
    expect(valueAt(range, 0.25)).toBe(25);
  });
});
