import type { ImportedMaps } from '#core/result/imports/imported-maps.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { addImport, chooseImport } from './imports.ts';
import { changeImports, changeResults, resultsOf, shownImport, watch, withoutImport } from './kept-results.ts';
import { mapsOf, type MapsOf } from './maps-of.ts';
import type { MapSource } from './result-view.ts';
import { dismissRun } from './run-in-progress.ts';
import type { FullMaps, RunsState } from './runs-store.ts';
import { addResult, chooseResult, shownOf, type KeptResult, type ResultOrigin } from './slide-results.ts';
import { keptQuestions, resultAsAsked } from './what-if-view.ts';

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
  return kept && resultAsShown(state, slideId, kept);
}

/** A result as the window shows it: as asked, or of the full slide where that was chosen. */
export function resultAsShown(state: RunsState, slideId: string, kept: KeptResult): RunResult {
  return isFullChosen(state, slideId, kept.key) ? kept.result : resultAsAsked(kept);
}

/** Shows one result with the maps of the full slide whatever is asked of it; null: all as asked. */
export function chooseFullMaps(state: RunsState, fullMaps: FullMaps | null): RunsState {
  const now = state.fullMaps;
  const isSame = now?.slideId === fullMaps?.slideId && now?.resultKey === fullMaps?.resultKey;
  return isSame ? state : { ...state, fullMaps };
}

export function isFullChosen({ fullMaps }: RunsState, slideId: string, resultKey: string): boolean {
  return fullMaps?.slideId === slideId && fullMaps.resultKey === resultKey;
}

/** What the maps over a slide are of; null while nothing is asked of what is shown. */
export function displayedMapsOf(state: RunsState, slideId: string): MapsOf | null {
  const kept = displayedKept(state, slideId);
  return kept && mapsOf(kept, isFullChosen(state, slideId, kept.key));
}

/** The maps over a slide: those of {@link displayedResult}, or of an import. */
export function displayedMaps(state: RunsState, slideId: string): MapSource | null {
  return shownImport(state, slideId)?.imported ?? displayedResult(state, slideId);
}
