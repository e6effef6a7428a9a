import { expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import type { WhatIfSet } from '#core/result/questions.ts';
import { carriedSet } from './carried-set.ts';

const unit = (column: number) => level0Rect(column * 256, 0, 256, 256);
const four = [0, 1, 2, 3].map(unit);
const outline = {
  id: 'r',
  effect: 'keep',
  shape: { kind: 'rectangle', rect: level0Rect(0, 0, 600, 256) },
} as const;
const paint = (...indices: number[]): WhatIfSet => ({
  regions: [outline, { id: 'p', effect: 'exclude', shape: { kind: 'patches', indices } }],
  withoutTop: { map: 'task-relevance', count: 2 },
});

it('a question without paint is the same to any result, paint to one of the same places', () => {
  const outlines = { regions: [outline], withoutTop: null };
  expect(carriedSet(outlines, four, [unit(9)])).toBe(outlines);
  const painted = paint(1, 3);
  expect(carriedSet(painted, four, [...four])).toBe(painted);
});

it('painted patches are found where they lie, not where they stand in the list', () => {
  // As many, in another order; then some more before them.
  expect(carriedSet(paint(0, 1), four, four.toReversed())).toEqual(paint(2, 3));
  expect(carriedSet(paint(1, 3), four, [unit(7), ...four])).toEqual(paint(2, 4));
});

it('a painted patch that is none of the other result: there is no such question', () => {
  expect(carriedSet(paint(1, 3), four, [5, 1, 2, 4].map(unit))).toBeNull();
  expect(carriedSet(paint(1, 3), four, four.slice(0, 3))).toBeNull();
  // Of another size.
  expect(carriedSet(paint(1), four, [unit(0), level0Rect(256, 0, 128, 128)])).toBeNull();
});
