/**
 * Area under the ROC curve: the chance that a positive's score is above a negative's, ties counting half (Mann–Whitney U).
 * `scores` and `positive` are parallel; NaN where there is no positive or no negative.
 */
export function rocAuc(scores: readonly number[], positive: readonly boolean[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) end++;
    // Ranks are 1-based; tied scores share the mean of theirs.
    const rank = (start + 1 + end) / 2;
    for (const i of order.slice(start, end)) {
      if (positive[i] === true) {
        rankSum += rank;
        positives++;
      }
    }
    start = end;
  }
  const negatives = scores.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
