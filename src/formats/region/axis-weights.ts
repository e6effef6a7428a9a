/**
 * Weights that bring one axis of a source interval to `out` samples. For output i the source pixels are
 * `first[i] … first[i] + count - 1` with the weights from `start[i]` on; what they lack to 1 is the white around the image.
 */
export interface AxisWeights {
  readonly out: number;
  /** int32 `[out]`: first source pixel. */
  readonly first: Int32Array;
  /** int32 `[out + 1]`: where the weights of output i begin in `weights`. */
  readonly start: Int32Array;
  readonly weights: Float64Array;
  /** float64 `[out]`: sum of the weights, 0 (outside the image) to 1. */
  readonly inside: Float64Array;
}

/**
 * For the interval `[from, from + length)` (fractional source pixels) of an axis of `size` pixels.
 *
 * Shrinking or equal (length ≥ out): the exact average over `[from + i·s, from + (i+1)·s)`, s = length / out, each pixel weighted
 * by its overlap. Enlarging: linear between pixel centres (at k + ½), the outermost pixel continued to the image's edge; an
 * output whose centre lies outside the image is white.
 */
export function axisWeights(from: number, length: number, out: number, size: number): AxisWeights {
  return length >= out ? areaWeights(from, length, out, size) : linearWeights(from, length, out, size);
}

function areaWeights(from: number, length: number, out: number, size: number): AxisWeights {
  const step = length / out;
  const first = new Int32Array(out);
  const start = new Int32Array(out + 1);
  const inside = new Float64Array(out);
  const weights: number[] = [];
  for (let i = 0; i < out; i += 1) {
    const left = from + i * step;
    const right = from + (i + 1) * step;
    const firstPixel = Math.max(0, Math.floor(left));
    const endPixel = Math.min(size, Math.ceil(right));
    first[i] = firstPixel;
    for (let k = firstPixel; k < endPixel; k += 1) {
      const weight = (Math.min(right, k + 1) - Math.max(left, k)) / step;
      weights.push(weight);
      inside[i] = (inside[i] ?? 0) + weight;
    }
    start[i + 1] = weights.length;
  }
  return { out, first, start, weights: Float64Array.from(weights), inside };
}

function linearWeights(from: number, length: number, out: number, size: number): AxisWeights {
  const step = length / out;
  const first = new Int32Array(out);
  const start = new Int32Array(out + 1);
  const inside = new Float64Array(out);
  const weights: number[] = [];
  for (let i = 0; i < out; i += 1) {
    const centre = from + (i + 0.5) * step;
    if (centre >= 0 && centre < size) {
      const position = Math.min(Math.max(centre - 0.5, 0), size - 1);
      const left = Math.floor(position);
      const share = position - left;
      first[i] = left;
      weights.push(1 - share);
      if (share > 0) weights.push(share);
      inside[i] = 1;
    }
    start[i + 1] = weights.length;
  }
  return { out, first, start, weights: Float64Array.from(weights), inside };
}

/** Source pixels that output samples draw on, `[first, end)` within the image; empty (0, 0) where there are none. */
export function sourceSpan({ out, first, start }: AxisWeights): { first: number; end: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let i = 0; i < out; i += 1) {
    const count = (start[i + 1] ?? 0) - (start[i] ?? 0);
    if (count === 0) continue;
    low = Math.min(low, first[i] ?? 0);
    high = Math.max(high, (first[i] ?? 0) + count);
  }
  return high === 0 ? { first: 0, end: 0 } : { first: low, end: high };
}
