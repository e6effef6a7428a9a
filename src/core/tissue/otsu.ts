/** Below this saturation (0..255) everything is background: blank glass with JPEG noise and dust stays under it. */
export const BACKGROUND_CEILING = 15;

/** A lower class with a mean above this is itself stained: then the slide shows no background to be told from tissue. */
const STAINED_MEAN = 30;

/**
 * Threshold that tells tissue from glass on a saturation histogram: Otsu's (maximal variance between the classes,
 * Otsu 1979), with two guards, since Otsu splits any histogram in two. On a blank slide both classes are noise: the threshold is never below
 * {@link BACKGROUND_CEILING}. On a picture that is all tissue both classes are stained: then it is {@link BACKGROUND_CEILING} as well.
 *
 * @param values uint8, borrowed
 * @returns tissue is what lies **above** it, 0..255
 */
export function tissueThreshold(values: Uint8Array): number {
  const histogram = new Float64Array(256);
  for (const value of values) histogram[value] = (histogram[value] ?? 0) + 1;
  const split = otsu(histogram);
  if (split === null || split.lowerMean > STAINED_MEAN) return BACKGROUND_CEILING;
  return Math.max(split.threshold, BACKGROUND_CEILING);
}

/** Otsu's split of a histogram of 256 bins; null where there are fewer than two distinct values. Ties give the lowest threshold. */
export function otsu(histogram: Float64Array): { threshold: number; lowerMean: number } | null {
  let count = 0;
  let sum = 0;
  for (const [value, n] of histogram.entries()) {
    count += n;
    sum += value * n;
  }
  let best: { threshold: number; lowerMean: number } | null = null;
  let bestVariance = 0;
  let lower = 0;
  let lowerSum = 0;
  for (const [value, n] of histogram.entries()) {
    lower += n;
    lowerSum += value * n;
    const upper = count - lower;
    if (lower === 0 || upper === 0) continue;
    const difference = lowerSum / lower - (sum - lowerSum) / upper;
    const variance = lower * upper * difference * difference;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = { threshold: value, lowerMean: lowerSum / lower };
    }
  }
  return best;
}
