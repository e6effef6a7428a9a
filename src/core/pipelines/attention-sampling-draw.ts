import type { UniformStream } from './attention-sampling-random.ts';
import { softmax } from './softmax.ts';

/** Places of an image that were chosen, equal ones once, in the order in which they came. */
export interface ChosenPlaces {
  /** Indices into the flattened grid of places. */
  readonly places: readonly number[];
  /** How often each was drawn; sums to the number of draws. */
  readonly times: readonly number[];
}

/**
 * Softmax over a whole image's attention logits `[n]`, in float64: the probability of each place, sum 1.
 *
 * @throws Error where a logit is no finite number
 */
export function attentionOf(logits: Float32Array): Float64Array<ArrayBuffer> {
  const wrong = logits.find((logit) => !Number.isFinite(logit));
  if (wrong !== undefined) throw new Error(`the attention holds the logit ${wrong}`);
  return softmax(logits);
}

/** Running sums of probabilities `[n]`, which {@link drawPlaces} looks its numbers up in. */
export function cumulative(attention: Float64Array): Float64Array<ArrayBuffer> {
  let sum = 0;
  return Float64Array.from(attention, (probability) => (sum += probability));
}

/**
 * Draws places with replacement by inverting the cumulative distribution: a number u takes the first place whose running sum exceeds
 * u · total. One number of the stream per draw.
 */
export function drawPlaces(sums: Float64Array, count: number, stream: UniformStream): ChosenPlaces {
  const total = sums.at(-1) ?? 0;
  if (!(total > 0)) throw new RangeError('a distribution without any probability');
  const times = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const place = firstAbove(sums, stream() * total);
    times.set(place, (times.get(place) ?? 0) + 1);
  }
  return { places: [...times.keys()], times: [...times.values()] };
}

/** Index of the first sum above a value below the last one. */
function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The places of largest probability, largest first, of equals the first in the grid; fewer where the grid has fewer. */
export function mostAttended(attention: Float64Array, count: number): ChosenPlaces {
  const wanted = Math.min(count, attention.length);
  const least = attention.toSorted()[attention.length - wanted] ?? Infinity;
  const above: number[] = [];
  const equal: number[] = [];
  for (const [place, probability] of attention.entries()) {
    if (probability > least) above.push(place);
    else if (probability === least && equal.length < wanted) equal.push(place);
  }
  above.sort((a, b) => (attention[b] ?? 0) - (attention[a] ?? 0) || a - b);
  const places = [...above, ...equal.slice(0, wanted - above.length)];
  return { places, times: places.map(() => 1) };
}
