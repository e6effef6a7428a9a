import { COLOUR_TABLE_SIZE } from './colour-maps.ts';
import type { PackedColours } from './raster-types.ts';

/** Part of a grid, in cells: columns `left` up to, not including, `right`. */
export interface CellWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Fills in what lies between the middles of neighbouring cells, for the eye: bilinear in position on the colour scale, so that every
 * colour is one of the legend, and only between cells that are painted; where a neighbour is not, the others share its weight.
 * A cell that is not painted stays transparent up to its very border. Each cell becomes `parts` × `parts` pixels;
 * `parts` is odd, so that the middle one is the cell's own colour exactly.
 *
 * @param positions float32 `[rows, columns]`, 0..1 of the colour table; NaN in cells that are not painted
 * @param out uint32 `[(bottom − top)·parts, (right − left)·parts]`, every pixel of which is written
 */
export function interpolate(
  positions: Float32Array,
  columns: number,
  rows: number,
  colours: PackedColours,
  { left, top, right, bottom }: CellWindow,
  parts: number,
  out: Uint32Array,
): void {
  const outWidth = (right - left) * parts;
  // Of a pixel column inside a cell: how far it is towards the neighbour, 0 in the middle, ½ at the border; and on which side that one lies.
  const away = new Float32Array(parts);
  const side = new Int32Array(parts);
  const middle = (parts - 1) / 2;
  for (let k = 0; k < parts; k++) {
    away[k] = Math.abs(k - middle) / parts;
    side[k] = k < middle ? -1 : 1;
  }
  const top255 = COLOUR_TABLE_SIZE - 1;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const cell = row * columns + column;
      const own = positions[cell] ?? NaN;
      let at = (row - top) * parts * outWidth + (column - left) * parts;
      if (own !== own) {
        for (let y = 0; y < parts; y++, at += outWidth) out.fill(0, at, at + parts);
        continue;
      }
      for (let y = 0; y < parts; y++, at += outWidth) {
        const v = away[y] ?? 0;
        const dy = side[y] ?? 0;
        const hasRow = row + dy >= 0 && row + dy < rows;
        for (let x = 0; x < parts; x++) {
          const u = away[x] ?? 0;
          const dx = side[x] ?? 0;
          const hasColumn = column + dx >= 0 && column + dx < columns;
          let weight = (1 - u) * (1 - v);
          let sum = own * weight;
          const beside = hasColumn ? (positions[cell + dx] ?? NaN) : NaN;
          if (beside === beside) {
            sum += beside * u * (1 - v);
            weight += u * (1 - v);
          }
          const below = hasRow ? (positions[cell + dy * columns] ?? NaN) : NaN;
          if (below === below) {
            sum += below * (1 - u) * v;
            weight += (1 - u) * v;
          }
          const across = hasColumn && hasRow ? (positions[cell + dy * columns + dx] ?? NaN) : NaN;
          if (across === across) {
            sum += across * u * v;
            weight += u * v;
          }
          const entry = (sum / weight) * COLOUR_TABLE_SIZE;
          out[at + x] = colours[entry < top255 ? entry | 0 : top255] ?? 0;
        }
      }
    }
  }
}
