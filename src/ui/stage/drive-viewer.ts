import { colourTable } from '#core/heatmap/colour-maps.ts';
import { patchAt } from '#core/heatmap/patch-grid.ts';
import { buildRaster } from '#core/heatmap/raster.ts';
import type { HeatmapRaster } from '#core/heatmap/raster-types.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { OverlayState } from '#state/overlay-store.ts';
import { colouring, mapView, valueAt, viewOfResult } from '#state/result-view.ts';
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
      shown.forget('spacing', 'heatmap', 'mask', 'plan', 'mark');
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
    const { shownResult, plans } = runs.getState();
    showHeatmap(shownResult[slideId] ?? null, settings);
    const plan = plans[slideId];
    const made = plan?.status.kind === 'done' ? plan.status.value : null;
    const mask = made && settings.showTissue && !settings.peeking ? made.mask : null;
    const patches = made && settings.showPatchGrid && !settings.peeking ? made.plan : null;
    if (shown.changed('mask', mask)) viewer.setTissueMask(mask);
    if (shown.changed('plan', patches)) viewer.setPatchPlan(patches);
  }

  const rasterOf = rasterMaker();

  function showHeatmap(result: RunResult | null, settings: OverlayState): void {
    const raster = result ? rasterOf(result, settings) : null;
    const visible = settings.visible && !settings.peeking;
    if (!shown.changed('heatmap', raster ? { raster, opacity: settings.opacity, visible } : null)) return;
    viewer.setHeatmap(raster ? { raster, opacity: settings.opacity, visible } : null);
  }

  function showMark(): void {
    const slideId = slides.getState().shownId;
    const { pointer } = view.getState();
    const result = slideId === null ? undefined : runs.getState().shownResult[slideId];
    const index = result && pointer ? patchAt(viewOfResult(result).grid, pointer.x, pointer.y) : null;
    const rect = result && index !== null ? (result.patches[index] ?? null) : null;
    if (slideId !== null && shown.changed('mark', rect)) viewer.setMarkedPatch(rect);
  }

  function showDisplay(): void {
    const { display } = preferences.getState();
    if (shown.changed('display', display)) viewer.setDisplay(display);
  }

  function listen(event: ViewerEvent): void {
    const slideId = slides.getState().shownId;
    if (slideId === null) return;
    if (event.kind === 'view-changed') view.setState((state) => moveView(state, slideId, event.view));
    else if (event.kind === 'pointer') view.setState({ pointer: event.point });
    else if (event.kind === 'click') view.setState((state) => calibrationClick(state, event.point));
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
    overlay.subscribe(showOverlays),
    view.subscribe(showMark),
    preferences.subscribe(showDisplay),
  ];
  showDisplay();
  showAll();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Paints a result's map; the last picture is kept as long as nothing that it depends on changes. */
function rasterMaker(): (result: RunResult, settings: OverlayState) => HeatmapRaster | null {
  let last: { result: RunResult; key: string; raster: HeatmapRaster | null } | null = null;
  return (result, { mapId, colourMap, scaling, hideBelow }) => {
    const key = `${mapId} ${colourMap} ${scaling} ${hideBelow}`;
    if (last?.result === result && last.key === key) return last.raster;
    const resultView = viewOfResult(result);
    const map = mapView(resultView, mapId);
    const painted = map ? colouring(map, scaling) : null;
    const raster = painted
      ? buildRaster(resultView.grid, painted.values, {
          table: colourTable(colourMap),
          range: painted.range,
          ...(hideBelow > 0 ? { hideBelow: valueAt(painted.range, hideBelow) } : {}),
        })
      : null;
    last = { result, key, raster };
    return raster;
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
