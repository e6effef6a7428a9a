import type { UniformStream } from '#core/pipelines/attention-sampling-random.ts';
import { highestFirst } from './highest-first.ts';

/** How far the points of a curve lie apart. */
export type Spacing = 'even' | 'log';

/** How many units are kept at each point, in the order in which each curve is drawn. */
export interface CurveSizes {
  /** From all down to one: the answer to nothing at all is not defined. */
  readonly deletion: readonly number[];
  /** From one up to all. */
  readonly insertion: readonly number[];
}

/** @param n units, at least 2. @param points beside the full bag; fewer where n is small */
export function curveSizes(n: number, points: number, spacing: Spacing): CurveSizes {
  const stops = Array.from({ length: points + 1 }, (_, i) =>
    spacing === 'even' ? (i * n) / points : i === 0 ? 0 : (n - 1) ** ((i - 1) / Math.max(1, points - 1)),
  );
  // Units gone after each stop; both ends are among them.
  const gone = [...new Set([...stops.map((stop) => Math.min(n - 1, Math.round(stop))), n - 1])].sort((a, b) => a - b);
  const deletion = gone.map((count) => n - count);
  // Evenly spaced sizes are the same from both sides; on the fine end of a logarithmic curve they are not.
  return { deletion, insertion: spacing === 'even' ? deletion.toReversed() : gone.map((count) => count + 1) };
}

/**
 * Units by value, highest first; equal ones in random order, because in the order of the list they would be neighbours. Units without a value
 * (NaN) come last, in random order as well.
 */
export function mapOrder(values: Float32Array, stream: UniformStream): Uint32Array<ArrayBuffer> {
  const order = randomOrder(values.length, stream);
  const place = new Uint32Array(order.length);
  for (const [at, unit] of order.entries()) place[unit] = at;
  return order.sort((a, b) => highestFirst(values[a] ?? NaN, values[b] ?? NaN) || (place[a] ?? 0) - (place[b] ?? 0));
}

/** Every order equally likely (Fisher–Yates). */
export function randomOrder(n: number, stream: UniformStream): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(stream() * (i + 1));
    const [a, b] = [order[i] ?? 0, order[j] ?? 0];
    order[i] = b;
    order[j] = a;
  }
  return order;
}
