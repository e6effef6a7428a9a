import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tissueOutline, type OutlineLoop } from './tissue-outline.ts';

function mask(...rows: string[]): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, data: Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0)) };
}

/** Area enclosed, holes counted negative (shoelace formula; tissue on the right hand is clockwise with y down). */
function area({ points }: OutlineLoop): number {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const j = (i + 2) % points.length;
    twice += points[i]! * points[j + 1]! - points[j]! * points[i + 1]!;
  }
  return twice / 2;
}

describe('outline of tissue', () => {
  it('of one pixel is its four corners', () => {
    const [loop] = tissueOutline(mask('...', '.#.', '...'));
    expect(Array.from(loop!.points)).toEqual([1, 1, 2, 1, 2, 2, 1, 2]);
  });

  it('merges straight runs', () => {
    const [loop] = tissueOutline(mask('####', '####'));
    expect(Array.from(loop!.points)).toEqual([0, 0, 4, 0, 4, 2, 0, 2]);
    expect(loop).toMatchObject({ left: 0, top: 0, right: 4, bottom: 2 });
  });

  it('goes round holes too', () => {
    const loops = tissueOutline(mask('###', '#.#', '###'));
    expect(loops.map(area)).toEqual([9, -1]);
  });

  it('takes pixels that touch at a corner as apart', () => {
    expect(tissueOutline(mask('#.', '.#')).map(area)).toEqual([1, 1]);
  });

  it('encloses exactly as many pixels as are tissue, whatever the shape', () => {
    const size = 12;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size * size, maxLength: size * size }),
        (cells) => {
          const loops = tissueOutline({ width: size, height: size, data: Uint8Array.from(cells) });
          expect(loops.reduce((sum, loop) => sum + area(loop), 0)).toBe(cells.filter((cell) => cell === 1).length);
        },
      ),
    );
  });
});
