/** How far two lists of numbers agree. All throw where the lengths differ, so that nothing is compared with nothing. */

function sameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} numbers beside ${b.length}`);
}

/** Largest absolute difference; NaN where either list holds one. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  sameLength(a, b);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))));
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  sameLength(a, b);
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Spearman's rank correlation, ties at the mean of their ranks; NaN where a list is constant. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  sameLength(a, b);
  return cosine(centredRanks(a), centredRanks(b));
}

function centredRanks(list: ArrayLike<number>): number[] {
  const sorted = Array.from(list).sort((x, y) => x - y);
  const middle = (list.length - 1) / 2;
  return Array.from(list, (value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 - middle);
}
