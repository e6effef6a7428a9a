/** A stream of uniform numbers 0 ≤ u < 1 with 53 random bits each. */
export type UniformStream = () => number;

/**
 * The stream that repeat `repeat` of field `field` draws from under a seed: xoshiro128** (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2021), which needs 32-bit arithmetic only and so gives the same numbers on every machine.
 * Its state is seed, field and repeat, each mixed into the next; different triples give different states.
 *
 * @param seed, field, repeat whole numbers, 0 to 2³² − 1
 */
export function samplingStream(seed: number, field: number, repeat: number): UniformStream {
  const a = mix32(seed);
  const b = mix32(a ^ field);
  const c = mix32(b ^ repeat);
  const next = xoshiro128([a, b, c, mix32(c ^ GOLDEN)]);
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** 2³² / golden ratio: keeps the state from being all zero, in which the generator would stay. */
const GOLDEN = 0x9e3779b9;

/** MurmurHash3's finaliser: every bit of the argument changes every bit of the answer with about even odds; one to one. */
function mix32(value: number): number {
  let x = (value + GOLDEN) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The generator itself: whole numbers 0 to 2³² − 1 from a state of four such numbers that are not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [s0, s1, s2, s3] = state;
  const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));
  return () => {
    const answer = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotate(s3, 11);
    return answer;
  };
}
