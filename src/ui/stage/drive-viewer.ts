import type { Level0Point } from '#core/geometry/frames.ts';
import { frameIds, isActiveFrame, paneOf, type PaneContent } from '#state/compare-store.ts';
import { coarsePatchAt, insideOf } from '#state/inside-patch.ts';
import { mapPainter } from '#state/map-raster.ts';
import { contentOfPane, mapOfContent } from '#state/pane-content.ts';
import { correspondingPoints, firstView } from '#state/pane-link.ts';
import { ranksAt } from '#state/patch-ranks.ts';
import { askedOn } from '#state/patches-store.ts';
import { patchUnder } from '#state/result-view.ts';
import { displayedResult } from '#state/displayed.ts';
import { changeResults, resultsOf } from '#state/kept-results.ts';
import { insideShown, lookInto } from '#state/slide-results.ts';
import { spacingInUse, updateSlide } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import { calibrationClick, moveView, tellUnread, tellWaiting } from '#state/view-store.ts';
import type { HeatmapLayer, SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';
import { shownMemory } from './shown-memory.ts';

/** The place of a viewer on screen. */
export interface DrivenFrame {
  /** One of `frameIds`. */
  readonly id: number;
  readonly widthCssPx: () => number;
  /** Makes a pane the active one (a side of the divider that is clicked on). */
  readonly activate: (paneId: number) => void;
}

/**
 * Ties the viewer of one frame to the stores: what the stores say is shown, what the viewer reports is put into them. Only what changed
 * is passed on. Returns the function that unties them.
 */
export function driveViewer(viewer: SlideViewer, stores: Stores, frame: DrivenFrame): () => void {
  const { slides, runs, overlay, view, preferences, compare, patches: picked } = stores;
  const shown = shownMemory();
  const [paint, paintLeft] = [mapPainter(), mapPainter()];
  let wasActive = isActive();
  /** The side of the divider under the pointer. */
  let side: 0 | 1 = 1;

  function isActive(): boolean {
    return isActiveFrame(compare.getState(), frame.id);
  }

  /** What is shown, and what on the left of a divider; null without a slide, and while the frame is leaving the screen. */
  function contents(): { main: PaneContent; left: PaneContent | null } | null {
    const state = compare.getState();
    if (!frameIds(state).includes(frame.id)) return null;
    const [left, right] = state.panes;
    if (state.layout === 'swipe') return left && right ? { left, main: right } : null;
    const main = contentOfPane(state, frame.id, {
      slides: slides.getState(),
      runs: runs.getState(),
      overlay: overlay.getState(),
    });
    return main && { main, left: null };
  }

  function shownSlideId(): string | null {
    return contents()?.main.slideId ?? null;
  }

  function showSlide(): void {
    const state = compare.getState();
    if (!frameIds(state).includes(frame.id)) return;
    const slide = slides.getState().byId[shownSlideId() ?? ''] ?? null;
    const id = slide?.description.id ?? null;
    if (shown.changed('slide', id)) {
      shown.forget('spacing', 'heatmap', 'swipe', 'mask', 'plan', 'mark', 'selected', 'cross');
      if (isActive()) view.setState({ pointer: null, calibration: { kind: 'off' } });
      view.setState((before) =>
        tellUnread(tellWaiting(before, frame.id, { tilesLoading: 0, isSettled: slide === null }), frame.id, null),
      );
      if (slide) {
        viewer.open(slide.description);
        const pane = paneOf(state, frame.id) ?? { slideId: slide.description.id };
        const first = firstView(state, slides.getState(), view.getState().bySlide, pane);
        if (first) viewer.setView(first);
      } else viewer.close();
    }
    const inUse = slide ? spacingInUse(slide) : null;
    const key = inUse ? `${inUse.spacing.xUmPerPx} ${inUse.spacing.yUmPerPx}` : 'none';
    if (slide && shown.changed('spacing', key)) viewer.setSpacing(inUse?.spacing ?? null);
  }

  function showOverlays(): void {
    const content = contents();
    if (!content) return;
    const settings = overlay.getState();
    showMaps(content.main, content.left);
    const plan = runs.getState().plans[content.main.slideId];
    const made = plan?.status.kind === 'done' ? plan.status.value : null;
    const mask = made && settings.showTissue && !settings.peeking ? made.mask : null;
    const patches = made && settings.showPatchGrid && !settings.peeking ? made.plan : null;
    if (shown.changed('mask', mask)) viewer.setTissueMask(mask);
    if (shown.changed('plan', patches)) viewer.setPatchPlan(patches);
  }

  function layerOf(content: PaneContent, painter: typeof paint): HeatmapLayer | null {
    const settings = overlay.getState();
    const map = mapOfContent(content, runs.getState())?.map;
    const visible = settings.visible && !settings.peeking;
    return map ? { raster: painter(map, settings), opacity: settings.opacity, visible } : null;
  }

  function showMaps(main: PaneContent, left: PaneContent | null): void {
    const layer = layerOf(main, paint);
    if (shown.changed('heatmap', layer)) viewer.setHeatmap(layer);
    const at = compare.getState().divider;
    const leftLayer = left && layerOf(left, paintLeft);
    if (shown.changed('swipe', left && { at, ...leftLayer })) viewer.setSwipe(left && { at, left: leftLayer });
  }

  /** The level-0 point under the pointer, or the one that corresponds to it in another view. */
  function pointedAt(): Level0Point | null {
    const state = compare.getState();
    return state.layout === 'single' ? view.getState().pointer : (state.pointer?.points[frame.id] ?? null);
  }

  /** The patch under the pointer, on the map of the side that it is on; in another view only the place is pointed at. */
  function showMark(): void {
    const content = contents();
    if (!content) return;
    const { main, left } = content;
    const { layout, pointer } = compare.getState();
    const point = pointedAt();
    const isElsewhere = layout !== 'single' && pointer !== null && pointer.paneId !== frame.id;
    const map = isElsewhere ? null : mapOfContent(left && side === 0 ? left : main, runs.getState())?.map;
    const index = map ? patchUnder(map, point) : null;
    const patch = map && index !== null ? (map.patches[index] ?? null) : null;
    const isWindows = isActive() && main.slideId === slides.getState().shownId;
    const result = isWindows ? displayedResult(runs.getState(), main.slideId) : null;
    const looked = insideShown(resultsOf(runs.getState(), main.slideId));
    const inside = result && looked ? insideOf(result, looked.patch) : null;
    // Whether it is pointed at on the slide or in the panel.
    const inPanel = inside?.parts[looked?.part ?? -1]?.rect ?? (isWindows ? picked.getState().pointedAt : null);
    const rect = patch ?? inPanel;
    const asked = isWindows && map ? patchUnder(map, askedOn(picked.getState(), main.slideId)) : null;
    const selected = inside?.rect ?? (map && asked !== null ? map.patches[asked] : null) ?? null;
    if (shown.changed('selected', selected)) viewer.setSelectedPatch(selected);
    if (shown.changed('mark', rect)) viewer.setMarkedPatch(rect);
    const cross = isElsewhere ? point : null;
    if (shown.changed('cross', cross)) viewer.setCross(cross);
  }

  function showDisplay(): void {
    const { display } = preferences.getState();
    if (shown.changed('display', display)) viewer.setDisplay(display);
  }

  function click(slideId: string, point: Level0Point): void {
    if (view.getState().calibration.kind !== 'off') {
      view.setState((state) => calibrationClick(state, point));
      return;
    }
    const { layout, panes } = compare.getState();
    const clicked = layout === 'swipe' ? panes[side] : undefined;
    if (clicked) frame.activate(clicked.id);
    const result = displayedResult(runs.getState(), slideId);
    const patch = result && coarsePatchAt(result, point);
    runs.setState((state) => changeResults(state, slideId, (results) => lookInto(results, patch)));
    const isMeasured = ranksAt(runs.getState(), slideId, point).length > 0;
    picked.setState({ asked: isMeasured ? { slideId, point } : null });
  }

  function point(event: Extract<ViewerEvent, { kind: 'pointer' }>): void {
    const state = compare.getState();
    if (state.layout === 'single') {
      view.setState({ pointer: event.point });
      return;
    }
    if (state.layout === 'swipe') side = event.cssX < state.divider * frame.widthCssPx() ? 0 : 1;
    const points = event.point ? correspondingPoints(state, slides.getState(), frame.id, event.point) : null;
    compare.setState({ pointer: points && { paneId: frame.id, points } });
    view.setState({ pointer: points?.[state.activeId] ?? null });
  }

  /** A slide's view is that of the active frame, or of the first that shows it. */
  function speaksFor(slideId: string): boolean {
    const state = compare.getState();
    const shows = state.panes.filter((pane) => pane.slideId === slideId).map(({ id }) => id);
    const [first] = shows;
    return isActive() || first === undefined || (!shows.includes(state.activeId) && first === frame.id);
  }

  function listen(event: ViewerEvent): void {
    const slideId = shownSlideId();
    if (slideId === null) return;
    if (event.kind === 'view-changed') {
      if (speaksFor(slideId)) view.setState((state) => moveView(state, slideId, event.view));
    } else if (event.kind === 'pointer') point(event);
    else if (event.kind === 'click') click(slideId, event.point);
    else if (event.kind === 'tiles') {
      const { loading, settled } = event;
      const waiting = { tilesLoading: settled ? 0 : loading, isSettled: settled };
      view.setState((state) => tellWaiting(state, frame.id, waiting));
    } else if (event.kind === 'holes') tellHoles(slideId, event.count);
    else if (event.kind === 'unread') {
      const { count, error } = event;
      view.setState((state) => tellUnread(state, frame.id, error && { count, error }));
    }
  }

  /** Two views of a slide meet different holes: the larger number is the truer one. */
  function tellHoles(slideId: string, count: number): void {
    const known = compare.getState().layout === 'single' ? 0 : (slides.getState().byId[slideId]?.damagedTiles ?? 0);
    slides.setState((state) => updateSlide(state, slideId, { damagedTiles: Math.max(known, count) }));
  }

  let readAgain = view.getState().readAgain;

  function readOnceMore(): void {
    const asked = view.getState().readAgain;
    if (asked === readAgain) return;
    readAgain = asked;
    viewer.readAgain();
  }

  function showAll(): void {
    showSlide();
    showOverlays();
    showMark();
  }

  function showCompared(): void {
    showAll();
    const isNow = isActive();
    const slideId = shownSlideId();
    const now = isNow && !wasActive ? viewer.view() : null;
    wasActive = isNow;
    if (now && slideId !== null) view.setState((state) => moveView(state, slideId, now));
  }

  const stops = [
    viewer.subscribe(listen),
    compare.subscribe(showCompared),
    slides.subscribe(showAll),
    runs.subscribe(() => {
      showOverlays();
      showMark();
    }),
    overlay.subscribe(() => {
      showOverlays();
      showMark();
    }),
    view.subscribe(showMark),
    view.subscribe(readOnceMore),
    picked.subscribe(showMark),
    preferences.subscribe(showDisplay),
  ];
  showDisplay();
  showAll();
  return () => {
    for (const stop of stops) stop();
    view.setState((state) => tellUnread(tellWaiting(state, frame.id, null), frame.id, null));
  };
}
