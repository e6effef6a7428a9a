/** Index of the class that a vote `[c]` is for: its largest component, of equals the first. */
export function votedClass(vote: readonly number[]): number {
  let index = 0;
  vote.forEach((component, i) => {
    if (component > (vote[index] ?? -Infinity)) index = i;
  });
  return index;
}

/**
 * Score 0..1 that a vote alone would give to the class it is for: `softmax(sharpness · vote)`, the model's own answer to a draw of only
 * this patch. 1/c = undecided.
 */
export function scoreOfVote(vote: readonly number[], sharpness: number): number {
  const most = Math.max(...vote);
  return 1 / vote.reduce((sum, component) => sum + Math.exp(sharpness * (component - most)), 0);
}
