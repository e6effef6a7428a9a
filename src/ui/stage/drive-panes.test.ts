import { describe, expect, it } from 'vitest';
import { compareCommands } from '#commands/compare-commands.ts';
import { level0Point } from '#core/geometry/frames.ts';
import { frameIds, moveDivider } from '#state/compare-store.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { HeatmapLayer, SwipeLayer } from '#viewer/slide-viewer.ts';
import { driveViewer } from './drive-viewer.ts';

function setUp() {
  const context = fakeContext({});
  const { stores } = context;
  const commands = compareCommands(context);
  const open = (id: string) => {
    stores.slides.setState((state) => beginOpening(state, { token: id, name: id, download: null }));
    stores.slides.setState((state) =>
      finishOpening(state, id, fakeSlide({ id }), { statedUmPerPx: null, downloadedFrom: null }),
    );
  };
  const run = (slideId: string, key: string) => {
    const begun = { id: key, slideId, modelId: 'nests', startedAtMs: 0 };
    stores.runs.setState((state) => finishRun(beginRun(state, begun), key, fakeResult({ id: key }), 1));
  };
  /** A viewer in a frame of 800 CSS px. */
  const drive = (id: number) => {
    const recorder = recordingViewer();
    const untie = driveViewer(recorder.viewer, stores, {
      id,
      widthCssPx: () => 800,
      activate: commands.activatePane,
    });
    return { ...recorder, untie };
  };
  return { stores, commands, open, run, drive };
}

const pointerAt = (x: number, y: number, cssX = 0) =>
  ({ kind: 'pointer', point: level0Point(x, y), cssX, cssY: 0 }) as const;

const view = { center: level0Point(5, 6), level0PxPerCssPx: 2, rotationDeg: 90, umPerCssPx: 1, magnification: 10 };

describe('the views of panes', () => {
  it('show each its own map, and open a slide once', () => {
    const { commands, open, run, drive, stores } = setUp();
    open('a');
    run('a', 'first');
    const first = drive(0);
    expect(first.count('open')).toBe(1);
    commands.compare('two');
    const second = drive(1);
    expect(stores.compare.getState().panes.map(({ map }) => map?.mapId)).toEqual([
      'task-relevance',
      'bottom-up-attention',
    ]);
    const rasters = [first, second].map(({ last }) => (last('setHeatmap') as HeatmapLayer).raster.rgba.join());
    expect(rasters[0]).not.toBe(rasters[1]);
    commands.showInPane(1, { slideId: 'a', map: null });
    expect(second.last('setHeatmap')).toBeNull();
    expect([first.count('open'), second.count('open')]).toEqual([1, 1]);
  });

  it('point with a cross where the pointer is in another one, and mark the patch under it only there', () => {
    const { commands, open, run, drive, stores } = setUp();
    open('a');
    run('a', 'first');
    commands.compare('two');
    const [first, second] = [drive(0), drive(1)];
    second.tell(pointerAt(300, 10));
    expect(second.last('setMarkedPatch')).toEqual({ x: 256, y: 0, width: 256, height: 256 });
    expect(second.last('setCross')).toBeNull();
    expect(first.last('setCross')).toEqual({ x: 300, y: 10 });
    expect(first.last('setMarkedPatch')).toBeNull();
    // The readout is the active one's: the same place of the same slide.
    expect(stores.view.getState().pointer).toEqual({ x: 300, y: 10 });
    second.tell({ kind: 'pointer', point: null, cssX: 0, cssY: 0 });
    expect(first.last('setCross')).toBeNull();
    expect(stores.view.getState().pointer).toBeNull();
  });

  it('leave the place of the slide to the active one', () => {
    const { commands, open, drive, stores } = setUp();
    open('b');
    open('a');
    commands.compare('two');
    const [first, second] = [drive(0), drive(1)];
    first.tell({ kind: 'view-changed', view });
    second.tell({ kind: 'view-changed', view: { ...view, rotationDeg: 10 } });
    // Two slides: each has its own.
    expect(stores.view.getState().bySlide).toMatchObject({ a: { rotationDeg: 90 }, b: { rotationDeg: 10 } });
    commands.showInPane(1, { slideId: 'a', map: null });
    first.tell({ kind: 'view-changed', view: { ...view, rotationDeg: 20 } });
    expect(stores.view.getState().bySlide['a']?.rotationDeg).toBe(90);
    second.tell({ kind: 'view-changed', view: { ...view, rotationDeg: 30 } });
    expect(stores.view.getState().bySlide['a']?.rotationDeg).toBe(30);
  });

  it('are settled when all of them are, and those that are gone do not count', () => {
    const { commands, open, drive, stores } = setUp();
    open('a');
    const first = drive(0);
    commands.compare('two');
    const second = drive(1);
    first.tell({ kind: 'tiles', loading: 0, settled: true });
    second.tell({ kind: 'tiles', loading: 4, settled: false });
    expect(stores.view.getState()).toMatchObject({ tilesLoading: 4, isSettled: false });
    commands.compare('single');
    expect(first.count('open')).toBe(1);
    second.untie();
    expect(stores.view.getState()).toMatchObject({ tilesLoading: 0, isSettled: true });
  });
});

describe('the view with a divider', () => {
  it('has the left pane’s map on its left and the right one’s on its right, and moves with the divider', () => {
    const { commands, open, run, drive, stores } = setUp();
    open('a');
    run('a', 'first');
    commands.compare('swipe');
    expect(frameIds(stores.compare.getState())).toEqual([0]);
    const { last, count } = drive(0);
    const swipe = last('setSwipe') as SwipeLayer;
    const right = last('setHeatmap') as HeatmapLayer;
    expect(swipe.at).toBe(0.5);
    expect(swipe.left?.raster.rgba.join()).not.toBe(right.raster.rgba.join());
    const painted = count('setHeatmap');
    stores.compare.setState((state) => moveDivider(state, 0.25));
    expect((last('setSwipe') as SwipeLayer).at).toBe(0.25);
    expect(count('setHeatmap')).toBe(painted);
    commands.compare('single');
    expect(last('setSwipe')).toBeNull();
  });

  it('takes a click for the side that it is on', () => {
    const { commands, open, run, drive, stores } = setUp();
    open('a');
    run('a', 'first');
    commands.compare('swipe');
    const { tell } = drive(0);
    const active = () => stores.compare.getState().activeId;
    expect(active()).toBe(0);
    tell(pointerAt(300, 10, 700));
    tell({ kind: 'click', point: level0Point(300, 10) });
    expect(active()).toBe(1);
    tell(pointerAt(100, 10, 100));
    tell({ kind: 'click', point: level0Point(100, 10) });
    expect(active()).toBe(0);
  });
});
