/** A tenth of the bag left out, in one piece that begins somewhere else with each question. */
export function keptOf(n: number, question: number): Uint8Array<ArrayBuffer> {
  const kept = new Uint8Array(n).fill(1);
  const from = Math.floor((n * ((question * 37) % 90)) / 100);
  return kept.fill(0, from, from + Math.floor(n / 10));
}
