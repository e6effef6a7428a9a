import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { unitsUnderStroke } from './painted-units.ts';

/** 6 × 4 units of 10 px, row by row. */
const units = Array.from({ length: 24 }, (_, i) => level0Rect((i % 6) * 10, Math.floor(i / 6) * 10, 10, 10));
const at = (x: number, y: number) => ({ x, y });
/** @param brush width in units */
const dab = (x: number, y: number, brush: number) =>
  unitsUnderStroke(units, { from: at(x, y), at: at(x, y) }, brush * 10);

describe('units under a stroke', () => {
  it('a dab of one unit paints the one that it is in, wherever in it', () => {
    expect(dab(31, 11, 1)).toEqual([9]);
    expect(dab(39.9, 19.9, 1)).toEqual([9]);
    expect(dab(40, 20, 1)).toEqual([16]);
    expect(dab(70, 20, 1)).toEqual([]);
  });

  it('a thin stroke paints every unit that it passes through, also those whose middle it misses', () => {
    expect(unitsUnderStroke(units, { from: at(1, 1), at: at(59, 1) }, 10)).toEqual([0, 1, 2, 3, 4, 5]);
    // From (1, 9) to (11, 11): through the right edge of 0, then of 1 or 6, into 7.
    expect(unitsUnderStroke(units, { from: at(5, 2), at: at(18, 14) }, 2)).toEqual([0, 1, 7]);
  });

  it('of many units only those near the stretch are looked at, and the units are those of a look at all', () => {
    let looks = 0;
    const many = Array.from({ length: 10_000 }, (_, i) => {
      const [x, y] = [(i % 100) * 10, Math.floor(i / 100) * 10];
      return {
        get x() {
          looks++;
          return x;
        },
        y,
        width: 10,
        height: 10,
      };
    });
    const segment = { from: at(501, 512), at: at(538, 495) };
    const under = (widthPx: number) => unitsUnderStroke(many, segment, widthPx);
    under(10);
    looks = 0;
    const found = under(50);
    expect(looks).toBeLessThan(500);
    // One by one, each alone: no row of units decides.
    const alone = many.flatMap((unit, i) => (unitsUnderStroke([unit], segment, 50).length > 0 ? [i] : []));
    expect(found).toEqual(alone);
    expect(found.length).toBeGreaterThan(20);
  });

  it('a wide brush reaches middles at half its width', () => {
    expect(dab(25, 15, 3)).toEqual([2, 7, 8, 9, 14]);
    expect(unitsUnderStroke(units, { from: at(5, 15), at: at(55, 15) }, 30)).toHaveLength(18);
  });
});
