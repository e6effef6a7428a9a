/** One axis of a regular grid that explains a list of corners: `corner ≈ origin + index · step`. */
export interface AxisFit {
  readonly origin: number;
  readonly step: number;
  /** int32 `[n]`, ≥ 0 unless corners are negative. */
  readonly index: Int32Array<ArrayBuffer>;
}

/** A cell's corners may be this far from its patch's, level-0 px. */
const TOLERANCE_PX = 1;

/**
 * Finds origin and step of corners along one axis, all patches being `sizeMin`..`sizeMax` px long (they differ by rounding at
 * most). First tries a grid from 0 with rounded corners, as plans make them: every corner c at index k confines the step to
 * `[(c − ½)/k, (c + ½)/k]`, and any step in the intersection gives all corners back. Else fits a line (least squares).
 * Null where a cell's start or end would be more than one pixel from its patch's.
 */
export function fitAxis(corners: Float64Array<ArrayBuffer>, sizeMin: number, sizeMax: number): AxisFit | null {
  const distinct = Float64Array.from(new Set(corners)).sort();
  const first = distinct[0];
  if (first === undefined) return null;
  // The size is the rounded step, so a gap of g cells is g·size ± g/2 long: telling g gets harder with g. Small gaps first: each
  // sharpens the step for the next. A gap under half a cell is one column with an importer's rounding.
  const gaps = Array.from(distinct.subarray(1), (corner, i) => corner - (distinct[i] ?? 0));
  let sumPx = 0;
  let sumCells = 0;
  const cellsOf = new Map<number, number>();
  for (const gap of gaps.toSorted((a, b) => a - b)) {
    const cells = Math.round(gap / (sumCells > 0 ? sumPx / sumCells : (sizeMin + sizeMax) / 2));
    cellsOf.set(gap, cells);
    sumPx += gap;
    sumCells += cells;
  }
  const offset = new Map<number, number>([[first, 0]]);
  let total = 0;
  gaps.forEach((gap, i) => {
    total += cellsOf.get(gap) ?? 0;
    offset.set(distinct[i + 1] ?? 0, total);
  });
  const last = distinct.at(-1) ?? first;
  const roughStep = total > 0 ? (last - first) / total : (sizeMin + sizeMax) / 2;
  const fit =
    fromZero(distinct, offset, Math.round(first / roughStep), sizeMax) ?? leastSquares(distinct, offset, roughStep);
  for (const corner of distinct) {
    const start = fit.origin + (offset.get(corner) ?? 0) * fit.step + fit.shift * fit.step;
    const startError = Math.abs(start - corner);
    const endError = Math.max(
      Math.abs(start + fit.step - corner - sizeMin),
      Math.abs(start + fit.step - corner - sizeMax),
    );
    if (startError > TOLERANCE_PX || endError > TOLERANCE_PX) return null;
  }
  const index = Int32Array.from(corners, (corner) => (offset.get(corner) ?? 0) + fit.shift);
  return { origin: fit.origin, step: fit.step, index };
}

interface Line {
  readonly origin: number;
  readonly step: number;
  /** Index of the first distinct corner. */
  readonly shift: number;
}

function fromZero(
  distinct: Float64Array<ArrayBuffer>,
  offset: ReadonlyMap<number, number>,
  shift: number,
  size: number,
): Line | null {
  let low = size - 0.5;
  let high = size + 0.5;
  for (const corner of distinct) {
    const k = (offset.get(corner) ?? 0) + shift;
    if (k < 0 || (k === 0 && Math.abs(corner) > 0.5)) return null;
    if (k === 0) continue;
    low = Math.max(low, (corner - 0.5) / k);
    high = Math.min(high, (corner + 0.5) / k);
  }
  return low <= high ? { origin: 0, step: (low + high) / 2, shift } : null;
}

function leastSquares(
  distinct: Float64Array<ArrayBuffer>,
  offset: ReadonlyMap<number, number>,
  roughStep: number,
): Line {
  const n = distinct.length;
  let sumK = 0;
  let sumC = 0;
  for (const corner of distinct) {
    sumK += offset.get(corner) ?? 0;
    sumC += corner;
  }
  const meanK = sumK / n;
  const meanC = sumC / n;
  let covariance = 0;
  let variance = 0;
  for (const corner of distinct) {
    const k = (offset.get(corner) ?? 0) - meanK;
    covariance += k * (corner - meanC);
    variance += k * k;
  }
  const step = variance > 0 ? covariance / variance : roughStep;
  return { origin: meanC - meanK * step, step, shift: 0 };
}
