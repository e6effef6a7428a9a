import { describe, expect, it } from 'vitest';
import { COLOUR_MAPS, colourEntry, colourTable, cssColour, isColourMapId, type ColourMapId } from './colour-maps.ts';

/** Entries of matplotlib's own 256-colour tables that are not among our control points. */
const MATPLOTLIB: readonly (readonly [ColourMapId, number, readonly [number, number, number], number])[] = [
  ['viridis', 37, [70, 51, 127], 1],
  ['viridis', 128, [33, 145, 140], 1],
  ['viridis', 201, [115, 208, 86], 1],
  ['magma', 37, [36, 18, 83], 1],
  ['magma', 128, [183, 55, 121], 1],
  ['inferno', 201, [252, 159, 7], 1],
  ['cividis', 37, [35, 60, 110], 4],
  ['cividis', 128, [125, 124, 120], 4],
];

describe('colour maps', () => {
  it.each(MATPLOTLIB)('%s at %i is what matplotlib shows', (id, entry, colour, tolerance) => {
    colour.forEach((channel, c) => {
      expect(Math.abs(colourTable(id)[entry * 3 + c]! - channel)).toBeLessThanOrEqual(tolerance);
    });
  });

  it('has 256 colours in each map, ends included', () => {
    for (const { id } of COLOUR_MAPS) expect(colourTable(id)).toHaveLength(768);
    expect(Array.from(colourTable('jet').slice(0, 3))).toEqual([0, 0, 128]);
    expect(Array.from(colourTable('jet').slice(-3))).toEqual([128, 0, 0]);
    expect(Array.from(colourTable('coolwarm').slice(0, 3))).toEqual([0x3b, 0x4c, 0xc0]);
  });

  it('is palest in the middle of the diverging map', () => {
    const table = colourTable('purple-orange');
    const sum = (entry: number): number => table[entry * 3]! + table[entry * 3 + 1]! + table[entry * 3 + 2]!;
    for (const entry of [0, 40, 90, 165, 215, 255]) expect(sum(entry)).toBeLessThan(sum(127));
  });

  it('gets lighter all the way in the sequential maps', () => {
    for (const { id } of COLOUR_MAPS.filter((map) => map.kind === 'sequential')) {
      const table = colourTable(id);
      const lightness = Array.from({ length: 256 }, (_, i) => {
        const [r, g, b] = [table[i * 3]!, table[i * 3 + 1]!, table[i * 3 + 2]!];
        return 0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2;
      });
      for (let i = 8; i < 256; i += 8) expect(lightness[i]).toBeGreaterThan(lightness[i - 8]!);
    }
  });

  it('clamps positions', () => {
    expect([
      colourEntry(-3),
      colourEntry(0),
      colourEntry(0.5),
      colourEntry(1),
      colourEntry(7),
      colourEntry(NaN),
    ]).toEqual([0, 0, 128, 255, 255, 0]);
    expect(cssColour('viridis', 0)).toBe('rgb(68 1 84)');
  });

  it('knows its names', () => {
    expect(isColourMapId('viridis')).toBe(true);
    expect(isColourMapId('toString')).toBe(false);
  });
});
