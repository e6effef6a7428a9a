import { expect, it } from 'vitest';
import { rocAuc } from './roc-auc.ts';

it('is 1, 0 and a half where it must be', () => {
  expect(rocAuc([1, 2, 3, 4], [false, false, true, true])).toBe(1);
  expect(rocAuc([4, 3, 2, 1], [false, false, true, true])).toBe(0);
  expect(rocAuc([0, 0, 0, 0], [false, false, true, true])).toBe(0.5);
});

it('equals counting pairs', () => {
  const scores = [0.1, 0.4, 0.35, 0.8, 0.4];
  const positive = [false, false, true, true, true];
  // Pairs (positive, negative): 0.35>0.1, 0.35<0.4, 0.8>both, 0.4>0.1, 0.4=0.4 → (1 + 0 + 2 + 1 + 0.5) / 6.
  expect(rocAuc(scores, positive)).toBeCloseTo(4.5 / 6, 12);
});

it('is NaN with one class alone', () => {
  expect(rocAuc([1, 2], [true, true])).toBeNaN();
});
