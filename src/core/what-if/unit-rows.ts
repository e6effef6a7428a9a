import type { Level0Rect } from '#core/geometry/frames.ts';

/** Units in the rows that their middles make, so that what lies in a box or an outline is found without a look at all of them. */
export interface UnitRows {
  /** Middles' y of each row, level-0 px, ascending and distinct: float64 `[rows]`. */
  readonly ys: Float64Array;
  /** Where each row begins in `order` and `xs`, and where the last one ends: `[rows + 1]`. */
  readonly starts: Uint32Array;
  /** Indices into the units, by row and then by x: `[n]`. */
  readonly order: Uint32Array;
  /** Middles' x, level-0 px, parallel to `order`: float64 `[n]`. */
  readonly xs: Float64Array;
  /** Largest width and height of a unit, level-0 px. */
  readonly largest: { readonly width: number; readonly height: number };
}

const known = new WeakMap<readonly Level0Rect[], UnitRows>();

/** The rows of a list of units; made once for the list. */
export function unitRows(units: readonly Level0Rect[]): UnitRows {
  let rows = known.get(units);
  if (!rows) known.set(units, (rows = makeRows(units)));
  return rows;
}

function makeRows(units: readonly Level0Rect[]): UnitRows {
  const n = units.length;
  const middleX = Float64Array.from(units, ({ x, width }) => x + width / 2);
  const middleY = Float64Array.from(units, ({ y, height }) => y + height / 2);
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => (middleY[a] ?? 0) - (middleY[b] ?? 0) || (middleX[a] ?? 0) - (middleX[b] ?? 0) || a - b,
  );
  const ys: number[] = [];
  const starts: number[] = [];
  for (const [at, unit] of order.entries()) {
    const y = middleY[unit] ?? 0;
    if (ys.length > 0 && ys.at(-1) === y) continue;
    ys.push(y);
    starts.push(at);
  }
  let [width, height] = [0, 0];
  for (const unit of units) {
    width = Math.max(width, unit.width);
    height = Math.max(height, unit.height);
  }
  return {
    ys: Float64Array.from(ys),
    starts: Uint32Array.from([...starts, n]),
    order,
    xs: Float64Array.from(order, (unit) => middleX[unit] ?? 0),
    largest: { width, height },
  };
}

/** First place in `from..to` of an ascending list whose value is not below `value`; `to` where there is none. */
export function firstNotBelow(sorted: Float64Array, value: number, from = 0, to = sorted.length): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Units whose middle lies in a box: indices, row by row. @param isClosed right and bottom edges belong to the box; half open otherwise */
export function unitsInBox(
  { ys, starts, order, xs }: UnitRows,
  { x, y, width, height }: Level0Rect,
  isClosed = false,
): number[] {
  const found: number[] = [];
  const isBefore = (value: number, end: number) => (isClosed ? value <= end : value < end);
  for (let row = firstNotBelow(ys, y); row < ys.length && isBefore(ys[row] ?? NaN, y + height); row++) {
    const end = starts[row + 1] ?? 0;
    for (let at = firstNotBelow(xs, x, starts[row], end); at < end && isBefore(xs[at] ?? NaN, x + width); at++)
      found.push(order[at] ?? 0);
  }
  return found;
}
