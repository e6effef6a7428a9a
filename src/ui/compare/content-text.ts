import type { PaneContent } from '#state/compare-store.ts';
import { mapOfContent } from '#state/pane-content.ts';
import type { RunsState } from '#state/runs-store.ts';
import { text } from '#ui/messages/text.ts';
import { mapName } from '../result/map-text.ts';

/** What lies over a slide in a pane, in words: the map and its model, or that there is none. */
export function contentText(content: PaneContent, runs: RunsState): string {
  const shown = mapOfContent(content, runs);
  return shown ? text.compare.mapOf(mapName(shown.map.id), shown.from) : text.compare.slideOnly;
}
