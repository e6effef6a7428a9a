import type { PaneContent } from '#state/compare-store.ts';
import { mapOfContent } from '#state/pane-content.ts';
import type { RunsState } from '#state/runs-store.ts';
import { text } from '#ui/messages/text.ts';
import { mapName } from '../result/map-text.ts';
import { nameWithMapsOf } from '../what-if/maps-of-text.ts';

/** What lies over a slide in a pane, in words: the map, what it is of while a question is asked, and its model; or that there is none. */
export function contentText(content: PaneContent, runs: RunsState): string {
  const shown = mapOfContent(content, runs);
  return shown
    ? text.compare.mapOf(nameWithMapsOf(mapName(shown.map.id), shown.of), shown.from)
    : text.compare.slideOnly;
}
