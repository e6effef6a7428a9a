import { describe, expect, it } from 'vitest';
import { fakeResult } from '#test-support/fake-services.ts';
import { extremes, placeAt } from './map-places.ts';
import { scaleOf } from './map-scale.ts';
import { shownMap, viewOfResult } from './result-view.ts';

function relevance(...values: number[]) {
  const maps = [{ id: 'task-relevance', values: Float32Array.from(values) }] as const;
  return shownMap(viewOfResult(fakeResult({ maps })), { chosenMaps: [] })!;
}

describe('places of patches in a map', () => {
  it('name the highest and lowest patches, of equals the first in the list first', () => {
    const map = relevance(0, 0.5, 0, 1);
    expect(extremes(map, 3)).toEqual({ most: [3, 1, 0], least: [0, 2, 1] });
    expect(extremes(map, 9).most).toHaveLength(4);
  });

  it('leave out patches without a number, which are no patch to the others', () => {
    const map = relevance(0.1, NaN, 0.4, 0.4);
    expect([0, 1, 2, 3].map((i) => placeAt(map, i)?.best)).toEqual([3, undefined, 1, 1]);
    expect(extremes(map, 9)).toEqual({ most: [2, 3, 0], least: [0, 2, 3] });
    expect(Array.from(scaleOf(map, 'percentile').values)).toEqual([0, NaN, 50, 50]);
    expect(map.statistics.count).toBe(3);
  });
});
