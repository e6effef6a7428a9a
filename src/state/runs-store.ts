import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { QuestionedResult } from '#core/what-if/result-questions.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { CANCELLED, done, failed, running, type AsyncStatus } from './async-status.ts';
import type { RunNote, RunProgress, RunStage } from './run-progress.ts';
import {
  NO_RESULTS,
  addResult,
  shownOf,
  type KeptResult,
  type ResultOrigin,
  type SlideResults,
} from './slide-results.ts';
import { keptQuestions, resultAsAsked } from './what-if-view.ts';

export interface Run {
  readonly id: string;
  readonly slideId: string;
  readonly modelId: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** When it ended, in whatever way; null while it runs. */
  readonly endedAtMs: number | null;
  /** `done` names the result. */
  readonly status: AsyncStatus<RunStage, string>;
  readonly notes: readonly RunNote[];
  /** Null until the plan is made. */
  readonly patchCount: number | null;
}

/** Tissue mask and patch plan of one slide for one model at one spacing, to be looked at before a run. */
export interface PlanPreview {
  readonly token: string;
  readonly modelId: string;
  readonly umPerPx: number;
  readonly status: AsyncStatus<null, { readonly mask: TissueMask; readonly plan: PatchPlan }>;
}

export interface RunsState {
  /** The last run of each slide, by slide id. */
  readonly lastRun: Readonly<Record<string, Run>>;
  /** The results of each slide, by slide id. They outlive a later run that fails or is cancelled. */
  readonly results: Readonly<Record<string, SlideResults>>;
  readonly plans: Readonly<Record<string, PlanPreview>>;
}

export type RunsStore = StoreApi<RunsState>;

export const NO_RUNS: RunsState = { lastRun: {}, results: {}, plans: {} };

export function createRunsStore(): RunsStore {
  return createStore(() => NO_RUNS);
}

/** The run in progress, on whatever slide; there is one at a time, because the machine has one GPU. */
export function runInProgress(state: RunsState): Run | null {
  return Object.values(state.lastRun).find((run) => run.status.kind === 'running') ?? null;
}

/** Starts a run; unchanged while another is in progress. */
export function beginRun(state: RunsState, run: Pick<Run, 'id' | 'slideId' | 'modelId' | 'startedAtMs'>): RunsState {
  if (runInProgress(state)) return state;
  const begun: Run = { ...run, endedAtMs: null, status: running({ stage: 'starting' }), notes: [], patchCount: null };
  return { ...state, lastRun: { ...state.lastRun, [run.slideId]: begun } };
}

/** Takes one progress message; unchanged when `runId` is not in progress any more. */
export function progressRun(state: RunsState, runId: string, progress: RunProgress): RunsState {
  const run = currentRun(state, runId);
  if (!run) return state;
  if (progress.stage === 'note') return putRun(state, { ...run, notes: [...run.notes, progress.note] });
  if (progress.stage === 'plan') {
    const { mask, plan } = progress;
    const umPerPx = plan.enlargement * plan.modelSpacingUmPerPx;
    const preview = { token: run.id, modelId: run.modelId, umPerPx, status: done({ mask, plan }) };
    const counted = putRun(state, { ...run, patchCount: plan.column.length });
    return { ...counted, plans: { ...state.plans, [run.slideId]: preview } };
  }
  // No run tells partial answers yet.
  if (progress.stage === 'partial') return state;
  return putRun(state, { ...run, status: running(progress) });
}

/** Ends a run with its result, which is added to those of the slide and shown. */
export function finishRun(state: RunsState, runId: string, result: RunResult, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  if (!run) return state;
  const ended = putRun(state, { ...run, status: done(result.id), endedAtMs });
  return changeResults(ended, run.slideId, (results) =>
    addResult(results, { key: run.id, result, origin: null, notes: run.notes }),
  );
}

export function failRun(state: RunsState, runId: string, error: PlainError, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  return run ? putRun(state, { ...run, status: failed(error), endedAtMs }) : state;
}

export function cancelledRun(state: RunsState, runId: string, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  return run ? putRun(state, { ...run, status: CANCELLED, endedAtMs }) : state;
}

/** Takes an ended run off the screen; its result, if any, stays. */
export function dismissRun(state: RunsState, slideId: string): RunsState {
  const run = state.lastRun[slideId];
  if (!run || run.status.kind === 'running') return state;
  return { ...state, lastRun: without(state.lastRun, slideId) };
}

/**
 * Adds a result that was not run here and shows it; in the place of the same one read before. What is on screen of an ended run (its
 * failure) belongs to another and goes.
 */
export function showResult(
  state: RunsState,
  slideId: string,
  { questions, ...result }: QuestionedResult,
  origin: ResultOrigin,
): RunsState {
  const kept = { key: `${origin.kind} ${result.id}`, result, origin, notes: [] };
  return changeResults(dismissRun(state, slideId), slideId, (results) =>
    addResult(results, questions ? { ...kept, questions: keptQuestions(questions) } : kept),
  );
}

/** Applies a change to the results of one slide. */
export function changeResults(
  state: RunsState,
  slideId: string,
  change: (results: SlideResults) => SlideResults,
): RunsState {
  const before = resultsOf(state, slideId);
  const after = change(before);
  return after === before ? state : { ...state, results: { ...state.results, [slideId]: after } };
}

export function resultsOf(state: RunsState, slideId: string): SlideResults {
  return state.results[slideId] ?? NO_RESULTS;
}

/** Whether one of the slide's results was made in this window by that model. */
export function hasRunHere(state: RunsState, slideId: string, modelId: string | null): boolean {
  return resultsOf(state, slideId).list.some(({ origin, result }) => !origin && result.run.bundle.id === modelId);
}

/** The result on screen of a slide, with its origin and notes; null where there is none. */
export function shownKept(state: RunsState, slideId: string): KeptResult | null {
  return shownOf(resultsOf(state, slideId));
}

/** The result on screen of a slide; null where there is none. */
export function shownResult(state: RunsState, slideId: string): RunResult | null {
  return shownKept(state, slideId)?.result ?? null;
}

/**
 * What lies over a slide: the shown result, with maps that stand in for its own for as long as something else is looked at (a question, a
 * run in progress). What reads maps reads these; answers and exports are those of {@link shownResult}. The same object as long as nothing changes.
 */
export function displayedResult(state: RunsState, slideId: string): RunResult | null {
  const kept = shownKept(state, slideId);
  return kept && resultAsAsked(kept);
}

export function beginPlan(state: RunsState, slideId: string, plan: Omit<PlanPreview, 'status'>): RunsState {
  return { ...state, plans: { ...state.plans, [slideId]: { ...plan, status: running(null) } } };
}

/** Ends a plan one way or another; unchanged when a later one has taken its place. */
export function endPlan(
  state: RunsState,
  slideId: string,
  token: string,
  status: Exclude<PlanPreview['status'], { kind: 'running' }>,
): RunsState {
  const plan = state.plans[slideId];
  if (plan?.token !== token) return state;
  return { ...state, plans: { ...state.plans, [slideId]: { ...plan, status } } };
}

/** Forgets the plan of a slide, for instance because its spacing changed. */
export function dropPlan(state: RunsState, slideId: string): RunsState {
  return state.plans[slideId] ? { ...state, plans: without(state.plans, slideId) } : state;
}

/** Forgets everything about a slide that was closed. */
export function forgetSlide(state: RunsState, slideId: string): RunsState {
  return {
    lastRun: without(state.lastRun, slideId),
    results: without(state.results, slideId),
    plans: without(state.plans, slideId),
  };
}

function currentRun(state: RunsState, runId: string): Run | null {
  const run = runInProgress(state);
  return run?.id === runId ? run : null;
}

function putRun(state: RunsState, run: Run): RunsState {
  return { ...state, lastRun: { ...state.lastRun, [run.slideId]: run } };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => id !== key));
}
