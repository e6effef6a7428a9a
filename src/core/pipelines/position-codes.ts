/** Where a patch lies: whole grid numbers, as a plan has them. */
export interface GridPlaces {
  /** int32 `[n]` each. */
  readonly column: Int32Array;
  readonly row: Int32Array;
}

/**
 * What DSCA adds to a token to say where its patch lies (MODELS.md, "DSCA"): `[sin xω, cos xω, sin yω, cos yω]` of the ranks x and y
 * with `ω_k = 10000^(−k/(width/4 − 1))`, k = 0 … width/4 − 1. Ranks close the gaps that glass leaves: a coordinate counts as
 * its place among the distinct values of its axis, from 0. Computed in float64.
 *
 * @param width a multiple of 4, at least 8
 * @returns float32 `[n, width]`
 */
export function positionCodes({ column, row }: GridPlaces, width: number): Float32Array<ArrayBuffer> {
  const n = column.length;
  const quarter = width / 4;
  const omega = Float64Array.from({ length: quarter }, (_, k) => 10_000 ** (-k / (quarter - 1)));
  const codes = new Float32Array(n * width);
  const put = (rank: Int32Array, offset: number) => {
    for (let i = 0; i < n; i++) {
      const at = i * width + offset;
      for (let k = 0; k < quarter; k++) {
        const angle = (rank[i] ?? 0) * (omega[k] ?? 0);
        codes[at + k] = Math.sin(angle);
        codes[at + quarter + k] = Math.cos(angle);
      }
    }
  };
  put(ranks(column), 0);
  put(ranks(row), 2 * quarter);
  return codes;
}

/** int32 `[n]`: place of each value among the distinct ones, ascending, from 0. */
export function ranks(values: Int32Array): Int32Array<ArrayBuffer> {
  const distinct = Int32Array.from(new Set(values)).sort();
  const rankOf = new Map(Array.from(distinct, (value, rank) => [value, rank]));
  return Int32Array.from(values, (value) => rankOf.get(value) ?? 0);
}
