import { packedColours, type ColourMapId } from '#core/heatmap/colour-maps.ts';
import type { PackedColours } from '#core/heatmap/raster-types.ts';
import { colourMapFor } from '#state/overlay-store.ts';
import { paintingOf } from '#state/map-scale.ts';
import { isImported, shownMap, viewOfResult } from '#state/result-view.ts';
import { displayedMaps, shownResult, watchedSoFar } from '#state/displayed.ts';
import { shownImport } from '#state/kept-results.ts';
import { spacingInUse } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import { text } from '#ui/messages/text.ts';
import { scaleBar, type ScaleBar } from '#viewer/scale-bar.ts';
import type { Snapshot } from '#viewer/slide-viewer.ts';
import { percent, utcMinute } from '../messages/numbers.ts';
import { legendEnds, mapName, scaleText } from '../result/map-text.ts';
import { coverageText } from '../run/anytime-text.ts';

/** What a figure says under its picture. */
export interface FigureFacts {
  readonly slide: string;
  /** Facts about the picture, a line each. */
  readonly lines: readonly string[];
  /** Null where no map is drawn over the slide. */
  readonly map: FigureMap | null;
  /** Null where there is no scale to show. */
  readonly scaleBar: ScaleBar | null;
  readonly notice: string;
  readonly made: string;
}

/** The legend of a map. */
export interface FigureMap {
  readonly name: string;
  readonly colours: PackedColours;
  readonly low: string;
  readonly high: string;
  readonly unit: string;
  /** What of it is not drawn, and how; null where there is nothing to say. */
  readonly note: string | null;
}

const LONGEST_BAR_CSS_PX = 140;

/** What there is to say about the picture of a slide as it is on screen. */
export function figureFacts(stores: Stores, slideId: string, { view }: Snapshot, now: Date): FigureFacts | null {
  const slide = stores.slides.getState().byId[slideId];
  if (!slide) return null;
  const runs = stores.runs.getState();
  const overlay = stores.overlay.getState();
  const displayed = displayedMaps(runs, slideId);
  const imported = shownImport(runs, slideId);
  const isDrawn = overlay.visible && overlay.opacity > 0;
  const shown = displayed && isDrawn ? shownMap(viewOfResult(displayed), overlay) : null;
  const painting = shown && paintingOf(shown, overlay);
  const words = text.figure;
  const lines: string[] = [];
  if (imported && shown) lines.push(text.exports.importedFrom(imported.fileName));
  else if (displayed && !isImported(displayed) && shown) {
    const { bundle, finishedAt } = displayed.run;
    lines.push(words.model(text.result.madeBy(bundle.name, bundle.version), utcMinute(finishedAt)));
    if (displayed !== shownResult(runs, slideId)) lines.push(words.notWhole);
    const rests = coverageText(displayed, watchedSoFar(runs, slideId) !== null, []);
    if (rests !== null) lines.push(rests);
  }
  const shownAt = viewText(view.magnification, slide);
  lines.push(shown ? text.phrases.listed([shownAt, words.opacity(percent(overlay.opacity))]) : shownAt);
  let map: FigureMap | null = null;
  if (shown && painting) {
    const colourMap: ColourMapId = colourMapFor(overlay, shown.isSigned);
    const notes = [
      painting.hideBelow === null ? null : words.hidden(scaleText(shown, painting.scaling, painting.hideBelow)),
      overlay.interpolated && shown.grid.kind === 'regular' ? text.maps.interpolatedNote : null,
    ].filter((note) => note !== null);
    map = {
      name: mapName(shown.id),
      colours: packedColours(colourMap, overlay.reversed),
      ...legendEnds(shown, painting),
      note: notes.length > 0 ? notes.join(' ') : null,
    };
  }
  return {
    slide: slide.description.name,
    lines,
    map,
    scaleBar: scaleBar(view, LONGEST_BAR_CSS_PX),
    notice: text.app.researchUseLong,
    made: words.made(utcMinute(now.toISOString())),
  };
}

function viewText(magnification: number | null, slide: Parameters<typeof spacingInUse>[0]): string {
  const inUse = spacingInUse(slide);
  if (magnification === null || !inUse) return text.figure.noSpacing;
  return text.figure.view(magnification, inUse.statedBy === 'user');
}
