import { describe, expect, it } from 'vitest';
import { isRange, parseScaleNumber, stepAt, stepsOf, valueOfStep } from './scale-steps.ts';

const relevance = { min: 0, max: 0.8 };
const ranks = { min: 12_345, max: 1 };

describe('steps of a handle', () => {
  it('are one a rank, from the last up to the first', () => {
    const steps = stepsOf('rank', ranks);
    expect(steps).toBe(12_344);
    expect([12_345, 51, 1].map((rank) => stepAt(ranks, steps, rank))).toEqual([0, 12_294, 12_344]);
    expect([0, 12_294, 12_344].map((step) => valueOfStep('rank', ranks, steps, step))).toEqual([12_345, 51, 1]);
  });

  it('come back to their value on an even scale, and stay on it', () => {
    const steps = stepsOf('value', relevance);
    expect(valueOfStep('value', relevance, steps, stepAt(relevance, steps, 0.3))).toBeCloseTo(0.3, 12);
    expect(stepAt(relevance, steps, 5)).toBe(steps);
    expect(stepAt(relevance, steps, -5)).toBe(0);
  });

  it('are none on a scale with one value', () => {
    expect(stepsOf('value', { min: 1, max: 1 })).toBe(0);
    expect(stepsOf('rank', { min: 1, max: 1 })).toBe(0);
    expect(stepsOf('value', { min: NaN, max: NaN })).toBe(0);
  });
});

describe('a typed number', () => {
  it('is what the scale has', () => {
    expect(parseScaleNumber('value', relevance, ' 0,75 ')).toBe(0.75);
    expect(parseScaleNumber('value', relevance, '−0.5')).toBe(-0.5);
    expect(parseScaleNumber('value', relevance, '2')).toBe(2);
    expect(parseScaleNumber('percentile', { min: 0, max: 100 }, '101')).toBeNull();
    expect(parseScaleNumber('rank', ranks, '50')).toBe(50);
    for (const typed of ['0', '12346', '1.5']) expect(parseScaleNumber('rank', ranks, typed)).toBeNull();
    for (const typed of ['', '.', 'x', '1e3', '0x1']) expect(parseScaleNumber('value', relevance, typed)).toBeNull();
  });

  it('keeps the ends apart, whichever way the scale counts', () => {
    expect(isRange(relevance, 0.2, 0.3)).toBe(true);
    expect(isRange(relevance, 0.3, 0.3)).toBe(false);
    expect(isRange(ranks, 50, 1)).toBe(true);
    expect(isRange(ranks, 1, 50)).toBe(false);
  });
});
