import type { RunProgress } from '#core/pipelines/run-progress.ts';

export type { RunNote, RunProgress } from '#core/pipelines/run-progress.ts';

/** Where a run stands, as the screen shows it: before the worker's first word it is starting. */
export type RunStage =
  { readonly stage: 'starting' } | Exclude<RunProgress, { readonly stage: 'plan' | 'note' | 'partial' }>;
