import type { ImageSeen } from '#core/pipelines/attention-sampling.ts';
import type { FieldScores } from '#core/pipelines/attention-sampling-answer.ts';
import type { ProbabilityMap } from '#core/pipelines/attention-sampling-map.ts';
import type { SampledField } from '#core/result/run-result.ts';

/** One field with its place in the plan. */
export interface LookedAt {
  readonly i: number;
  readonly field: SampledField;
  readonly scores: FieldScores;
}

/** Fields looked over so far, in the order in which that was done. */
export interface LookedOver {
  readonly done: readonly LookedAt[];
  readonly map: ProbabilityMap;
  readonly holes: ReadonlySet<string>;
  /** Places voted on by this run. */
  readonly voted: number;
  /** Of a lone field that is not done: what was seen of it. */
  readonly seen?: ImageSeen;
}

/** What a run that was stopped had looked over, so that the next one of the same goes on from there: the last one's, in memory. */
export interface SamplingMemory {
  last: { readonly key: string; readonly looked: LookedOver } | null;
}
