/** Softmax in float64: 0..1 with sum 1. */
export function softmax(scores: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const weights = Float64Array.from(scores);
  let most = -Infinity;
  for (const score of weights) most = Math.max(most, score);
  let sum = 0;
  for (const [i, score] of weights.entries()) {
    const weight = Math.exp(score - most);
    weights[i] = weight;
    sum += weight;
  }
  for (const [i, weight] of weights.entries()) weights[i] = weight / sum;
  return weights;
}
