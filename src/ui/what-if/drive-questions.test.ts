import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { chooseShown, showResult } from '#state/displayed.ts';
import { takeTool } from '#state/drawing-store.ts';
import { changeResults } from '#state/kept-results.ts';
import { addResult, changeQuestions } from '#state/slide-results.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { NO_QUESTIONS as NOTHING, addRegion, paintUnits, type Questions } from '#state/what-if-questions.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import { driveQuestions } from './drive-questions.ts';

const box = { kind: 'rectangle', rect: level0Rect(0, 0, 300, 300) } as const;
const at = (x: number) => ({ x, y: 128 });

function setUp() {
  const { stores } = fakeContext({});
  const { viewer, tell, last, count } = recordingViewer();
  const result = fakeResult();
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  stores.slides.setState((state) =>
    finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }),
  );
  stores.models.setState({ byId: { nests: { baseUrl: null, manifest: fakeManifest() } } });
  stores.runs.setState((state) =>
    changeResults(state, 'slide-1', (results) => addResult(results, { key: 'k', result, origin: null, notes: [] })),
  );
  const change = (how: (questions: Questions) => Questions) => {
    stores.runs.setState((state) => changeResults(state, 'slide-1', (results) => changeQuestions(results, 'k', how)));
  };
  const commands = { markRegion: vi.fn(), markPatches: vi.fn() };
  const untie = driveQuestions(viewer, stores, commands);
  return { stores, tell, last, count, change, commands, untie };
}

describe('what is drawn for a question', () => {
  let all: ReturnType<typeof setUp>;
  beforeEach(() => {
    all = setUp();
  });
  afterEach(() => {
    all.untie();
  });

  it('becomes a mark, when it is done, with the effect of its tool', () => {
    const { stores, tell, commands } = all;
    tell({ kind: 'draw', shape: box, isDone: true });
    stores.drawing.setState((state) => takeTool(state, { purpose: 'annotation', kind: 'rectangle' }));
    tell({ kind: 'draw', shape: box, isDone: true });
    stores.drawing.setState((state) => takeTool(state, { purpose: 'keep', kind: 'rectangle' }));
    tell({ kind: 'draw', shape: box, isDone: false });
    tell({ kind: 'draw', shape: null, isDone: true });
    expect(commands.markRegion).not.toHaveBeenCalled();
    tell({ kind: 'draw', shape: box, isDone: true });
    expect(commands.markRegion).toHaveBeenCalledExactlyOnceWith('slide-1', 'keep', box);
  });

  it('strokes paint the patches they pass, shown as they grow, and are one mark at their end', () => {
    const { stores, tell, last, commands } = all;
    stores.whatIfTools.setState({ brush: 1 });
    stores.drawing.setState((state) => takeTool(state, { purpose: 'exclude', kind: 'paint' }));
    tell({ kind: 'paint', from: at(10), at: at(10), isDone: false });
    tell({ kind: 'paint', from: at(10), at: at(300), isDone: false });
    // Two neighbours are drawn as one box.
    expect(last('setShapes')).toBe('question');
    expect(all.stores.runs.getState().results['slide-1']?.list[0]?.questions).toBeUndefined();
    expect(commands.markPatches).not.toHaveBeenCalled();
    tell({ kind: 'paint', from: at(300), at: at(300), isDone: true });
    expect(commands.markPatches).toHaveBeenCalledExactlyOnceWith('slide-1', {
      effect: 'exclude',
      indices: [0, 1],
      isErasing: false,
    });
  });

  it('a stroke begun on a painted patch takes away', () => {
    const { stores, tell, change, commands } = all;
    change((questions) => paintUnits(questions, { id: 'p', effect: 'exclude', indices: [0, 1, 2], isErasing: false }));
    stores.whatIfTools.setState({ brush: 1 });
    stores.drawing.setState((state) => takeTool(state, { purpose: 'exclude', kind: 'paint' }));
    tell({ kind: 'paint', from: at(300), at: at(300), isDone: false });
    tell({ kind: 'paint', from: at(300), at: at(900), isDone: true });
    expect(commands.markPatches).toHaveBeenCalledExactlyOnceWith('slide-1', {
      effect: 'exclude',
      indices: [1, 2, 3],
      isErasing: true,
    });
  });

  it('is put away where the result on screen cannot be asked; what was begun with it marks nothing', () => {
    const { stores, tell, commands } = all;
    const takeBox = () => {
      stores.drawing.setState((state) => takeTool(state, { purpose: 'exclude', kind: 'rectangle' }));
      return stores.drawing.getState().active;
    };
    const { run } = fakeResult();
    const result = fakeResult({ id: 'of another', run: { ...run, bundle: { ...run.bundle, version: '0.9.0' } } });
    const origin = { kind: 'file', fileName: 'a.fovea.json', slideKnownBy: 'fingerprint' } as const;
    expect(takeBox()).not.toBeNull();
    stores.runs.setState((state) => showResult(state, 'slide-1', result, origin));
    expect(stores.drawing.getState().active).toBeNull();
    tell({ kind: 'draw', shape: box, isDone: true });
    expect(takeBox()).toBeNull();
    stores.runs.setState((state) => chooseShown(state, 'slide-1', 'k'));
    expect(takeBox()).not.toBeNull();
    stores.models.setState({ byId: {} });
    expect(stores.drawing.getState().active).toBeNull();
    expect(commands.markRegion).not.toHaveBeenCalled();
    // Tools for something else are none of this.
    stores.drawing.setState((state) => takeTool(state, { purpose: 'annotation', kind: 'rectangle' }));
    expect(stores.drawing.getState().active).not.toBeNull();
  });
});

describe('the marks of a question over the slide', () => {
  /** What was last laid over the slide. */
  const shapes = (calls: readonly unknown[][]) => calls.findLast(([name]) => name === 'setShapes')?.[2];

  it('numbered, in the look of their effect; the one pointed at stands out; none while peeking', () => {
    const { stores } = fakeContext({});
    const { viewer, calls } = recordingViewer();
    stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
    stores.slides.setState((state) =>
      finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }),
    );
    const untie = driveQuestions(viewer, stores, { markRegion: vi.fn(), markPatches: vi.fn() });
    expect(shapes(calls)).toEqual([]);
    const marked = paintUnits(addRegion(NOTHING, { id: 'r', effect: 'keep', shape: box }), {
      id: 'p',
      effect: 'exclude',
      indices: [0, 1, 3],
      isErasing: false,
    });
    const kept = { key: 'k', result: fakeResult(), origin: null, notes: [], questions: marked };
    stores.runs.setState((state) => changeResults(state, 'slide-1', (results) => addResult(results, kept)));
    expect(shapes(calls)).toMatchObject([
      { shape: box, look: 'keep', label: '1' },
      // Neighbours in a row are one box.
      {
        shape: { kind: 'rects', rects: [level0Rect(0, 0, 512, 256), level0Rect(768, 0, 256, 256)] },
        look: 'exclude',
        label: '2',
      },
    ]);
    stores.whatIfTools.setState({ pointedAt: 'r' });
    expect(shapes(calls)).toMatchObject([{ look: 'selected' }, { look: 'exclude' }]);
    const before = calls.length;
    stores.whatIfTools.setState({ pointedAt: 'r' });
    stores.runs.setState({ ...stores.runs.getState() });
    expect(calls).toHaveLength(before);
    stores.overlay.setState({ peeking: true });
    expect(shapes(calls)).toEqual([]);
    untie();
  });
});
