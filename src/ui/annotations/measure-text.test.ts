import { describe, expect, it } from 'vitest';
import type { Shape } from '#core/geometry/shapes.ts';
import { measureText } from './measure-text.ts';

const spacing = { xUmPerPx: 0.5, yUmPerPx: 0.25 };
const line: Shape = { kind: 'line', from: { x: 0, y: 0 }, to: { x: 600, y: 1600 } };
const rectangle: Shape = { kind: 'rectangle', rect: { x: 10, y: 10, width: 4000, height: 1000 } };

describe('the measure of a shape', () => {
  it('is a length or an area in µm, each axis by its own spacing', () => {
    expect(measureText(line, spacing)).toBe('500 µm');
    expect(measureText(rectangle, spacing)).toBe('2.00 mm × 250 µm, 0.500 mm²');
    const triangle: Shape = {
      kind: 'polygon',
      points: [
        { x: 0, y: 0 },
        { x: 40, y: 0 },
        { x: 0, y: 40 },
      ],
    };
    expect(measureText(triangle, spacing)).toBe('100 µm²');
  });

  it('is in px where nobody knows the spacing, and nothing for a point', () => {
    expect(measureText(line, null)).toBe('1,709 px');
    expect(measureText(rectangle, null)).toBe('4,000 × 1,000 px, 4,000,000 px²');
    expect(measureText({ kind: 'point', at: { x: 1, y: 1 } }, spacing)).toBe('');
  });
});
