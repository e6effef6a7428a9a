import { isSameContent, paneOf, type CompareState, type PaneContent } from './compare-store.ts';
import type { OverlayState } from './overlay-store.ts';
import { shownMap, viewOfResult, type MapSource, type MapView } from './result-view.ts';
import { displayedKept, displayedMaps, isFullChosen, listedResults } from './displayed.ts';
import { importsOf, shownImport } from './kept-results.ts';
import { mapsOf, type MapsOf } from './maps-of.ts';
import type { RunsState } from './runs-store.ts';
import type { KeptResult } from './slide-results.ts';
import type { SlidesState } from './slides-store.ts';
import { resultAsAsked } from './what-if-view.ts';

/** The states that decide what is on screen. */
export interface ShownStates {
  readonly slides: SlidesState;
  readonly runs: RunsState;
  readonly overlay: OverlayState;
}

/** What the window shows: its slide, with the map that lies over it; null without a slide. */
export function shownContent({ slides, runs, overlay }: ShownStates): PaneContent | null {
  const slideId = slides.shownId;
  return slideId === null ? null : contentOfSlide({ runs, overlay }, slideId);
}

/** A slide with the map that the window would show over it. */
export function contentOfSlide({ runs, overlay }: Pick<ShownStates, 'runs' | 'overlay'>, slideId: string): PaneContent {
  const kept = displayedKept(runs, slideId);
  const maps = displayedMaps(runs, slideId);
  const map = maps && shownMap(viewOfResult(maps), overlay);
  const resultKey = shownImport(runs, slideId)?.key ?? kept?.key ?? '';
  const isFull = isFullChosen(runs, slideId, resultKey);
  return { slideId, map: map && { resultKey, mapId: map.id, ...(isFull ? { isFull } : {}) } };
}

/** What a pane shows; in the single view, and of a pane that is gone, what the window shows. */
export function contentOfPane(compare: CompareState, id: number, states: ShownStates): PaneContent | null {
  return paneOf(compare, id) ?? shownContent(states);
}

/** A map on screen. */
export interface ShownMap {
  /** Of the model that made it, or the file that it came in. */
  readonly from: string;
  readonly map: MapView;
  /** The result that it is of; null for an import. */
  readonly kept: KeptResult | null;
  /** What it is of, while a question is asked of that result. */
  readonly of: MapsOf | null;
}

/** The map that a pane shows; null for a slide only, and where its result is gone or has no such map. */
export function mapOfContent({ slideId, map }: PaneContent, runs: RunsState): ShownMap | null {
  if (!map) return null;
  const imported = importsOf(runs, slideId).list.find(({ key }) => key === map.resultKey);
  if (imported) return shownMapOf(imported.imported, map.mapId, { from: imported.fileName, kept: null, of: null });
  const kept = listedResults(runs, slideId).find(({ key }) => key === map.resultKey);
  if (!kept) return null;
  // What a question puts in the place of a result's maps is there wherever that result is shown, but where the full slide's were chosen.
  const of = mapsOf(kept, map.isFull ?? false);
  const source = map.isFull ? kept.result : resultAsAsked(kept);
  return shownMapOf(source, map.mapId, { from: kept.result.run.bundle.name, kept, of });
}

function shownMapOf(source: MapSource, mapId: MapView['id'], about: Omit<ShownMap, 'map'>): ShownMap | null {
  const map = viewOfResult(source).maps.find(({ id }) => id === mapId);
  return map ? { ...about, map } : null;
}

interface Listed {
  readonly key: string;
  readonly result: MapSource;
}

/**
 * What is worth laying beside what the window shows, best first: while a question is asked, the same map of the full slide (or as asked, beside the full
 * slide's); the same map of the slide's other results (or their first), the other maps of the same result, the other maps of the others, other open slides, the slide alone.
 */
export function contentsToCompare(states: ShownStates): PaneContent[] {
  const shown = shownContent(states);
  if (!shown) return [];
  const { slides, runs } = states;
  const { slideId } = shown;
  const results = listedResults(runs, slideId).map(({ key, result }): Listed => ({ key, result }));
  const imports = importsOf(runs, slideId).list.map(({ key, imported }): Listed => ({ key, result: imported }));
  const list = [...results, ...imports];
  const shownKey = shown.map?.resultKey;
  const mapsOf = (key: string, result: MapSource): PaneContent[] =>
    viewOfResult(result).maps.map(({ id }) => ({ slideId, map: { resultKey: key, mapId: id } }));
  const otherResults = list.filter(({ key }) => key !== shownKey).map(({ key, result }) => mapsOf(key, result));
  const isSameMapId = (content: PaneContent): boolean => content.map?.mapId === shown.map?.mapId;
  const first = otherResults.flatMap((maps) => maps.find(isSameMapId) ?? maps[0] ?? []);
  const own = list.filter(({ key }) => key === shownKey).flatMap(({ key, result }) => mapsOf(key, result));
  const asked = beforeOrAfterQuestion(shown, runs);
  const otherSlides = slides.order.filter((id) => id !== slideId).map((id) => contentOfSlide(states, id));
  const all = [...asked, ...first, ...own, ...otherResults.flat(), ...otherSlides, { slideId, map: null }];
  return all.filter(
    (content, i) => !isSameContent(content, shown) && all.findIndex((other) => isSameContent(other, content)) === i,
  );
}

/** The full slide's map beside the one of a question, or the other way round; nothing where none is asked, or its answer has no maps. */
function beforeOrAfterQuestion({ slideId, map }: PaneContent, runs: RunsState): PaneContent[] {
  const kept = listedResults(runs, slideId).find(({ key }) => key === map?.resultKey);
  const of = kept && mapsOf(kept, false);
  if (!map || !of || of === 'full-from-file') return [];
  const { resultKey, mapId } = map;
  return [{ slideId, map: map.isFull ? { resultKey, mapId } : { resultKey, mapId, isFull: true } }];
}
