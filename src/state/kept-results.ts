import { NO_IMPORTS, chooseImport, type KeptImport, type SlideImports } from './imports.ts';
import type { RunsState } from './runs-store.ts';
import { NO_RESULTS, restoreKept, shownOf, type KeptResult, type SlideResults } from './slide-results.ts';
import { NO_QUESTIONS, isNothing } from './what-if-questions.ts';

export function resultsOf(state: RunsState, slideId: string): SlideResults {
  return state.results[slideId] ?? NO_RESULTS;
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

/** Puts a result that was kept on the disk among those of a slide; see {@link restoreKept}. */
export function restoreResult(
  state: RunsState,
  slideId: string,
  kept: KeptResult,
  addedAtMs: (key: string) => number,
): RunsState {
  const before = resultsOf(state, slideId);
  const after = restoreKept(before, kept, addedAtMs);
  return after === before ? state : { ...state, results: { ...state.results, [slideId]: after } };
}

/** What is asked of the shown result. */
export function askedOf(results: SlideResults) {
  return (shownOf(results)?.questions ?? NO_QUESTIONS).asked;
}

/** Has the answers so far of the run in progress shown, or no more. */
export function watch(state: RunsState, slideId: string, isWatched: boolean): RunsState {
  const run = state.lastRun[slideId];
  return run?.status.kind === 'running' && run.isWatched !== isWatched
    ? { ...state, lastRun: { ...state.lastRun, [slideId]: { ...run, isWatched } } }
    : state;
}

/** Whether one of the slide's results was made in this window by that model. */
export function hasRunHere(state: RunsState, slideId: string, modelId: string | null): boolean {
  return resultsOf(state, slideId).list.some(({ origin, result }) => !origin && result.run.bundle.id === modelId);
}

export function importsOf(state: RunsState, slideId: string): SlideImports {
  return state.imports[slideId] ?? NO_IMPORTS;
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

/** The import on screen of a slide; null while a result is, or nothing. */
export function shownImport(state: RunsState, slideId: string): KeptImport | null {
  const { list, shownKey } = importsOf(state, slideId);
  return list.find(({ key }) => key === shownKey) ?? null;
}

/** Takes the import off the screen: a result is shown in its place. */
export function withoutImport(state: RunsState, slideId: string): RunsState {
  return changeImports(state, slideId, (imports) => chooseImport(imports, null));
}
