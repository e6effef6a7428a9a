/** Rows on either side that the convolution of DSCA's low stream sees (kernel 5). */
const REACH = 2;

/** Which rows of the convolution a question changes, and a sequence to run it over that has them all. */
export interface ChangedWindows {
  /** Rows of the full list, one after the other; −1 is a row of zeros, as lie beyond both ends of a list. */
  readonly source: readonly number[];
  /** `at`: row of `source` whose output is wanted; `to`: row of the kept list that it belongs to. */
  readonly changed: readonly { readonly at: number; readonly to: number }[];
}

/**
 * A row of the shortened list keeps its output where the two rows before it and the two after it are what they were. The others are run
 * again with their neighbours around them: pieces of the shortened list, which only touch in rows whose output nobody reads.
 *
 * @param indices of the kept rows in the full list of n, ascending
 */
export function changedWindows(indices: Int32Array, n: number): ChangedWindows {
  const m = indices.length;
  const at = (position: number) => indices[position] ?? -1;
  const isChanged = (position: number) => {
    for (let o = -REACH; o <= REACH; o++) {
      const before = at(position) + o;
      if (at(position + o) !== (before >= 0 && before < n ? before : -1)) return true;
    }
    return false;
  };
  const source: number[] = [];
  const changed: { at: number; to: number }[] = [];
  // First row of the shortened list that `source` does not hold yet.
  let next = -REACH;
  for (let position = 0; position < m; position++) {
    if (!isChanged(position)) continue;
    for (next = Math.max(next, position - REACH); next <= position + REACH; next++) source.push(at(next));
    changed.push({ at: source.length - 1 - REACH, to: position });
  }
  return { source, changed };
}
