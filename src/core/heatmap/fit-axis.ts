/** One axis of a regular grid that explains a list of corners: `corner ≈ origin + index · step`. */
export interface AxisFit {
  readonly origin: number;
  readonly step: number;
  /** int32 `[n]`, ≥ 0 unless corners are negative. */
  readonly index: Int32Array<ArrayBuffer>;
}

/** A cell's corners may be this far from its patch's, level-0 px. */
const TOLERANCE_PX = 1;

/** An axis of more cells than this is none. */
const MOST_CELLS = 2 ** 24;

/**
 * Finds origin and step of corners along one axis, all patches being `sizeMin`..`sizeMax` px long (they differ by rounding at
 * most). First tries a grid from 0 with rounded corners, as plans make them: every corner c at index k confines the step to
 * `[(c − ½)/k, (c + ½)/k]`, and any step in the intersection gives all corners back. Else fits a line (least squares).
 * Null where a cell's start or end would be more than one pixel from its patch's.
 */
export function fitAxis(corners: Float64Array<ArrayBuffer>, sizeMin: number, sizeMax: number): AxisFit | null {
  const distinct = distinctCorners(corners);
  const first = distinct?.list[0];
  const last = distinct?.list.at(-1);
  if (!distinct || first === undefined || last === undefined) return null;
  const { list } = distinct;
  const offset = offsetsOf(list, (sizeMin + sizeMax) / 2);
  const total = offset.at(-1) ?? 0;
  const roughStep = total > 0 ? (last - first) / total : (sizeMin + sizeMax) / 2;
  if (total > MOST_CELLS || Math.abs(first) > MOST_CELLS * roughStep) return null;
  const fit = fromZero(list, offset, Math.round(first / roughStep), sizeMax) ?? leastSquares(list, offset, roughStep);
  for (let i = 0; i < list.length; i++) {
    const corner = list[i] ?? NaN;
    const start = fit.origin + (offset[i] ?? 0) * fit.step + fit.shift * fit.step;
    const startError = Math.abs(start - corner);
    const endError = Math.max(
      Math.abs(start + fit.step - corner - sizeMin),
      Math.abs(start + fit.step - corner - sizeMax),
    );
    if (startError > TOLERANCE_PX || endError > TOLERANCE_PX) return null;
  }
  const index = distinct.of;
  for (let i = 0; i < index.length; i++) index[i] = (offset[index[i] ?? 0] ?? 0) + fit.shift;
  return { origin: fit.origin, step: fit.step, index };
}

interface Distinct {
  /** Ascending. */
  readonly list: Float64Array<ArrayBuffer>;
  /** int32 `[n]`: which of the list each corner is. */
  readonly of: Int32Array<ArrayBuffer>;
}

/** Whole numbers within this of each other are looked up in a table: a slide's patches are, and there may be a million of them. */
const TABLE_PX = 2 ** 22;

/** Null where a corner is no finite number. */
function distinctCorners(corners: Float64Array<ArrayBuffer>): Distinct | null {
  let least = Infinity;
  let most = -Infinity;
  let isWhole = true;
  for (const corner of corners) {
    if (!Number.isFinite(corner)) return null;
    if (corner < least) least = corner;
    if (corner > most) most = corner;
    if (corner !== Math.trunc(corner)) isWhole = false;
  }
  return isWhole && most - least < TABLE_PX ? byTable(corners, least, most) : bySorting(corners);
}

function byTable(corners: Float64Array<ArrayBuffer>, least: number, most: number): Distinct {
  const place = new Int32Array(corners.length === 0 ? 0 : most - least + 1);
  for (const corner of corners) place[corner - least] = 1;
  let count = 0;
  // A corner's place in the list takes the place of the mark that it occurs, one up.
  for (let at = 0; at < place.length; at++) if (place[at] === 1) place[at] = ++count;
  const list = new Float64Array(count);
  const of = new Int32Array(corners.length);
  for (let i = 0; i < corners.length; i++) {
    const corner = corners[i] ?? 0;
    const at = (place[corner - least] ?? 1) - 1;
    of[i] = at;
    list[at] = corner;
  }
  return { list, of };
}

function bySorting(corners: Float64Array<ArrayBuffer>): Distinct {
  const sorted = corners.slice().sort();
  const list = sorted.filter((corner, i) => i === 0 || corner !== sorted[i - 1]);
  return { list, of: Int32Array.from(corners, (corner) => placeIn(list, corner)) };
}

/** Index of a value in an ascending list that has it. */
function placeIn(list: Float64Array, value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Cells between the first corner and each. The size is the rounded step, so a gap of g cells is g·size ± g/2 long: telling g gets harder with g.
 * Small gaps first: each sharpens the step for the next. A gap under half a cell is one column with an importer's rounding.
 */
function offsetsOf(distinct: Float64Array, size: number): Float64Array {
  const n = distinct.length;
  const sorted = Float64Array.from(
    { length: Math.max(0, n - 1) },
    (_, i) => (distinct[i + 1] ?? 0) - (distinct[i] ?? 0),
  ).sort();
  const gaps = sorted.filter((gap, i) => i === 0 || gap !== sorted[i - 1]);
  const cellsOf = new Float64Array(gaps.length);
  let sumPx = 0;
  let sumCells = 0;
  for (let i = 0, from = 0; i < gaps.length; i++) {
    const gap = gaps[i] ?? 0;
    let to = from;
    while (sorted[to] === gap) to++;
    const cells = Math.round(gap / (sumCells > 0 ? sumPx / sumCells : size));
    cellsOf[i] = cells;
    sumPx += gap * (to - from);
    sumCells += cells * (to - from);
    from = to;
  }
  const offset = new Float64Array(n);
  for (let i = 1; i < n; i++)
    offset[i] = (offset[i - 1] ?? 0) + (cellsOf[placeIn(gaps, (distinct[i] ?? 0) - (distinct[i - 1] ?? 0))] ?? 0);
  return offset;
}

interface Line {
  readonly origin: number;
  readonly step: number;
  /** Index of the first distinct corner. */
  readonly shift: number;
}

function fromZero(distinct: Float64Array, offset: Float64Array, shift: number, size: number): Line | null {
  let low = size - 0.5;
  let high = size + 0.5;
  for (let i = 0; i < distinct.length; i++) {
    const corner = distinct[i] ?? NaN;
    const k = (offset[i] ?? 0) + shift;
    if (k < 0 || (k === 0 && Math.abs(corner) > 0.5)) return null;
    if (k === 0) continue;
    low = Math.max(low, (corner - 0.5) / k);
    high = Math.min(high, (corner + 0.5) / k);
  }
  return low <= high ? { origin: 0, step: (low + high) / 2, shift } : null;
}

function leastSquares(distinct: Float64Array, offset: Float64Array, roughStep: number): Line {
  const n = distinct.length;
  let sumK = 0;
  let sumC = 0;
  for (let i = 0; i < n; i++) {
    sumK += offset[i] ?? 0;
    sumC += distinct[i] ?? 0;
  }
  const meanK = sumK / n;
  const meanC = sumC / n;
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const k = (offset[i] ?? 0) - meanK;
    covariance += k * ((distinct[i] ?? 0) - meanC);
    variance += k * k;
  }
  const step = variance > 0 ? covariance / variance : roughStep;
  return { origin: meanC - meanK * step, step, shift: 0 };
}
