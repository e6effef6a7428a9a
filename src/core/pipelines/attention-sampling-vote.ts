import type { ChosenPlaces } from './attention-sampling-draw.ts';

/** Means and sample standard deviations (n − 1; 0 for a single row) of the columns of `[n, c]`. */
export interface Spread {
  readonly mean: readonly number[];
  readonly sd: readonly number[];
}

/**
 * Weights of chosen places: aᵢ / Σ a, where each time a place was drawn counts; parallel to the places, sum 1. Probabilities are
 * positive, being a softmax in float64, unless logits lie hundreds apart; then places that were drawn still are.
 */
export function weightsOf({ places, times }: ChosenPlaces, attention: Float64Array): number[] {
  const shares = places.map((place, i) => (attention[place] ?? NaN) * (times[i] ?? NaN));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}

/**
 * `softmax(sharpness · Σ wᵢ fᵢ)`: class scores `[c]` of weighted votes, sum 1.
 *
 * @param votes `[c]` of the places that the weights belong to, each of unit length
 */
export function scoresOf(
  weights: readonly number[],
  votes: readonly (readonly number[])[],
  sharpness: number,
): number[] {
  const classes = votes[0]?.length ?? 0;
  const sums = Array.from({ length: classes }, (_, c) =>
    weights.reduce((sum, weight, i) => sum + weight * (votes[i]?.[c] ?? NaN), 0),
  );
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sharpness * (sum - most)));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** Mean and spread over the rows (repeats) of a table of scores. */
export function spreadOf(rows: readonly (readonly number[])[]): Spread {
  const mean = meanOf(rows);
  const sd = mean.map((centre, c) => {
    const squares = rows.reduce((sum, row) => sum + ((row[c] ?? NaN) - centre) ** 2, 0);
    return rows.length > 1 ? Math.sqrt(squares / (rows.length - 1)) : 0;
  });
  return { mean, sd };
}

/** Mean of each column of `[n, c]`. */
export function meanOf(rows: readonly (readonly number[])[]): number[] {
  const columns = rows[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, c) => rows.reduce((sum, row) => sum + (row[c] ?? NaN), 0) / rows.length);
}
