/** Seeds are read aloud and typed: six digits are enough to never meet the same one by chance. */
const MOST = 999_999;

/** A random seed, 1 to 999,999. */
export function newSeed(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return 1 + (number % MOST);
}
