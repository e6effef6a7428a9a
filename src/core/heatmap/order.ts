/** Where each patch stands among all others of a map. What is not a number stands nowhere and counts as no patch. */
export interface Standing {
  /** uint32 `[m]`: indices of the patches that have a number, lowest first; equal ones in the order of the list. */
  readonly order: Uint32Array<ArrayBuffer>;
  /** float32 `[n]`, 1 = highest: equal values share the best place of theirs (1, 2, 2, 4, as in a race); NaN where there is none. */
  readonly best: Float32Array<ArrayBuffer>;
  /** float32 `[n]`: the last place of those that share it (1, 3, 3, 4); the same as `best` where a value occurs once. */
  readonly last: Float32Array<ArrayBuffer>;
  /** Place shared by the lowest; 0 in a map without numbers. */
  readonly lowestPlace: number;
}

/** Bits of a key sorted in one pass: three passes for 32. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Stands all patches of a map, float32 `[n]`, in linear time; places are exact up to 2²⁴ patches. */
export function standingOf(values: Float32Array): Standing {
  const order = ascendingOrder(values);
  const m = order.length;
  const best = new Float32Array(values.length).fill(NaN);
  const last = new Float32Array(values.length).fill(NaN);
  let lowestPlace = 0;
  for (let from = 0; from < m;) {
    const value = values[order[from] ?? 0] ?? NaN;
    let to = from + 1;
    while (to < m && values[order[to] ?? 0] === value) to++;
    if (from === 0) lowestPlace = m - to + 1;
    for (let k = from; k < to; k++) {
      const patch = order[k] ?? 0;
      best[patch] = m - to + 1;
      last[patch] = m - from;
    }
    from = to;
  }
  return { order, best, last, lowestPlace };
}

/**
 * Share of the other patches that are lower than each one, 0..100: the highest gets 100, the lowest 0, a lone patch 100; equals do not
 * count as lower. What is not a number stays so and counts as no patch.
 *
 * @returns float32 `[n]`
 */
export function percentiles({ order, last }: Standing): Float32Array<ArrayBuffer> {
  const others = order.length - 1;
  const result = new Float32Array(last.length);
  for (let i = 0; i < last.length; i++) {
    const place = last[i] ?? NaN;
    result[i] = others > 0 || Number.isNaN(place) ? (100 * (order.length - place)) / others : 100;
  }
  return result;
}

/**
 * How many patches a limit lets through: those from it on, upwards. `painted` is float32 `[n]` and never falls along the order, or never
 * rises (places), as `descending` says.
 */
export function countFrom(standing: Standing, painted: Float32Array, limit: number, descending: boolean): number {
  const { order } = standing;
  // As the values are: 0.9 lets through the patch that is shown as 0.9.
  const least = Math.fround(limit);
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = painted[order[middle] ?? 0] ?? NaN;
    if (descending ? value > least : value < least) low = middle + 1;
    else high = middle;
  }
  return order.length - low;
}

/** Least significant digit first, on the bits of the numbers turned so that they order like the numbers. */
function ascendingOrder(values: Float32Array): Uint32Array<ArrayBuffer> {
  const n = values.length;
  // A copy without negative zeros: both zeros are one value.
  const plain = new Float32Array(n);
  const bits = new Uint32Array(plain.buffer);
  let order = new Uint32Array(n);
  const counts = new Uint32Array(3 * DIGITS);
  let m = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? NaN;
    if (value !== value) continue;
    plain[i] = value + 0;
    const raw = bits[i] ?? 0;
    // Negative numbers: all bits turned; others: the sign bit.
    const key = (raw ^ (raw >>> 31 ? 0xffffffff : 0x80000000)) >>> 0;
    bits[i] = key;
    order[m++] = i;
    for (let pass = 0; pass < 3; pass++) {
      const at = pass * DIGITS + ((key >>> (pass * DIGIT_BITS)) & (DIGITS - 1));
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  order = order.subarray(0, m);
  let other = new Uint32Array(m);
  for (let pass = 0; pass < 3; pass++) {
    const shift = pass * DIGIT_BITS;
    const starts = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = starts[digit] ?? 0;
      starts[digit] = sum;
      sum += count;
    }
    for (let k = 0; k < m; k++) {
      const patch = order[k] ?? 0;
      const digit = ((bits[patch] ?? 0) >>> shift) & (DIGITS - 1);
      const to = starts[digit] ?? 0;
      starts[digit] = to + 1;
      other[to] = patch;
    }
    [order, other] = [other, order];
  }
  return order;
}
