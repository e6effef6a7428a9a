/** What a map's values look like as a whole; values that are not numbers are left out. */
export interface MapStatistics {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly standardDeviation: number;
  /** Index of the largest value (the first of equals); −1 in an empty map. */
  readonly maxIndex: number;
}

/** Statistics of float `[n]`; an empty map gives count 0 and NaN figures. */
export function mapStatistics(values: ArrayLike<number>): MapStatistics {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  let maxIndex = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) {
      max = value;
      maxIndex = i;
    }
  }
  if (count === 0) return { count, min: NaN, max: NaN, mean: NaN, standardDeviation: NaN, maxIndex };
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { count, min, max, mean, standardDeviation: Math.sqrt(squares / count), maxIndex };
}

/**
 * An attention as a multiple of the uniform one: value × n. 1.002 means the patch got 0.2 % more than its even share, so a
 * map whose maximum is 1.002 is flat however bright its colours are. Meant for maps that sum to 1.
 */
export function timesUniform(value: number, patchCount: number): number {
  return value * patchCount;
}

/**
 * Rank of each value, 1 = highest; equal values share the mean of the ranks they span (1, 2.5, 2.5, 4), as in Spearman's
 * correlation. Values that are not numbers get NaN. Returns float32 `[n]`.
 */
export function ranks(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const n = values.length;
  const result = new Float32Array(n).fill(NaN);
  const sorted = Float64Array.from(values).sort();
  // Typed arrays sort NaN last.
  let count = n;
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--;
  const rankOf = new Map<number, number>();
  for (let start = 0; start < count;) {
    const value = sorted[start] ?? NaN;
    let end = start + 1;
    while (end < count && sorted[end] === value) end++;
    // Positions start..end-1 from below are ranks count-end+1..count-start from above.
    rankOf.set(value, count - (start + end - 1) / 2);
    start = end;
  }
  for (let i = 0; i < n; i++) result[i] = rankOf.get(values[i] ?? NaN) ?? NaN;
  return result;
}

/** Share of the patches at or below each one, 0..100, from {@link ranks}: the highest gets 100, the lowest 0; a lone patch 100. */
export function percentiles(rank: ArrayLike<number>): Float32Array<ArrayBuffer> {
  let count = 0;
  for (let i = 0; i < rank.length; i++) if (!Number.isNaN(rank[i])) count++;
  return Float32Array.from(rank, (r) => (count > 1 ? (100 * (count - r)) / (count - 1) : 100 + 0 * r));
}

/** Counts of values in `bins` equal steps from `min` to `max` (both ends included); values outside are left out. */
export function histogram(values: ArrayLike<number>, bins: number, min: number, max: number): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(bins);
  const width = max - min;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!(value >= min && value <= max)) continue;
    const bin = width > 0 ? Math.min(bins - 1, Math.floor(((value - min) / width) * bins)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
