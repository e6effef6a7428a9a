/** Order of two values, highest first and NaN last: negative where `a` comes first, 0 where they are the same or both NaN. */
export function highestFirst(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a > b ? -1 : 1;
}
