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
  /** How many values are exactly 0. */
  readonly zeros: number;
  /** How many are above 0. */
  readonly aboveZero: number;
  /** How many are above 1. */
  readonly aboveOne: number;
}

/** Statistics of float `[n]`; an empty map gives count 0 and NaN figures. */
export function mapStatistics(values: ArrayLike<number>): MapStatistics {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  let maxIndex = -1;
  let zeros = 0;
  let aboveZero = 0;
  let aboveOne = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value !== value) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) {
      max = value;
      maxIndex = i;
    }
    if (value === 0) zeros++;
    else if (value > 0) aboveZero++;
    if (value > 1) aboveOne++;
  }
  const counts = { count, maxIndex, zeros, aboveZero, aboveOne };
  if (count === 0) return { ...counts, min: NaN, max: NaN, mean: NaN, standardDeviation: NaN };
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value === value) squares += (value - mean) ** 2;
  }
  return { ...counts, min, max, mean, standardDeviation: Math.sqrt(squares / count) };
}

/**
 * An attention as a multiple of the uniform one: value × n. 1.002 means the patch got 0.2 % more than its even share, so a
 * map whose maximum is 1.002 is flat however bright its colours are. Meant for maps that sum to 1.
 */
export function timesUniform(value: number, patchCount: number): number {
  return value * patchCount;
}

/**
 * Counts of values in `bins` equal steps from `min` to `max` (both ends included; `min` above `max` counts downwards); values outside are left
 * out.
 */
export function histogram(values: ArrayLike<number>, bins: number, min: number, max: number): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(bins);
  const width = max - min;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    const position = width === 0 ? (value === min ? 0 : NaN) : (value - min) / width;
    if (!(position >= 0 && position <= 1)) continue;
    const bin = Math.min(bins - 1, Math.floor(position * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
