import { describe, expect, it } from 'vitest';
import { confusionTable, wilson } from './confusion-table.ts';

const judged = (truth: string, ...scores: number[]) => ({ name: `${truth}/1.jpg`, truth, classes: ['A', 'B'], scores });

describe('confusionTable', () => {
  it('counts what was said of each class', () => {
    const text = confusionTable('Two', [
      judged('A', 0.9, 0.1),
      judged('A', 0.4, 0.6),
      judged('B', 0.2, 0.8),
      judged('B', 0.3, 0.7),
    ]);
    expect(text).toContain('3 of 4 right, 75.0 %');
    expect(text).toContain('| A | 1 | 1 | 1 of 2 |');
    expect(text).toContain('| B | 0 | 2 | 2 of 2 |');
  });

  it('refuses a class that the model does not know', () => {
    expect(() => confusionTable('x', [judged('C', 1, 0)])).toThrow('no class C');
  });

  it('has Wilson’s interval', () => {
    const [low, high] = wilson(8, 10);
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
  });
});
