import type { Level0Point } from '#core/geometry/frames.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { mapPainter } from '#state/map-raster.ts';
import type { OverlayState } from '#state/overlay-store.ts';
import { patchUnder, shownMap, viewOfResult } from '#state/result-view.ts';
import { coarsePatchAt, insideOf } from '#state/inside-patch.ts';
import { changeResults, displayedResult, resultsOf } from '#state/runs-store.ts';
import { insideShown, lookInto } from '#state/slide-results.ts';
import { shownSlide, spacingInUse, updateSlide } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import { calibrationClick, moveView } from '#state/view-store.ts';
import type { SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';

/**
 * Ties a viewer to the stores: what the stores say is shown, what the viewer reports is put into them. Only what changed is
 * passed on. Returns the function that unties them.
 */
export function driveViewer(viewer: SlideViewer, stores: Stores): () => void {
  const { slides, runs, overlay, view, preferences } = stores;
  const shown = memory();

  function showSlide(): void {
    const slide = shownSlide(slides.getState());
    const id = slide?.description.id ?? null;
    if (shown.changed('slide', id)) {
      shown.forget('spacing', 'heatmap', 'mask', 'plan', 'mark', 'selected');
      view.setState({ pointer: null, calibration: { kind: 'off' }, tilesLoading: 0, isSettled: slide === null });
      if (slide) {
        viewer.open(slide.description);
        const last = view.getState().bySlide[slide.description.id];
        if (last) viewer.setView(last);
      } else viewer.close();
    }
    const inUse = slide ? spacingInUse(slide) : null;
    const key = inUse ? `${inUse.spacing.xUmPerPx} ${inUse.spacing.yUmPerPx}` : 'none';
    if (slide && shown.changed('spacing', key)) viewer.setSpacing(inUse?.spacing ?? null);
  }

  function showOverlays(): void {
    const slideId = slides.getState().shownId;
    if (slideId === null) return;
    const settings = overlay.getState();
    const state = runs.getState();
    showHeatmap(displayedResult(state, slideId), settings);
    const plan = state.plans[slideId];
    const made = plan?.status.kind === 'done' ? plan.status.value : null;
    const mask = made && settings.showTissue && !settings.peeking ? made.mask : null;
    const patches = made && settings.showPatchGrid && !settings.peeking ? made.plan : null;
    if (shown.changed('mask', mask)) viewer.setTissueMask(mask);
    if (shown.changed('plan', patches)) viewer.setPatchPlan(patches);
  }

  const paint = mapPainter();

  function showHeatmap(result: RunResult | null, settings: OverlayState): void {
    const map = result && shownMap(viewOfResult(result), settings);
    const raster = map && paint(map, settings);
    const visible = settings.visible && !settings.peeking;
    if (!shown.changed('heatmap', raster ? { raster, opacity: settings.opacity, visible } : null)) return;
    viewer.setHeatmap(raster ? { raster, opacity: settings.opacity, visible } : null);
  }

  function showMark(): void {
    const slideId = slides.getState().shownId;
    const { pointer } = view.getState();
    if (slideId === null) return;
    const result = displayedResult(runs.getState(), slideId);
    const map = result && shownMap(viewOfResult(result), overlay.getState());
    const index = map && patchUnder(map, pointer);
    const pointedAt = map && index !== null ? (map.patches[index] ?? null) : null;
    const looked = insideShown(resultsOf(runs.getState(), slideId));
    const inside = result && looked ? insideOf(result, looked.patch) : null;
    // Whether it is pointed at on the slide or in the panel.
    const rect = pointedAt ?? inside?.parts[looked?.part ?? -1]?.rect ?? null;
    if (shown.changed('selected', inside?.rect ?? null)) viewer.setSelectedPatch(inside?.rect ?? null);
    if (shown.changed('mark', rect)) viewer.setMarkedPatch(rect);
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
    const result = displayedResult(runs.getState(), slideId);
    const patch = result && coarsePatchAt(result, point);
    runs.setState((state) => changeResults(state, slideId, (results) => lookInto(results, patch)));
  }

  function listen(event: ViewerEvent): void {
    const slideId = slides.getState().shownId;
    if (slideId === null) return;
    if (event.kind === 'view-changed') view.setState((state) => moveView(state, slideId, event.view));
    else if (event.kind === 'pointer') view.setState({ pointer: event.point });
    else if (event.kind === 'click') click(slideId, event.point);
    else if (event.kind === 'tiles')
      view.setState({ tilesLoading: event.settled ? 0 : event.loading, isSettled: event.settled });
    else if (event.kind === 'holes')
      slides.setState((state) => updateSlide(state, slideId, { damagedTiles: event.count }));
  }

  function showAll(): void {
    showSlide();
    showOverlays();
    showMark();
  }

  const stops = [
    viewer.subscribe(listen),
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
    preferences.subscribe(showDisplay),
  ];
  showDisplay();
  showAll();
  return () => {
    for (const stop of stops) stop();
  };
}

type Flat = string | object | null;

/** Remembers what was last shown of each kind and tells whether it is something new; objects by their fields. */
function memory() {
  const last = new Map<string, Flat>();
  return {
    changed(kind: string, value: Flat): boolean {
      if (last.has(kind) && isSame(last.get(kind) ?? null, value)) return false;
      last.set(kind, value);
      return true;
    },
    forget(...kinds: string[]): void {
      for (const kind of kinds) last.delete(kind);
    },
  };
}

function isSame(a: Flat, b: Flat): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return false;
  const entries = Object.entries(a);
  const others = new Map(Object.entries(b));
  return entries.length === others.size && entries.every(([key, value]) => Object.is(value, others.get(key)));
}
