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

/** Numbers of a map in ascending order; what is not a number is left out. A new array. */
export function ascending(values: Float32Array): Float32Array<ArrayBuffer> {
  const sorted = Float32Array.from(values).sort();
  // What is not a number comes last.
  let count = sorted.length;
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--;
  return sorted.subarray(0, count);
}

/** Place of a value among others, 1 = highest. */
export interface Place {
  /** Equal values share the best place of theirs: 1, 2, 2, 4, as in a race. */
  readonly best: number;
  /** Equal values share the last place of theirs: 1, 3, 3, 4. Differs from `best` where there are ties. */
  readonly last: number;
}

/** Place of a value that is one of `sorted` ({@link ascending}). */
export function placeIn(sorted: Float32Array, value: number): Place {
  const below = countBelow(sorted, value);
  let equal = 1;
  if (sorted[below + 1] === value) equal = countUpTo(sorted, value) - below;
  return { best: sorted.length - below - equal + 1, last: sorted.length - below };
}

/**
 * Share of the other patches that are lower than each one, 0..100: the highest gets 100, the lowest 0, a lone patch 100; equals do not
 * count as lower. What is not a number stays so and counts as no patch.
 *
 * @param sorted `values` in ascending order ({@link ascending})
 * @returns float32 `[n]`
 */
export function percentiles(values: Float32Array, sorted: Float32Array): Float32Array<ArrayBuffer> {
  const others = sorted.length - 1;
  return Float32Array.from(values, (value) => {
    if (Number.isNaN(value)) return NaN;
    return others > 0 ? (100 * countBelow(sorted, value)) / others : 100;
  });
}

/** How many of ascending numbers are below a value. */
function countBelow(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of ascending numbers are not above a value. */
function countUpTo(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? NaN) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
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
