import { describe, expect, it } from 'vitest';
import { COLOUR_TABLE_SIZE } from './colour-maps.ts';
import { interpolate, type CellWindow } from './interpolate.ts';

/** "Colours" that say their own place in the table, so that a picture can be read as numbers; 0 stays for nothing. */
const colours = Uint32Array.from({ length: COLOUR_TABLE_SIZE }, (_, i) => i + 1);
const NONE = NaN;

/** Positions as hundredths of the table, −1 where nothing is painted. */
function picture(positions: readonly number[], columns: number, parts: number, window?: CellWindow): number[][] {
  const rows = positions.length / columns;
  const cells = window ?? { left: 0, top: 0, right: columns, bottom: rows };
  const width = (cells.right - cells.left) * parts;
  const out = new Uint32Array(width * (cells.bottom - cells.top) * parts).fill(12345);
  interpolate(Float32Array.from(positions), columns, rows, colours, cells, parts, out);
  const lines = Array.from({ length: out.length / width }, (_, y) =>
    Array.from(out.subarray(y * width, (y + 1) * width)),
  );
  return lines.map((line) =>
    line.map((colour) => (colour === 0 ? -1 : Math.round((100 * (colour - 1)) / COLOUR_TABLE_SIZE))),
  );
}

describe('interpolation', () => {
  it('goes straight from middle to middle and keeps the middles', () => {
    expect(picture([0, 0.5], 2, 5)[2]).toEqual([0, 0, 0, 10, 20, 30, 40, 50, 50, 50]);
  });

  it('leaves cells that are not painted empty up to their border, and does not blend with them', () => {
    const lines = picture([0.25, NONE, 0.75, 0.25, 0.25, NONE], 3, 3);
    for (const y of [0, 1, 2]) expect(lines[y]?.slice(3, 6)).toEqual([-1, -1, -1]);
    for (const y of [3, 4, 5]) expect(lines[y]?.slice(6, 9)).toEqual([-1, -1, -1]);
    // The third cell of the first row has only the cell across as a painted neighbour.
    expect(lines[1]?.slice(6, 9)).toEqual([75, 75, 75]);
    expect(lines[4]?.slice(0, 6)).toEqual([25, 25, 25, 25, 25, 25]);
  });

  it('weighs four neighbours by the areas across', () => {
    // A fifth of a cell each way from the middle of the first: 0.64, 0.16, 0.16, 0.04.
    const lines = picture([0, 0.5, 0.5, 1], 2, 5);
    expect(lines[3]?.[3]).toBe(20);
    expect(lines[2]?.[2]).toBe(0);
    expect(lines[7]?.[7]).toBe(100);
  });

  it('of a part of the grid is that part of the whole', () => {
    const positions = Array.from({ length: 30 }, (_, i) => (i % 7 === 3 ? NONE : ((i * 37) % 100) / 100));
    const whole = picture(positions, 6, 3);
    const part = picture(positions, 6, 3, { left: 2, top: 1, right: 5, bottom: 4 });
    expect(part).toEqual(whole.slice(3, 12).map((line) => line.slice(6, 15)));
  });

  it('into one pixel a cell is the cells themselves', () => {
    expect(picture([0, NONE, 0.5, 1], 2, 1)).toEqual([
      [0, -1],
      [50, 100],
    ]);
  });
});
