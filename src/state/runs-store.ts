import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { ImportedMaps } from '#core/result/imports/imported-maps.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { CANCELLED, done, failed, running, type AsyncStatus } from './async-status.ts';
import { NO_IMPORTS, addImport, chooseImport, type KeptImport, type SlideImports } from './imports.ts';
import type { MapSource } from './result-view.ts';
import type { RunNote, RunProgress, RunStage } from './run-progress.ts';
import { withPoint, type SettlingPoint } from './settling.ts';
import {
  NO_RESULTS,
  addResult,
  chooseResult,
  shownOf,
  type KeptResult,
  type ResultOrigin,
  type SlideResults,
} from './slide-results.ts';
import { NO_QUESTIONS, isNothing } from './what-if-questions.ts';
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
  /** As its progress counts them: patches read, or places of all draws. */
  readonly readCount: number;
  /** The answer so far with its maps, from a tenth of the plan on; its key is the run's id. Dropped when the run ends, in whatever way. */
  readonly soFar: KeptResult | null;
  /** How the answers so far stood, and before them those of a stopped run that this one goes on from. */
  readonly settling: readonly SettlingPoint[];
  /** Whether its answers so far are shown, in the place of the shown result. */
  readonly isWatched: boolean;
  /** The user wants the answer from what there is. */
  readonly isStopAsked: boolean;
}

/** What a run starts with. */
export type RunStart = Pick<Run, 'id' | 'slideId' | 'modelId' | 'startedAtMs'> & Partial<Pick<Run, 'settling'>>;

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
  /** What was imported over each slide, by slide id. */
  readonly imports: Readonly<Record<string, SlideImports>>;
}

export type RunsStore = StoreApi<RunsState>;

export const NO_RUNS: RunsState = { lastRun: {}, results: {}, plans: {}, imports: {} };

export function createRunsStore(): RunsStore {
  return createStore(() => NO_RUNS);
}

/** The run in progress, on whatever slide; there is one at a time, because the machine has one GPU. */
export function runInProgress(state: RunsState): Run | null {
  return Object.values(state.lastRun).find((run) => run.status.kind === 'running') ?? null;
}

/** Starts a run; unchanged while another is in progress. A question that is asked of the shown result stays on screen. */
export function beginRun(state: RunsState, run: RunStart): RunsState {
  if (runInProgress(state)) return state;
  return putRun(withoutImport(state, run.slideId), {
    settling: [],
    ...run,
    endedAtMs: null,
    status: running({ stage: 'starting' }),
    notes: [],
    patchCount: null,
    readCount: 0,
    soFar: null,
    isWatched: isNothing(askedOf(resultsOf(state, run.slideId))),
    isStopAsked: false,
  });
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
  if (progress.stage === 'partial') {
    const { result } = progress;
    const settling = withPoint(run.settling, result);
    return putRun(state, {
      ...run,
      settling,
      soFar: { key: run.id, result, origin: null, notes: run.notes, settling },
    });
  }
  const readCount = progress.stage === 'encode' ? progress.done : run.readCount;
  return putRun(state, { ...run, readCount, status: running(progress) });
}

/** Notes that the run in progress is to end with what there is. */
export function askToStop(state: RunsState, runId: string): RunsState {
  const run = currentRun(state, runId);
  return run && !run.isStopAsked ? putRun(state, { ...run, isStopAsked: true }) : state;
}

/** Ends a run with its result, which is added to those of the slide and shown. */
export function finishRun(state: RunsState, runId: string, result: RunResult, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  if (!run) return state;
  const settling = withPoint(run.settling, result);
  const kept = { key: run.id, result, origin: null, notes: run.notes };
  const before = putRun(withoutImport(state, run.slideId), ended(run, done(result.id), endedAtMs));
  return changeResults(before, run.slideId, (results) =>
    addResult(results, settling.length > 0 ? { ...kept, settling } : kept),
  );
}

export function failRun(state: RunsState, runId: string, error: PlainError, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  return run ? putRun(state, ended(run, failed(error), endedAtMs)) : state;
}

export function cancelledRun(state: RunsState, runId: string, endedAtMs: number): RunsState {
  const run = currentRun(state, runId);
  return run ? putRun(state, ended(run, CANCELLED, endedAtMs)) : state;
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
  const before = watch(dismissRun(withoutImport(state, slideId), slideId), slideId, false);
  return changeResults(before, slideId, (results) =>
    addResult(results, questions ? { ...kept, questions: keptQuestions(questions) } : kept),
  );
}

/** Adds maps of another program's file and shows them; in the place of the same file read before. */
export function showImport(state: RunsState, slideId: string, fileName: string, imported: ImportedMaps): RunsState {
  return changeImports(state, slideId, (imports) => addImport(imports, fileName, imported));
}

/** Applies a change to the imports of one slide. */
export function changeImports(
  state: RunsState,
  slideId: string,
  change: (imports: SlideImports) => SlideImports,
): RunsState {
  const before = importsOf(state, slideId);
  const after = change(before);
  return after === before ? state : { ...state, imports: { ...state.imports, [slideId]: after } };
}

export function importsOf(state: RunsState, slideId: string): SlideImports {
  return state.imports[slideId] ?? NO_IMPORTS;
}

/** The import on screen of a slide; null while a result is, or nothing. */
export function shownImport(state: RunsState, slideId: string): KeptImport | null {
  const { list, shownKey } = importsOf(state, slideId);
  return list.find(({ key }) => key === shownKey) ?? null;
}

function withoutImport(state: RunsState, slideId: string): RunsState {
  return changeImports(state, slideId, (imports) => chooseImport(imports, null));
}

/** Shows one of a slide's results or imports, or the answers so far of the run in progress; unchanged where it has none of that key. */
export function chooseShown(state: RunsState, slideId: string, key: string): RunsState {
  const imported = changeImports(state, slideId, (imports) => chooseImport(imports, key));
  if (shownImport(imported, slideId)?.key === key) return imported;
  return chooseShownResult(withoutImport(state, slideId), slideId, key);
}

function chooseShownResult(state: RunsState, slideId: string, key: string): RunsState {
  if (state.lastRun[slideId]?.soFar?.key === key) return watch(state, slideId, true);
  if (!resultsOf(state, slideId).list.some((kept) => kept.key === key)) return state;
  return changeResults(watch(state, slideId, false), slideId, (results) => chooseResult(results, key));
}

function watch(state: RunsState, slideId: string, isWatched: boolean): RunsState {
  const run = state.lastRun[slideId];
  return run?.status.kind === 'running' && run.isWatched !== isWatched ? putRun(state, { ...run, isWatched }) : state;
}

/** Applies a change to the results of one slide. Where it asks something of the shown one, that is what is looked at from here on. */
export function changeResults(
  state: RunsState,
  slideId: string,
  change: (results: SlideResults) => SlideResults,
): RunsState {
  const before = resultsOf(state, slideId);
  const after = change(before);
  if (after === before) return state;
  const asked = askedOf(after);
  const isAskedAnew = asked !== askedOf(before) && !isNothing(asked);
  const watched = isAskedAnew ? watch(state, slideId, false) : state;
  return { ...watched, results: { ...state.results, [slideId]: after } };
}

/** What is asked of the shown one. */
function askedOf(results: SlideResults) {
  return (shownOf(results)?.questions ?? NO_QUESTIONS).asked;
}

export function resultsOf(state: RunsState, slideId: string): SlideResults {
  return state.results[slideId] ?? NO_RESULTS;
}

/** Whether one of the slide's results was made in this window by that model. */
export function hasRunHere(state: RunsState, slideId: string, modelId: string | null): boolean {
  return resultsOf(state, slideId).list.some(({ origin, result }) => !origin && result.run.bundle.id === modelId);
}

/** All that can be shown of a slide: the answers so far of the run in progress, then its results. */
export function listedResults(state: RunsState, slideId: string): readonly KeptResult[] {
  const { list } = resultsOf(state, slideId);
  const soFar = state.lastRun[slideId]?.soFar;
  return soFar ? [soFar, ...list] : list;
}

/** The answer so far of the run in progress, where that is what is on screen; null where a result is, or nothing. */
export function watchedSoFar(state: RunsState, slideId: string): KeptResult | null {
  const run = state.lastRun[slideId];
  return run?.isWatched && !shownImport(state, slideId) ? run.soFar : null;
}

/** What is on screen of a slide: the answer so far of the run in progress or a result; null where there is neither, and while an import is. */
export function displayedKept(state: RunsState, slideId: string): KeptResult | null {
  if (shownImport(state, slideId)) return null;
  return watchedSoFar(state, slideId) ?? shownOf(resultsOf(state, slideId));
}

/** The result on screen of a slide, with its origin and notes; null where there is none, and while an import or the answer of a run in progress is. */
export function shownKept(state: RunsState, slideId: string): KeptResult | null {
  return shownImport(state, slideId) || watchedSoFar(state, slideId) ? null : shownOf(resultsOf(state, slideId));
}

/** As {@link shownKept}, the result alone. */
export function shownResult(state: RunsState, slideId: string): RunResult | null {
  return shownKept(state, slideId)?.result ?? null;
}

/**
 * What lies over a slide: the shown result, with the maps of a question in the place of its own as long as one is asked; or the answer so far of
 * the run in progress. What reads maps reads these; answers, exports and questions are those of {@link shownResult}. The same object as long as
 * nothing changes.
 */
export function displayedResult(state: RunsState, slideId: string): RunResult | null {
  const kept = displayedKept(state, slideId);
  return kept && resultAsAsked(kept);
}

/** The maps over a slide: those of {@link displayedResult}, or of an import. */
export function displayedMaps(state: RunsState, slideId: string): MapSource | null {
  return shownImport(state, slideId)?.imported ?? displayedResult(state, slideId);
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
    imports: without(state.imports, slideId),
  };
}

function currentRun(state: RunsState, runId: string): Run | null {
  const run = runInProgress(state);
  return run?.id === runId ? run : null;
}

function ended(run: Run, status: Run['status'], endedAtMs: number): Run {
  return { ...run, status, endedAtMs, soFar: null, settling: [] };
}

function putRun(state: RunsState, run: Run): RunsState {
  return { ...state, lastRun: { ...state.lastRun, [run.slideId]: run } };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => id !== key));
}
