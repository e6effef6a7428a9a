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
  // Plain loops: rows of a head are a few numbers long, and a view of each would cost more than copying them.
  let to = 0;
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < count; i++) {
      const from = (o * n + (indices[i] ?? 0)) * inner;
      for (let c = 0; c < inner; c++) gathered[to++] = data[from + c] ?? NaN;
    }
  return gathered;
}
