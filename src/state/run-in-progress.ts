import type { PlainError } from '#core/errors/fovea-error.ts';
import type { RunNote } from '#core/pipelines/run-progress.ts';
import { noteOfRecord, recordedNote } from '#core/result/record-notes.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { CANCELLED, done, failed, running } from './async-status.ts';
import { askedOf, changeResults, resultsOf, withoutImport } from './kept-results.ts';
import type { RunProgress } from './run-progress.ts';
import { without, type Run, type RunStart, type RunsState } from './runs-store.ts';
import { withPoint } from './settling.ts';
import { addResult } from './slide-results.ts';
import { isNothing } from './what-if-questions.ts';

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
      // The last 'encode' may be further back than what this answer rests on: those come every so often only.
      readCount: Math.max(run.readCount, result.run.coverage?.done ?? result.patches.length),
      settling,
      soFar: { key: run.id, result, origin: null, notes: run.notes, settling },
    });
  }
  // The first word of a run, and of one that is asked anew of a fresh worker: what was told before is not of this one.
  if (progress.stage === 'tissue') return putRun(state, { ...run, notes: [], readCount: 0, status: running(progress) });
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
  const { sampling } = run;
  const kept = { key: run.id, result, origin: null, notes: allNotes(run, result), ...(sampling ? { sampling } : {}) };
  const before = putRun(withoutImport(state, run.slideId), ended(run, done(result.id), endedAtMs));
  return changeResults(before, run.slideId, (results) =>
    addResult(results, settling.length > 0 ? { ...kept, settling } : kept),
  );
}

/** What was told on the way, and what only the record says: progress and result come through two channels, and the result may be the first. */
function allNotes({ notes }: Run, result: RunResult): readonly RunNote[] {
  const told = new Set(notes.map(recordedNote));
  const late = result.run.notes.flatMap((text): RunNote[] => {
    const note = told.has(text) ? null : noteOfRecord(text);
    // The first says no more in the record than that it was so, and is told at the very start; the second is of links.
    return note && note.kind !== 'fell-back-to-wasm' && note.kind !== 'rounded' ? [note] : [];
  });
  return late.length > 0 ? [...notes, ...late] : notes;
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
