/** The class that a vote is for, and how far it points to it. */
export interface Voted {
  /** Index of the class. */
  readonly index: number;
  /** Component of the unit vote along that class: 1 = wholly, 1/√c = undecided between all c. */
  readonly strength: number;
}

/** What a vote `[c]` of unit length is for: its largest component, of equals the first. */
export function votedClass(vote: readonly number[]): Voted {
  let index = 0;
  vote.forEach((component, i) => {
    if (component > (vote[index] ?? -Infinity)) index = i;
  });
  return { index, strength: vote[index] ?? NaN };
}
