/**
 * int32: indices of the units that a question keeps, ascending.
 *
 * @param kept uint8 `[n]`: 0 left out, else kept
 * @throws RangeError where there are not n of them, or none is kept
 */
export function keptIndices(kept: Uint8Array, n: number): Int32Array<ArrayBuffer> {
  if (kept.length !== n) throw new RangeError(`${kept.length} units are told of, ${n} there are`);
  const indices = Int32Array.from(kept.keys()).filter((i) => kept[i] !== 0);
  if (indices.length === 0) throw new RangeError('a question keeps at least one unit');
  return indices;
}

/** Rows of a matrix `[n, width]` by index, in a matrix of their own. */
export function gatherRows(data: Float32Array, width: number, indices: Int32Array): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(indices.length * width);
  for (const [to, from] of indices.entries()) rows.set(data.subarray(from * width, (from + 1) * width), to * width);
  return rows;
}

/**
 * Places of the middle axis of `[outer, n, inner]` by index: rows of every head's values (`inner` = d/h), or columns of
 * keys `[h · d/h, n]` (`inner` = 1).
 */
export function gatherMiddle(
  data: Float32Array,
  [outer, n, inner]: readonly [number, number, number],
  indices: Int32Array,
): Float32Array<ArrayBuffer> {
  const count = indices.length;
  const gathered = new Float32Array(outer * count * inner);
  for (let o = 0; o < outer; o++)
    if (inner === 1) for (let i = 0; i < count; i++) gathered[o * count + i] = data[o * n + (indices[i] ?? 0)] ?? NaN;
    else
      for (let i = 0; i < count; i++) {
        const from = (o * n + (indices[i] ?? 0)) * inner;
        gathered.set(data.subarray(from, from + inner), (o * count + i) * inner);
      }
  return gathered;
}

/**
 * Values of the kept units, each with `inside` numbers, back in the order of all n.
 *
 * @returns float32 `[n · inside]`, NaN where a unit was left out
 */
export function scatterKept(
  values: Float32Array,
  indices: Int32Array,
  n: number,
  inside = 1,
): Float32Array<ArrayBuffer> {
  if (values.length !== indices.length * inside)
    throw new RangeError(`${values.length} values for ${indices.length} units of ${inside}`);
  const all = new Float32Array(n * inside).fill(NaN);
  for (const [from, to] of indices.entries()) all.set(values.subarray(from * inside, (from + 1) * inside), to * inside);
  return all;
}
