import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { type WhatIfRegion } from '#core/result/questions.ts';
import { keptUnits, whatIfUnits } from './what-if-set.ts';

const patches = Array.from({ length: 9 }, (_, i) => level0Rect((i % 3) * 100, Math.floor(i / 3) * 100, 100, 100));
const values = Float32Array.from([0.1, 0.9, 0.3, 0.8, 0.2, 0.9, 0, 0.5, 0.4]);
const result = { patches, maps: [{ id: 'task-relevance' as const, values }] };

const box = (effect: WhatIfRegion['effect'], x: number, y: number, width: number, height: number): WhatIfRegion => ({
  id: `${effect} ${x} ${y}`,
  effect,
  shape: { kind: 'rectangle', rect: level0Rect(x, y, width, height) },
});

function left(regions: readonly WhatIfRegion[], count = 0): number[] {
  const withoutTop = count > 0 ? { map: 'task-relevance' as const, count } : null;
  return Array.from(keptUnits(result, { regions, withoutTop }).entries())
    .filter(([, kept]) => kept === 1)
    .map(([i]) => i);
}

describe('a question keeps', () => {
  it('everything where nothing is asked', () => {
    expect(left([])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('what is not excluded, by the middle of each patch', () => {
    expect(left([box('exclude', 0, 0, 151, 151)])).toEqual([2, 5, 6, 7, 8]);
    expect(left([box('exclude', 0, 0, 150, 150)])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('only what is to be kept, less what is excluded', () => {
    expect(left([box('keep', 0, 0, 300, 200), box('exclude', 200, 0, 100, 300)])).toEqual([0, 1, 3, 4]);
  });

  it('what was painted, by index', () => {
    const shape = { kind: 'patches' as const, indices: [0, 8, 99, -1] };
    expect(left([{ id: 'a', effect: 'keep', shape }])).toEqual([0, 8]);
    expect(left([{ id: 'a', effect: 'exclude', shape }])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('not the highest of what is left, of equals the first', () => {
    expect(left([], 2)).toEqual([0, 2, 3, 4, 6, 7, 8]);
    expect(left([box('exclude', 100, 0, 100, 100)], 2)).toEqual([0, 2, 4, 6, 7, 8]);
  });

  it('units without a value are no highest ones, wherever they stand', () => {
    const map = { id: 'task-relevance' as const, values: Float32Array.from([NaN, 1, NaN, 5, NaN, 3, NaN, 4, 2]) };
    const set = { regions: [], withoutTop: { map: map.id, count: 3 } };
    expect([...keptUnits({ patches, maps: [map] }, set)]).toEqual([1, 1, 1, 0, 1, 0, 1, 0, 1]);
  });
});

describe('units', () => {
  it('of attention sampling are the cells of its map', () => {
    const cells = [level0Rect(0, 0, 10, 10)];
    const sampled = {
      patches,
      maps: [{ id: 'sampling-probability' as const, values: Float32Array.of(1), patches: cells }],
      sampling: { scope: 'tissue' as const, mode: 'draw' as const, samples: 1, repeats: 1, fields: [] },
    };
    expect(whatIfUnits(sampled)).toBe(cells);
  });
});
