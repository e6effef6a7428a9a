import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { CANCELLED, done, failed, running, type AsyncStatus } from './async-status.ts';
import type { RunNote, RunProgress, RunStage } from './run-progress.ts';

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

/** Where a result came from that was not run in this window. */
export interface ResultOrigin {
  readonly fileName: string;
  /** How the slide was recognised: its content, or only its name and size where one side has no fingerprint. */
  readonly slideKnownBy: 'fingerprint' | 'name-and-size';
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
  /** The result on screen for each slide, by slide id. It outlives a later run that fails or is cancelled. */
  readonly shownResult: Readonly<Record<string, RunResult>>;
  /** Of the results on screen, those that came from a file, by slide id. */
  readonly importedFrom: Readonly<Record<string, ResultOrigin>>;
  readonly plans: Readonly<Record<string, PlanPreview>>;
}

export type RunsStore = StoreApi<RunsState>;

export const NO_RUNS: RunsState = { lastRun: {}, shownResult: {}, importedFrom: {}, plans: {} };

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
    const umPerPx = (plan.modelSizePx * plan.modelSpacingUmPerPx) / plan.stepPx;
    const preview = { token: run.id, modelId: run.modelId, umPerPx, status: done({ mask, plan }) };
    const counted = putRun(state, { ...run, patchCount: plan.column.length });
    return { ...counted, plans: { ...state.plans, [run.slideId]: preview } };
  }
  return putRun(state, { ...run, status: running(progress) });
}

export function finishRun(state: RunsState, runId: string, result: RunResult, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  if (!run) return state;
  const ended = putRun(state, { ...run, status: done(result.id), endedAtMs });
  return {
    ...ended,
    shownResult: { ...state.shownResult, [run.slideId]: result },
    importedFrom: without(state.importedFrom, run.slideId),
  };
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

/** Shows a result that was not run here; what is on screen of an ended run (its notes, its failure) belongs to another and goes. */
export function showResult(state: RunsState, slideId: string, result: RunResult, origin: ResultOrigin): RunsState {
  return {
    ...dismissRun(state, slideId),
    shownResult: { ...state.shownResult, [slideId]: result },
    importedFrom: { ...state.importedFrom, [slideId]: origin },
  };
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
    shownResult: without(state.shownResult, slideId),
    importedFrom: without(state.importedFrom, slideId),
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
