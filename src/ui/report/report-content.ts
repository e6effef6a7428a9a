import type { RunResult } from '#core/result/run-result.ts';
import { galleryOf, type Gallery } from '#state/gallery.ts';
import type { OverlayState } from '#state/overlay-store.ts';
import { shownMap, viewOfResult, type MapView } from '#state/result-view.ts';

/** As many as fit side by side. */
const TOP_PATCHES = 6;

/** What of a result is on its page: its maps, the one in front and that one's highest patches. */
export interface ReportContent {
  readonly maps: readonly MapView[];
  /** Null where the result has no map. */
  readonly map: MapView | null;
  /** Highest first, as the gallery lists them. */
  readonly top: Gallery['most'];
  /** Side of a patch as the model saw it, px. */
  readonly patchPx: number;
}

export function reportContent(result: RunResult, overlay: OverlayState): ReportContent {
  const view = viewOfResult(result);
  const map = shownMap(view, overlay) ?? null;
  const gallery = map && galleryOf(result, map, TOP_PATCHES);
  return {
    maps: view.maps,
    map,
    top: gallery?.most ?? [],
    patchPx: gallery?.sizePx ?? result.run.plan.modelSizePx,
  };
}
