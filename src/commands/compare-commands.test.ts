import { describe, expect, it } from 'vitest';
import { level0Point } from '#core/geometry/frames.ts';
import { chooseMap } from '#state/overlay-store.ts';
import { mapOfContent, shownContent } from '#state/pane-content.ts';
import { correspondingPoints, correspondingView, linkUnit } from '#state/pane-link.ts';
import { displayedMapsOf, displayedResult, shownKept } from '#state/displayed.ts';
import { changeResults } from '#state/kept-results.ts';
import { finishRun, beginRun } from '#state/run-in-progress.ts';
import { changeQuestions, removeResult, undoRemoval } from '#state/slide-results.ts';
import { beginOpening, finishOpening, removeSlide, showSlide, updateSlide } from '#state/slides-store.ts';
import { moveView, type View } from '#state/view-store.ts';
import { beginAsking, clear, setWithoutTop, takeAnswer, type Questions } from '#state/what-if-questions.ts';
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
  const change = (key: string, how: (questions: Questions) => Questions) => {
    stores.runs.setState((state) => changeResults(state, 'a', (results) => changeQuestions(results, key, how)));
  };
  /** Asks the question without the highest patch, and has it answered with a map of 0.125 all over. */
  const ask = (key: string) => {
    change(key, (questions) => {
      const asking = beginAsking(setWithoutTop(questions, { map: 'task-relevance', count: 1 }), 't');
      const { answer, maps } = fakeResult();
      const lower = maps.map((map) => ({ ...map, values: map.values.map(() => 0.125) }));
      return takeAnswer(asking, 't', { set: asking.asked, answer, keptCount: 3, maps: lower, seconds: 0.1 });
    });
  };
  const compare = () => stores.compare.getState();
  const shows = () => compare().panes.map(({ slideId, map }) => `${slideId} ${map?.resultKey} ${map?.mapId}`);
  const shown = () =>
    shownContent({
      slides: stores.slides.getState(),
      runs: stores.runs.getState(),
      overlay: stores.overlay.getState(),
    });
  return { stores, commands, open, run, change, ask, compare, shows, shown };
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

describe('comparing while a question is asked', () => {
  const maxOf = (values: ArrayLike<number> | undefined) => Math.max(...Array.from(values ?? [NaN]));

  function setUpAsked() {
    const all = setUp();
    all.open('a');
    all.run('a', 'first');
    all.run('a', 'second');
    all.ask('second');
    const runs = () => all.stores.runs.getState();
    const panes = () =>
      all.compare().panes.map((pane) => {
        const map = mapOfContent(pane, runs());
        return `${map?.kept?.key} ${map?.of} ${maxOf(map?.map.values)}`;
      });
    const window = () => `${displayedMapsOf(runs(), 'a')} ${maxOf(displayedResult(runs(), 'a')?.maps[0]?.values)}`;
    return { ...all, panes, window };
  }

  it('lays the full slide’s map beside the one as asked, then the other results', () => {
    const { commands, panes, window } = setUpAsked();
    commands.compare('four');
    expect(panes().slice(0, 3)).toEqual(['second question 0.125', 'second full-chosen 1', 'first null 1']);
    expect(window()).toBe('question 0.125');
  });

  it('has panel and readout follow the active pane, and another map chosen there stay of the full slide', () => {
    const { stores, commands, panes, window, compare } = setUpAsked();
    commands.compare('two');
    commands.activatePane(compare().panes[1]?.id ?? NaN);
    expect(window()).toBe('full-chosen 1');
    stores.overlay.setState((state) => chooseMap(state, 'bottom-up-attention'));
    expect(compare().panes[1]?.map).toEqual({ resultKey: 'second', mapId: 'bottom-up-attention', isFull: true });
    expect(compare().panes[0]?.map).toEqual({ resultKey: 'second', mapId: 'task-relevance' });
    commands.activatePane(compare().panes[0]?.id ?? NaN);
    expect(window()).toBe('question 0.125');
    expect(panes()[0]).toBe('second question 0.125');
  });

  it('sets a pane to either', () => {
    const { commands, panes, window, compare } = setUpAsked();
    commands.compare('two');
    const id = compare().panes[0]?.id ?? NaN;
    commands.showInPane(id, { slideId: 'a', map: { resultKey: 'second', mapId: 'task-relevance', isFull: true } });
    expect([panes()[0], window()]).toEqual(['second full-chosen 1', 'full-chosen 1']);
    commands.showInPane(id, { slideId: 'a', map: { resultKey: 'second', mapId: 'task-relevance' } });
    expect([panes()[0], window()]).toEqual(['second question 0.125', 'question 0.125']);
  });

  it('a pane as asked says that it is of the question before until the next one is answered; nothing once none is asked', () => {
    const { commands, panes, change } = setUpAsked();
    commands.compare('two');
    change('second', (questions) => setWithoutTop(questions, { map: 'task-relevance', count: 2 }));
    expect(panes()).toEqual(['second question-before 0.125', 'second full-chosen 1']);
    change('second', clear);
    expect(panes()).toEqual(['second null 1', 'second null 1']);
  });

  it('the single view shows results as asked, whichever pane was active', () => {
    const { commands, window, compare, shown } = setUpAsked();
    commands.compare('two');
    commands.activatePane(compare().panes[1]?.id ?? NaN);
    commands.compare('single');
    expect(window()).toBe('question 0.125');
    expect(shown()).toEqual({ slideId: 'a', map: { resultKey: 'second', mapId: 'task-relevance' } });
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
