/** Bits that one score takes in a link. */
export type ScoreBits = 8 | 4;

/** Scores as whole numbers, with what is needed to read them. */
export interface RoundedScores {
  /** uint8 `[n]`: 0 … 2^bits − 1. Where {@link hasHoles}, 0 stands for no score and scores begin at 1. */
  readonly codes: Uint8Array<ArrayBuffer>;
  /** Smallest and largest score, float32; both 0 where there is none. */
  readonly min: number;
  readonly max: number;
  readonly hasHoles: boolean;
  readonly bits: ScoreBits;
}

/**
 * Rounds scores to the nearest of evenly spaced levels between their smallest and largest.
 *
 * @param values float32 `[n]`; what is not a finite number counts as no score (NaN when read back)
 */
export function roundScores(values: Float32Array, bits: ScoreBits): RoundedScores {
  let min = Infinity;
  let max = -Infinity;
  let hasHoles = false;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      hasHoles = true;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) [min, max] = [0, 0];
  const first = hasHoles ? 1 : 0;
  const steps = 2 ** bits - 1 - first;
  const scale = max > min ? steps / (max - min) : 0;
  const codes = Uint8Array.from(values, (value) =>
    Number.isFinite(value) ? first + Math.round((value - min) * scale) : 0,
  );
  return { codes, min, max, hasHoles, bits };
}

/** Distance between two neighbouring levels: a score read back is at most half of it off. 0 where all scores are the same. */
export function roundingStep({ min, max, hasHoles, bits }: Omit<RoundedScores, 'codes'>): number {
  return (max - min) / (2 ** bits - 1 - (hasHoles ? 1 : 0));
}

/** The scores as they can be told from the codes, float32 `[n]`; NaN where there is none. */
export function restoreScores(rounded: RoundedScores): Float32Array<ArrayBuffer> {
  const { codes, min, max, hasHoles } = rounded;
  const step = roundingStep(rounded);
  const first = hasHoles ? 1 : 0;
  // The largest level is the largest score itself, not what adding up steps makes of it.
  const last = 2 ** rounded.bits - 1;
  return Float32Array.from(codes, (code) => {
    if (code < first) return NaN;
    return code === last ? max : min + (code - first) * step;
  });
}
