import { describe, expect, it } from 'vitest';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { coarsePatchAt, hasInside, insideOf, patchByAttention } from './inside-patch.ts';

const result = fakeSurvivalResult();

describe('inside a coarse patch', () => {
  it('are its sixteen, row by row, with shares that sum to 1', () => {
    const inside = insideOf(result, 1);
    expect(inside).toMatchObject({ rect: result.patches[1], place: 3, of: 4, side: 4 });
    expect(inside?.timesUniform).toBeCloseTo(0.8, 5);
    expect(inside?.parts).toHaveLength(16);
    expect(inside?.parts[5]?.rect).toEqual({ x: 256 + 64, y: 64, width: 64, height: 64 });
    expect(inside?.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5);
    // The second patch's shares are 2 … 16, 1 of 136.
    expect(inside?.parts[0]).toMatchObject({ place: 15 });
    expect(inside?.parts[14]).toMatchObject({ place: 1 });
    expect(inside?.parts[14]?.timesEven).toBeCloseTo((16 * 16) / 136, 5);
    expect(inside?.parts[14]?.product).toBeCloseTo(64 * 0.2 * (16 / 136), 5);
  });

  it('is nothing in a result of one scale, nor where the patches of a file are not inside', () => {
    expect(hasInside(fakeResult())).toBe(false);
    expect(hasInside(result)).toBe(true);
    const [global, cross, product] = result.maps;
    const moved = cross!.patches!.map((rect) => ({ ...rect, x: rect.x + 128 }));
    const elsewhere = [global!, { ...cross!, patches: moved }, product!];
    expect(insideOf(fakeSurvivalResult({ maps: elsewhere }), 0)).toBeNull();
    const few = { ...cross!, patches: cross!.patches!.slice(1), values: cross!.values.slice(1) };
    expect(insideOf(fakeSurvivalResult({ maps: [global!, few] }), 0)).toBeNull();
    expect(insideOf(result, 4)).toBeNull();
  });

  it('can be there without an attention product', () => {
    expect(insideOf(fakeSurvivalResult({ maps: result.maps.slice(0, 2) }), 0)?.parts[0]?.product).toBeNull();
  });
});

describe('a coarse patch', () => {
  it('is found under a point', () => {
    expect(coarsePatchAt(result, { x: 600, y: 100 })).toBe(2);
    expect(coarsePatchAt(result, { x: 600, y: 300 })).toBeNull();
    expect(coarsePatchAt(fakeResult(), { x: 600, y: 100 })).toBeNull();
  });

  it('has neighbours in the order of global attention, and stays at the ends', () => {
    expect(patchByAttention(result, null, 0)).toBe(3);
    expect(patchByAttention(result, 3, 1)).toBe(2);
    expect(patchByAttention(result, 3, -1)).toBe(3);
    expect(patchByAttention(result, 0, 1)).toBe(0);
    expect(patchByAttention(fakeResult(), null, 0)).toBeNull();
  });
});
