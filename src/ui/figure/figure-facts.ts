import { packedColours } from '#core/heatmap/colour-maps.ts';
import type { PackedColours } from '#core/heatmap/raster-types.ts';
import { paneOf, type PaneContent } from '#state/compare-store.ts';
import { colourMapFor, type OverlayState } from '#state/overlay-store.ts';
import { contentOfSlide, mapOfContent, type ShownMap } from '#state/pane-content.ts';
import { paintingOf } from '#state/map-scale.ts';
import type { MapView } from '#state/result-view.ts';
import { spacingInUse } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import { text } from '#ui/messages/text.ts';
import { scaleBar, type ScaleBar } from '#viewer/scale-bar.ts';
import type { Snapshot } from '#viewer/slide-viewer.ts';
import { percent, utcMinute } from '../messages/numbers.ts';
import { legendEnds, mapName, scaleText } from '../result/map-text.ts';
import { coverageText } from '../run/anytime-text.ts';
import { nameWithMapsOf } from '../what-if/maps-of-text.ts';

/** What a figure says under its picture. */
export interface FigureFacts {
  readonly slide: string;
  /** Facts about the whole picture, a line each. */
  readonly lines: readonly string[];
  /** What is drawn over the slide: nothing, one map, or what is left and what is right of a divider. */
  readonly sides: readonly FigureSide[];
  /** Where two sides meet, 0..1 of the picture's width; null where there is no divider. */
  readonly divider: number | null;
  /** Null where there is no scale to show. */
  readonly scaleBar: ScaleBar | null;
  readonly notice: string;
  readonly made: string;
}

/** A map, with a divider by the side that it is on; or the slide alone on that side. */
export interface FigureSide {
  readonly name: string;
  /** Null for the slide alone. */
  readonly legend: FigureLegend | null;
  /** What made the map and on how much of the slide it rests, a line each. */
  readonly lines: readonly string[];
}

/** The colours of a map. */
export interface FigureLegend {
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
  const words = text.figure;
  const { visible, opacity } = stores.overlay.getState();
  const { layout, panes, divider } = stores.compare.getState();
  const isDivided = layout === 'swipe' && panes.length === 2;
  const sides = !visible || opacity === 0 ? [] : isDivided ? bothSides(stores, panes) : wholeView(stores, slideId);
  const shownAt = viewText(view.magnification, slide);
  const isOverlaid = sides.some(({ legend }) => legend !== null);
  return {
    slide: slide.description.name,
    lines: [isOverlaid ? text.phrases.listed([shownAt, words.opacity(percent(opacity))]) : shownAt],
    sides,
    divider: sides.length === 2 ? divider : null,
    scaleBar: scaleBar(view, LONGEST_BAR_CSS_PX),
    notice: text.app.researchUseLong,
    made: words.made(utcMinute(now.toISOString())),
  };
}

function wholeView(stores: Stores, slideId: string): FigureSide[] {
  const states = { runs: stores.runs.getState(), overlay: stores.overlay.getState() };
  const compare = stores.compare.getState();
  // Beside others a view may show the slide alone, whatever the slide has.
  const shown = mapOfContent(paneOf(compare, compare.activeId) ?? contentOfSlide(states, slideId), states.runs);
  return shown ? [sideOf(shown, mapOfText(shown), stores, slideId)] : [];
}

function bothSides(stores: Stores, panes: readonly PaneContent[]): FigureSide[] {
  const { side, slideOnly } = text.compare;
  return panes.map((pane, i) => {
    const where = i === 0 ? side.left : side.right;
    const shown = mapOfContent(pane, stores.runs.getState());
    if (!shown) return { name: text.phrases.about(where, slideOnly), legend: null, lines: [] };
    return sideOf(shown, text.phrases.about(where, mapOfText(shown)), stores, pane.slideId);
  });
}

function sideOf(shown: ShownMap, name: string, stores: Stores, slideId: string): FigureSide {
  return { name, legend: legendOf(shown.map, stores.overlay.getState()), lines: originLines(shown, stores, slideId) };
}

/** The map, and what it is of while a question is asked. */
function mapOfText({ map, of }: ShownMap): string {
  return nameWithMapsOf(mapName(map.id), of);
}

function originLines({ from, kept, of }: ShownMap, stores: Stores, slideId: string): string[] {
  if (!kept) return [text.exports.importedFrom(from)];
  const { result } = kept;
  const { bundle, finishedAt } = result.run;
  const isSoFar = kept === stores.runs.getState().lastRun[slideId]?.soFar;
  const isPart = isSoFar || of === 'question' || of === 'question-before';
  const rests = coverageText(result, isSoFar, []);
  return [
    text.figure.model(text.result.madeBy(bundle.name, bundle.version), utcMinute(finishedAt)),
    ...(isPart ? [text.figure.notWhole] : []),
    ...(rests === null ? [] : [rests]),
  ];
}

function legendOf(map: MapView, overlay: OverlayState): FigureLegend {
  const painting = paintingOf(map, overlay);
  const notes = [
    painting.hideBelow === null ? null : text.figure.hidden(scaleText(map, painting.scaling, painting.hideBelow)),
    overlay.interpolated && map.grid.kind === 'regular' ? text.maps.interpolatedNote : null,
  ].filter((note) => note !== null);
  return {
    colours: packedColours(colourMapFor(overlay, map.isSigned), overlay.reversed),
    ...legendEnds(map, painting),
    note: notes.length > 0 ? notes.join(' ') : null,
  };
}

function viewText(magnification: number | null, slide: Parameters<typeof spacingInUse>[0]): string {
  const inUse = spacingInUse(slide);
  if (magnification === null || !inUse) return text.figure.noSpacing;
  return text.figure.view(magnification, inUse.statedBy === 'user');
}
