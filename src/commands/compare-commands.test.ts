import { describe, expect, it } from 'vitest';
import { level0Point } from '#core/geometry/frames.ts';
import { chooseMap } from '#state/overlay-store.ts';
import { mapOfContent, shownContent } from '#state/pane-content.ts';
import { correspondingPoints, correspondingView, linkUnit } from '#state/pane-link.ts';
import { shownKept } from '#state/displayed.ts';
import { changeResults } from '#state/kept-results.ts';
import { finishRun, beginRun } from '#state/run-in-progress.ts';
import { removeResult, undoRemoval } from '#state/slide-results.ts';
import { beginOpening, finishOpening, removeSlide, showSlide, updateSlide } from '#state/slides-store.ts';
import { moveView, type View } from '#state/view-store.ts';
import { fakeContext, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import { compareCommands } from './compare-commands.ts';

function setUp() {
  const context = fakeContext({});
  const commands = compareCommands(context);
  const { stores } = context;
  const open = (id: string, change: Parameters<typeof fakeSlide>[0] = {}) => {
    stores.slides.setState((state) => beginOpening(state, { token: id, name: id, download: null }));
    stores.slides.setState((state) =>
      finishOpening(state, id, fakeSlide({ id, name: id, ...change }), { statedUmPerPx: null, downloadedFrom: null }),
    );
  };
  const run = (slideId: string, key: string) => {
    const begun = { id: key, slideId, modelId: 'nests', startedAtMs: 0 };
    stores.runs.setState((state) => finishRun(beginRun(state, begun), key, fakeResult({ id: key }), 1));
  };
  const compare = () => stores.compare.getState();
  const shows = () => compare().panes.map(({ slideId, map }) => `${slideId} ${map?.resultKey} ${map?.mapId}`);
  const shown = () =>
    shownContent({
      slides: stores.slides.getState(),
      runs: stores.runs.getState(),
      overlay: stores.overlay.getState(),
    });
  return { stores, commands, open, run, compare, shows, shown };
}

function view(x: number, y: number, change: Partial<View> = {}): View {
  return {
    center: level0Point(x, y),
    level0PxPerCssPx: 4,
    rotationDeg: 0,
    umPerCssPx: 2,
    magnification: 5,
    ...change,
  };
}

describe('comparing', () => {
  it('lays the same map of another result beside the one on screen', () => {
    const { commands, open, run, shows } = setUp();
    open('a');
    run('a', 'first');
    run('a', 'second');
    commands.compare('two');
    expect(shows()).toEqual(['a second task-relevance', 'a first task-relevance']);
  });

  it('has the active pane follow the panel, and the window follow the active pane', () => {
    const { stores, commands, open, run, shows, shown, compare } = setUp();
    open('a');
    run('a', 'first');
    run('a', 'second');
    commands.compare('two');
    stores.overlay.setState((state) => chooseMap(state, 'bottom-up-attention'));
    expect(shows()).toEqual(['a second bottom-up-attention', 'a first task-relevance']);
    commands.activatePane(1);
    expect(shows()).toEqual(['a second bottom-up-attention', 'a first task-relevance']);
    expect(shown()).toEqual({ slideId: 'a', map: { resultKey: 'first', mapId: 'task-relevance' } });
    commands.showInPane(0, { slideId: 'a', map: null });
    expect(compare().activeId).toBe(0);
    expect(shows()).toEqual(['a undefined undefined', 'a first task-relevance']);
    // The slide only stays so until something is chosen in the panel.
    commands.activatePane(1);
    commands.activatePane(0);
    expect(shows()[0]).toBe('a undefined undefined');
    stores.overlay.setState((state) => chooseMap(state, 'bottom-up-attention'));
    expect(shows()[0]).toBe('a first bottom-up-attention');
  });

  it('puts a slide chosen in the list, and a result that comes, into the active pane', () => {
    const { stores, commands, open, run, shows } = setUp();
    open('b');
    open('a');
    run('a', 'first');
    commands.compare('two');
    stores.slides.setState((state) => showSlide(state, 'b'));
    expect(shows()).toEqual(['b undefined undefined', 'a first bottom-up-attention']);
    run('b', 'other');
    expect(shows()[0]).toBe('b other task-relevance');
  });

  it('shows the slide only where a result was removed, and its map again when it is brought back', () => {
    const { stores, commands, open, run, compare } = setUp();
    open('a');
    run('a', 'first');
    run('a', 'second');
    commands.compare('two');
    const other = () => {
      const pane = compare().panes[1];
      return pane ? mapOfContent(pane, stores.runs.getState())?.map.id : undefined;
    };
    expect(other()).toBe('task-relevance');
    stores.runs.setState((state) => changeResults(state, 'a', (results) => removeResult(results, 'first')));
    expect(other()).toBeUndefined();
    expect(shownKept(stores.runs.getState(), 'a')?.key).toBe('second');
    stores.runs.setState((state) => changeResults(state, 'a', undoRemoval));
    expect(other()).toBe('task-relevance');
  });

  it('ends with the slide that is left when the other one is closed', () => {
    const { stores, commands, open, shown, compare } = setUp();
    open('b');
    open('a');
    commands.compare('two');
    expect(compare().panes.map(({ slideId }) => slideId)).toEqual(['a', 'b']);
    stores.slides.setState((state) => removeSlide(state, 'a'));
    expect(compare()).toMatchObject({ layout: 'single', activeId: 1 });
    expect(shown()?.slideId).toBe('b');
  });

  it('has the window show a pane that is left when the active one’s slide is closed', () => {
    const { stores, commands, open, run, shown, compare } = setUp();
    open('c');
    open('b');
    open('a');
    run('b', 'r');
    commands.compare('four');
    const of = (slideId: string) => compare().panes.find((pane) => pane.slideId === slideId)?.id ?? NaN;
    commands.showInPane(compare().panes[3]?.id ?? NaN, { slideId: 'b', map: null });
    commands.activatePane(of('a'));
    stores.slides.setState((state) => removeSlide(state, 'a'));
    expect(compare().layout).toBe('four');
    expect(shown()?.slideId).toBe(compare().panes.find(({ id }) => id === compare().activeId)?.slideId);
  });
});

describe('linked slides', () => {
  it('correspond from where they were linked, in µm', () => {
    const { stores, commands, open, compare } = setUp();
    open('b', { spacing: { xUmPerPx: 0.25, yUmPerPx: 0.25 } });
    open('a');
    stores.view.setState((state) => moveView(state, 'a', view(100, 200)));
    stores.view.setState((state) => moveView(state, 'b', view(900, 500, { rotationDeg: 90 })));
    commands.compare('two');
    const slides = stores.slides.getState();
    expect(linkUnit(compare(), slides)).toEqual({ kind: 'um' });
    // 10 px of 0.5 µm to the right here are 20 px of 0.25 µm; turned by 90°, they are upwards in the slide.
    const there = correspondingView(compare(), slides, 'a', 'b', view(110, 200));
    expect(there?.center.x).toBeCloseTo(900, 9);
    expect(there?.center.y).toBeCloseTo(480, 9);
    expect(there).toMatchObject({ level0PxPerCssPx: 8, rotationDeg: 90 });
    const points = correspondingPoints(compare(), slides, 0, level0Point(100, 210));
    expect(points[0]).toEqual({ x: 100, y: 210 });
    expect(points[1]?.x).toBeCloseTo(920, 9);
    expect(points[1]?.y).toBeCloseTo(500, 9);
    commands.linkViews(false);
    expect(correspondingPoints(compare(), slides, 0, level0Point(100, 210))).toEqual({ 0: { x: 100, y: 210 } });
    stores.view.setState((state) => moveView(state, 'b', view(0, 0)));
    commands.linkViews(true);
    expect(correspondingView(compare(), slides, 'a', 'b', view(100, 200))).toMatchObject({ center: { x: 0, y: 0 } });
  });

  it('go by px, and say whose spacing is missing, until it is stated', () => {
    const { stores, commands, open, compare } = setUp();
    open('b', { spacing: null });
    open('a');
    commands.compare('two');
    expect(linkUnit(compare(), stores.slides.getState())).toEqual({ kind: 'px', without: ['b'] });
    const place = (slides = stores.slides.getState()) => correspondingView(compare(), slides, 'a', 'b', view(0, 0));
    expect(place()?.level0PxPerCssPx).toBe(4);
    stores.slides.setState((state) => updateSlide(state, 'b', { statedUmPerPx: 2 }));
    expect(linkUnit(compare(), stores.slides.getState())).toEqual({ kind: 'um' });
    expect(place()?.level0PxPerCssPx).toBe(1);
  });

  it('of one slide are the same to the last bit', () => {
    const { stores, commands, open, run, compare } = setUp();
    open('a');
    run('a', 'first');
    commands.compare('two');
    const place = view(0.1 + 0.2, 1e5 / 3, { rotationDeg: 33.3 });
    expect(correspondingView(compare(), stores.slides.getState(), 'a', 'a', place)).toBe(place);
    expect(linkUnit(compare(), stores.slides.getState())).toEqual({ kind: 'same-slide' });
  });
});
