import { describe, expect, it } from 'vitest';
import { refuseUnreadable, samplingCharacters } from './sampling-size.ts';

describe('the size of what attention sampling drew', () => {
  it('is never more than it is taken for, however long its numbers are', () => {
    const rect = { x: -2147483647, y: -2147483647, width: 2147483647, height: 2147483647 };
    const number = -1.2345678901234567e-100;
    const one = { rect, weight: number, timesDrawn: 1000, vote: [number, number, number] };
    const field = { rect, scores: [number, number, number], scoresSd: [number, number, number], draw: [one, one] };
    const size = { fields: 2, drawn: 2, classes: 3 };
    expect(JSON.stringify([field, field]).length).toBeLessThanOrEqual(samplingCharacters(size));
  });

  it('is refused where the file could not be read back', () => {
    expect(() => {
      refuseUnreadable({ fields: 10_000, drawn: 1000, classes: 2 });
    }).toThrow(expect.objectContaining({ code: 'run/out-of-memory' }));
    expect(() => {
      refuseUnreadable({ fields: 10_000, drawn: 10, classes: 2 });
    }).not.toThrow();
    expect(() => {
      refuseUnreadable({ fields: 1, drawn: 1000, classes: 100 });
    }).not.toThrow();
  });
});
