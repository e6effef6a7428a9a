import { describe, expect, it } from 'vitest';
import { level0Point } from '#core/geometry/frames.ts';
import { changeWindow, chooseMap } from '#state/overlay-store.ts';
import { changeResults } from '#state/kept-results.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { pointAtPart } from '#state/slide-results.ts';
import { beginOpening, finishOpening, showSlide, updateSlide } from '#state/slides-store.ts';
import { createStores } from '#state/stores.ts';
import { allUnread, readAgain } from '#state/view-store.ts';
import { fakeResult, fakeSlide, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { HeatmapLayer } from '#viewer/slide-viewer.ts';
import { driveViewer } from './drive-viewer.ts';

function setUp() {
  const stores = createStores({ read: () => null, write: () => undefined });
  const open = (id: string) => {
    stores.slides.setState((state) => beginOpening(state, { token: id, name: id, download: null }));
    stores.slides.setState((state) =>
      finishOpening(state, id, fakeSlide({ id }), { statedUmPerPx: null, downloadedFrom: null }),
    );
  };
  const recorder = recordingViewer();
  const untie = driveViewer(recorder.viewer, stores, { id: 0, widthCssPx: () => 800, activate: () => undefined });
  const result = (slideId: string, one = fakeResult()) => {
    const run = { id: `run ${slideId}`, slideId, modelId: 'nests', startedAtMs: 0 };
    stores.runs.setState((state) => finishRun(beginRun(state, run), run.id, one, 1));
  };
  return { stores, open, untie, result, ...recorder };
}

const view = { center: level0Point(5, 6), level0PxPerCssPx: 2, rotationDeg: 90, umPerCssPx: 1, magnification: 10 };

describe('the viewer', () => {
  it('opens the shown slide with its spacing, and takes the stated one', () => {
    const { stores, open, last, count } = setUp();
    open('a');
    expect(last('open')).toMatchObject({ id: 'a' });
    expect(last('setSpacing')).toEqual({ xUmPerPx: 0.5, yUmPerPx: 0.5 });
    stores.slides.setState((state) => updateSlide(state, 'a', { statedUmPerPx: 0.25 }));
    expect(last('setSpacing')).toEqual({ xUmPerPx: 0.25, yUmPerPx: 0.25 });
    expect(count('open')).toBe(1);
  });

  it('comes back to the view that a slide was left with', () => {
    const { stores, open, tell, last } = setUp();
    open('a');
    tell({ kind: 'view-changed', view });
    open('b');
    stores.slides.setState((state) => showSlide(state, 'a'));
    expect(last('open')).toMatchObject({ id: 'a' });
    expect(last('setView')).toEqual(view);
  });

  it('paints the chosen map, and only again when something about it changes', () => {
    const { stores, open, result, last, count } = setUp();
    open('a');
    result('a');
    const first = last('setHeatmap') as HeatmapLayer;
    expect(first).toMatchObject({ opacity: 0.6, visible: true, raster: { kind: 'grid', columns: 4, rows: 1 } });
    const colours = Array.from(first.raster.rgba);
    const painted = count('setHeatmap');
    stores.view.setState({ tilesLoading: 3 });
    stores.overlay.setState({ opacity: 0.6 });
    expect(count('setHeatmap')).toBe(painted);
    stores.overlay.setState({ peeking: true });
    expect(last('setHeatmap')).toEqual({ ...first, visible: false });
    stores.overlay.setState({ peeking: false, colourMap: 'magma' });
    const second = last('setHeatmap') as HeatmapLayer;
    expect(second.raster).not.toBe(first.raster);
    expect(Array.from(second.raster.rgba)).not.toEqual(colours);
  });

  it('shows the slide as the display settings say, whatever slide it is', () => {
    const { stores, open, last, count } = setUp();
    expect(last('setDisplay')).toEqual({ brightness: 0, contrast: 1, gamma: 1 });
    stores.preferences.setState({ display: { brightness: 0.1, contrast: 1.5, gamma: 1 } });
    expect(last('setDisplay')).toEqual({ brightness: 0.1, contrast: 1.5, gamma: 1 });
    open('a');
    stores.preferences.setState({ theme: 'light' });
    expect(count('setDisplay')).toBe(2);
  });

  it('leaves out what lies below the threshold', () => {
    const { stores, open, result, last } = setUp();
    open('a');
    result('a');
    stores.overlay.setState((state) => changeWindow(state, 'task-relevance', { hideBelow: 0.6 }));
    const { rgba } = (last('setHeatmap') as HeatmapLayer).raster;
    expect([3, 7, 11, 15].map((alpha) => rgba[alpha])).toEqual([0, 0, 0, 255]);
  });

  it('does not carry one slide’s overlay to another', () => {
    const { open, result, last } = setUp();
    open('a');
    result('a');
    open('b');
    expect(last('setHeatmap')).toBeNull();
  });

  it('outlines the patch under the pointer', () => {
    const { open, result, tell, last } = setUp();
    open('a');
    result('a');
    tell({ kind: 'pointer', point: level0Point(300, 10), cssX: 0, cssY: 0 });
    expect(last('setMarkedPatch')).toEqual({ x: 256, y: 0, width: 256, height: 256 });
    tell({ kind: 'pointer', point: level0Point(300, 900), cssX: 0, cssY: 0 });
    expect(last('setMarkedPatch')).toBeNull();
  });

  it('looks into the coarse patch that is clicked on, and marks the part that the panel points at', () => {
    const { stores, open, result, tell, last } = setUp();
    open('a');
    result('a', fakeSurvivalResult());
    tell({ kind: 'click', point: level0Point(300, 10) });
    expect(last('setSelectedPatch')).toEqual({ x: 256, y: 0, width: 256, height: 256 });
    stores.runs.setState((state) => changeResults(state, 'a', (results) => pointAtPart(results, 5)));
    expect(last('setMarkedPatch')).toEqual({ x: 320, y: 64, width: 64, height: 64 });
    tell({ kind: 'click', point: level0Point(300, 900) });
    expect(last('setSelectedPatch')).toBeNull();
    expect(last('setMarkedPatch')).toBeNull();
  });

  it('leaves clicks of a calibration to it', () => {
    const { stores, open, result, tell, last } = setUp();
    open('a');
    result('a', fakeSurvivalResult());
    stores.view.setState({ calibration: { kind: 'first' } });
    tell({ kind: 'click', point: level0Point(300, 10) });
    expect(last('setSelectedPatch')).toBeNull();
  });

  it('marks the patch under the pointer on the grid of the shown map', () => {
    const { stores, open, result, tell, last } = setUp();
    open('a');
    result('a', fakeSurvivalResult());
    tell({ kind: 'pointer', point: level0Point(300, 10), cssX: 0, cssY: 0 });
    expect(last('setMarkedPatch')).toEqual({ x: 256, y: 0, width: 256, height: 256 });
    stores.overlay.setState((state) => chooseMap(state, 'cross-attention'));
    expect(last('setMarkedPatch')).toEqual({ x: 256, y: 0, width: 64, height: 64 });
    expect((last('setHeatmap') as HeatmapLayer).raster).toMatchObject({ columns: 16, rows: 4 });
  });

  it('is not settled while it still moves, though no tile is on its way', () => {
    const { stores, open, tell } = setUp();
    expect(stores.view.getState().isSettled).toBe(true);
    open('a');
    expect(stores.view.getState().isSettled).toBe(false);
    tell({ kind: 'tiles', loading: 0, settled: true });
    expect(stores.view.getState()).toMatchObject({ isSettled: true, tilesLoading: 0 });
    tell({ kind: 'tiles', loading: 0, settled: false });
    expect(stores.view.getState()).toMatchObject({ isSettled: false, tilesLoading: 0 });
  });

  it('reports damaged tiles and clicks of a calibration', () => {
    const { stores, open, tell } = setUp();
    open('a');
    tell({ kind: 'holes', count: 3 });
    expect(stores.slides.getState().byId['a']?.damagedTiles).toBe(3);
    stores.view.setState({ calibration: { kind: 'first' } });
    tell({ kind: 'click', point: level0Point(1, 2) });
    expect(stores.view.getState().calibration).toEqual({ kind: 'second', from: { x: 1, y: 2 } });
  });

  it('tells what could not be had, has it read again when that is asked, and forgets it with the slide', () => {
    const { stores, open, tell, count } = setUp();
    open('a');
    const error = { code: 'source/network', context: { url: 'https://slides.test/a.svs' } } as const;
    tell({ kind: 'unread', count: 2, error });
    expect(allUnread(stores.view.getState().unread)).toEqual({ count: 2, error });
    expect(stores.slides.getState().byId['a']?.damagedTiles).toBe(0);
    expect(count('readAgain')).toBe(0);
    stores.view.setState(readAgain);
    expect(count('readAgain')).toBe(1);
    open('b');
    expect(allUnread(stores.view.getState().unread)).toBeNull();
    expect(count('readAgain')).toBe(1);
  });

  it('is left alone once untied', () => {
    const { open, untie, calls } = setUp();
    untie();
    calls.length = 0;
    open('a');
    expect(calls).toEqual([]);
  });
});
