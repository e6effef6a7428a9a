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

/** Place of each value among all, 1 = highest: float32 `[n]` each, NaN where the value is. */
export interface Places {
  /** Equal values share the best place of theirs: 1, 2, 2, 4, as in a race. */
  readonly best: Float32Array<ArrayBuffer>;
  /** Equal values share the last place of theirs: 1, 3, 3, 4. Differs from `best` where there are ties. */
  readonly last: Float32Array<ArrayBuffer>;
}

/** Places of float32 `[n]`; values that are not numbers have none and take none. */
export function places(values: Float32Array): Places {
  // Numbers in ascending order, what is not a number after them.
  const sorted = Float32Array.from(values).sort();
  let count = sorted.length;
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--;
  /** How many are below a value, or not above it. */
  const rank = (value: number, withEqual: boolean) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = sorted[middle] ?? NaN;
      if (at < value || (withEqual && at === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const best = new Float32Array(values.length);
  const last = new Float32Array(values.length);
  values.forEach((value, i) => {
    best[i] = Number.isNaN(value) ? NaN : count - rank(value, true) + 1;
    last[i] = Number.isNaN(value) ? NaN : count - rank(value, false);
  });
  return { best, last };
}

/**
 * Share of the other patches that are lower than each one, 0..100, from its place among all (1 = highest; equal values share the
 * last place of theirs, so they do not count one another as lower): the highest gets 100, the lowest 0; a lone patch 100.
 * NaN stays NaN and counts as no patch. Returns float32 `[n]`.
 */
export function percentiles(lastPlaces: ArrayLike<number>): Float32Array<ArrayBuffer> {
  let count = 0;
  for (let i = 0; i < lastPlaces.length; i++) if (!Number.isNaN(lastPlaces[i])) count++;
  return Float32Array.from(lastPlaces, (place) =>
    count > 1 ? (100 * (count - place)) / (count - 1) : 100 + 0 * place,
  );
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
