import { describe, expect, it } from 'vitest';
import { NOT_DRAWING, REGION_TOOL, takeTool } from '#state/drawing-store.ts';
import { modelsLoaded, selectModel } from '#state/models-store.ts';
import { showResult } from '#state/displayed.ts';
import { chooseScope, showField } from '#state/sampling-store.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { createStores } from '#state/stores.ts';
import { fakeSlide } from '#test-support/fake-services.ts';
import { fakeSamplingManifest, fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { PatchMark } from '#viewer/slide-viewer.ts';
import { driveSampling, marksOf } from './drive-sampling.ts';

function ready() {
  const stores = createStores({ read: () => null, write: () => undefined });
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  stores.slides.setState((state) =>
    finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }),
  );
  stores.models.setState((state) =>
    selectModel(modelsLoaded(state, [{ baseUrl: 'https://a.test/', manifest: fakeSamplingManifest() }], []), 'sampler'),
  );
  const recording = recordingViewer();
  const untie = driveSampling(recording.viewer, stores);
  return { stores, ...recording, untie };
}

const rect = { x: 5, y: 6, width: 700, height: 500 };
const origin = { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' } as const;

describe('the region tool', () => {
  const drawn = { kind: 'draw', shape: { kind: 'rectangle', rect } } as const;

  it('is put away with the first rectangle, which becomes the region of the next run', () => {
    const { stores, last, tell } = ready();
    stores.drawing.setState((state) => takeTool(state, REGION_TOOL));
    tell({ ...drawn, isDone: false });
    expect(stores.sampling.getState().drawn).toEqual({});
    tell({ ...drawn, isDone: true });
    expect(stores.drawing.getState()).toEqual(NOT_DRAWING);
    expect(stores.sampling.getState().drawn).toEqual({ 'slide-1': rect });
    expect(last('setRegions')).toEqual([{ rect, look: 'draft' }]);
    stores.sampling.setState((state) => chooseScope(state, 'slide-1', 'view'));
    expect(last('setRegions')).toEqual([]);
  });

  it('takes nothing that is drawn for something else', () => {
    const { stores, tell } = ready();
    stores.drawing.setState((state) => takeTool(state, { purpose: 'annotation', kind: 'rectangle' }));
    tell({ ...drawn, isDone: true });
    expect(stores.sampling.getState().drawn).toEqual({});
    expect(stores.drawing.getState().active?.purpose).toBe('annotation');
  });
});

describe('a result', () => {
  it('shows its fields with numbers and the patches of the one chosen', () => {
    const { stores, last } = ready();
    const result = fakeSamplingResult();
    stores.runs.setState((state) => showResult(state, 'slide-1', result, origin));
    expect(last('setRegions')).toMatchObject([
      { look: 'quiet', label: '2' },
      { look: 'chosen', label: '1' },
    ]);
    expect((last('setMarks') as PatchMark[]).map((mark) => [mark.label, mark.rect.x])).toEqual([
      ['1', 0],
      ['2', 100],
      ['3', 200],
    ]);
    stores.sampling.setState((state) => showField(state, result.id, 1));
    expect((last('setMarks') as PatchMark[])[0]?.rect.x).toBe(800);
    stores.overlay.setState({ peeking: true });
    expect(last('setMarks')).toEqual([]);
    expect(last('setRegions')).toEqual([]);
  });

  it('highlights what is pointed at on the slide, else what was clicked', () => {
    const { stores, calls, tell } = ready();
    stores.runs.setState((state) => showResult(state, 'slide-1', fakeSamplingResult(), origin));
    const highlighted = () => calls.findLast(([name]) => name === 'setMarks')?.[2];
    tell({ kind: 'mark-click', mark: 2 });
    expect(highlighted()).toBe(2);
    tell({ kind: 'mark-hover', mark: 0 });
    expect(highlighted()).toBe(0);
    tell({ kind: 'mark-hover', mark: null });
    expect(highlighted()).toBe(2);
  });

  it('tells the viewer only what is new', () => {
    const { stores, count } = ready();
    stores.runs.setState((state) => showResult(state, 'slide-1', fakeSamplingResult(), origin));
    const before = [count('setMarks'), count('setRegions')];
    stores.sampling.setState({ inView: rect, seed: 9 });
    stores.overlay.setState({ opacity: 0.3 });
    expect([count('setMarks'), count('setRegions')]).toEqual(before);
  });
});

describe('marks', () => {
  it('have the colour of the class voted for and a line by weight: an even share is 2 px', () => {
    const [field] = fakeSamplingResult().sampling!.fields;
    expect(marksOf(field).map(({ colour, lineWidthCssPx }) => [colour, lineWidthCssPx])).toEqual([
      ['#0072b2', 2],
      ['#e69f00', 4],
      ['#0072b2', 2],
    ]);
    expect(marksOf(undefined)).toEqual([]);
  });
});
