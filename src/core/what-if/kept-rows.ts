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
