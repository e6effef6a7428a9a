/**
 * The step between neighbouring patches, level-0 px: the distance that is most frequent between one patch and the next in the same row, else in
 * the same column; of equally frequent ones the smallest. The most frequent rather than the smallest, because CLAM lays a grid of its own over every piece of tissue.
 *
 * @param corners float64 `[n, 2]`: x, y
 * @returns null where no two patches share a row or a column
 */
export function stepOf(corners: Float64Array): number | null {
  return mostFrequentStep(corners, 0) ?? mostFrequentStep(corners, 1);
}

function mostFrequentStep(corners: Float64Array, along: 0 | 1): number | null {
  const lines = new Map<number, number[]>();
  for (let i = 0; i < corners.length; i += 2) {
    const line = corners[i + 1 - along] ?? NaN;
    const at = corners[i + along] ?? NaN;
    const known = lines.get(line);
    if (known) known.push(at);
    else lines.set(line, [at]);
  }
  const counts = new Map<number, number>();
  for (const positions of lines.values()) {
    positions.sort((a, b) => a - b);
    for (const [i, position] of positions.entries()) {
      const step = position - (positions[i - 1] ?? NaN);
      if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  }
  let best: number | null = null;
  let most = 0;
  for (const [step, count] of counts) {
    if (count < most || (count === most && step >= (best ?? Infinity))) continue;
    best = step;
    most = count;
  }
  return best;
}
