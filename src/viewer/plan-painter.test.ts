import { describe, expect, it } from 'vitest';
import { gridOfRects, type RegularGrid } from '#core/heatmap/patch-grid.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { gridLines } from './plan-painter.ts';

function linesOf(cells: readonly (readonly [number, number])[]): string[] {
  const grid = gridOfRects(cells.map(([column, row]) => level0Rect(column * 100, row * 100, 100, 100)));
  const lines = gridLines(grid as RegularGrid);
  return Array.from({ length: lines.length / 4 }, (_, i) => lines.slice(i * 4, i * 4 + 4).join(' '));
}

describe('lines of a patch grid', () => {
  it('join over neighbours and are drawn once where two patches meet', () => {
    expect(linesOf([[0, 0], [1, 0]])).toEqual([
      '0 0 200 0',
      '0 100 200 100',
      '0 0 0 100',
      '100 0 100 100',
      '200 0 200 100',
    ]); // prettier-ignore
  });

  it('break where there is no patch', () => {
    expect(linesOf([[0, 0], [2, 0]]).filter((line) => line.endsWith(' 0'))).toEqual(['0 0 100 0', '200 0 300 0']); // prettier-ignore
  });
});
