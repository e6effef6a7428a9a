import { describe, expect, it } from 'vitest';
import type { Annotation } from '#core/annotations/annotation.ts';
import { annotationCommands } from '#commands/annotation-commands.ts';
import { addAnnotations, annotationsOf, selectAnnotation, undoAnnotations } from '#state/annotations-store.ts';
import { NOT_DRAWING, RULER_TOOL, takeTool } from '#state/drawing-store.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeSlide } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import type { DrawnShape, DrawTool } from '#viewer/slide-viewer.ts';
import { driveDrawing } from '../drawing/drive-drawing.ts';
import { editAnnotations } from './edit-annotations.ts';
import { drawnShape, showAnnotations } from './show-annotations.ts';

const LINE = { kind: 'line', from: { x: 0, y: 0 }, to: { x: 30, y: 40 } } as const;
const RECTANGLE = { kind: 'rectangle', rect: { x: 0, y: 0, width: 200, height: 100 } } as const;
const SPACING = { xUmPerPx: 0.5, yUmPerPx: 0.5 };

function ready() {
  const context = fakeContext({});
  const { stores } = context;
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  const own = { statedUmPerPx: null, downloadedFrom: null };
  stores.slides.setState((state) => finishOpening(state, 't', fakeSlide(), own));
  const drawing = recordingViewer();
  const editing = recordingViewer();
  const showing = recordingViewer();
  driveDrawing(drawing.viewer, stores);
  editAnnotations(editing.viewer, stores, annotationCommands(context));
  showAnnotations({ ...showing.viewer, slideId: () => 'slide-1' }, stores);
  const list = () => annotationsOf(stores.annotations.getState(), 'slide-1');
  return { stores, drawing, editing, showing, list };
}

function annotation(id: string, change: Partial<Annotation> = {}): Annotation {
  return { id, shape: RECTANGLE, label: '', colour: '#56b4e9', createdAt: `2026-01-01T00:00:00.00${id}Z`, ...change };
}

describe('drawing an annotation', () => {
  it('the tool has the chosen colour, a ruler its own; both write the measure beside what is drawn', () => {
    const { stores, drawing } = ready();
    stores.annotations.setState({ colour: '#009e73' });
    stores.drawing.setState((state) => takeTool(state, { purpose: 'annotation', kind: 'polygon' }));
    expect(drawing.last('setDrawTool')).toMatchObject({ kind: 'polygon', colour: '#009e73' });
    stores.drawing.setState((state) => takeTool(state, RULER_TOOL));
    const tool = drawing.last('setDrawTool') as DrawTool;
    expect([tool.kind, tool.describe?.(LINE)]).toEqual(['line', '25.0 µm']);
    // What was begun with the other one is given up first.
    expect(drawing.calls.slice(-2).map(([, first]) => first)).toEqual([null, tool]);
  });

  it('what is done becomes one and the tool is put away; points go on', () => {
    const { stores, editing, list } = ready();
    stores.drawing.setState((state) => takeTool(state, RULER_TOOL));
    editing.tell({ kind: 'draw', shape: LINE, isDone: false });
    expect(list()).toEqual([]);
    editing.tell({ kind: 'draw', shape: LINE, isDone: true });
    expect(list()).toMatchObject([{ shape: LINE, label: '' }]);
    expect(stores.drawing.getState()).toEqual(NOT_DRAWING);
    expect(stores.annotations.getState().selectedId).toBe(list()[0]?.id);
    stores.drawing.setState((state) => takeTool(state, { purpose: 'annotation', kind: 'point' }));
    for (const x of [1, 2]) editing.tell({ kind: 'draw', shape: { kind: 'point', at: { x, y: 0 } }, isDone: true });
    expect(list()).toHaveLength(3);
    expect(stores.drawing.getState().active?.kind).toBe('point');
  });

  it('takes nothing that is drawn for a question', () => {
    const { stores, editing, list } = ready();
    stores.drawing.setState((state) => takeTool(state, { purpose: 'exclude', kind: 'rectangle' }));
    editing.tell({ kind: 'draw', shape: RECTANGLE, isDone: true });
    expect(list()).toEqual([]);
  });
});

describe('annotations over the slide', () => {
  it('are hidden with the key and while peeking', () => {
    const { stores, showing } = ready();
    stores.annotations.setState((state) => addAnnotations(state, 'slide-1', [annotation('1'), annotation('2')]));
    const shown = () =>
      (showing.last('setShapes') && showing.calls.findLast(([name]) => name === 'setShapes')?.[2]) as DrawnShape[];
    expect(shown()).toHaveLength(2);
    stores.overlay.setState({ peeking: true });
    expect(shown()).toHaveLength(0);
    stores.overlay.setState({ peeking: false });
    stores.annotations.setState({ isShown: false });
    expect(shown()).toHaveLength(0);
  });

  it('a ruler says its length always, an area what it measures while it is selected', () => {
    const base = { label: 'nest', colour: '#56b4e9' };
    expect(drawnShape({ ...base, shape: LINE }, false, SPACING).label).toBe('nest · 25.0 µm');
    expect(drawnShape({ ...base, shape: RECTANGLE }, false, SPACING).label).toBe('nest');
    expect(drawnShape({ ...base, shape: RECTANGLE }, true, SPACING)).toMatchObject({
      look: 'selected',
      label: 'nest · 100 × 50.0 µm, 5,000 µm²',
    });
    expect(drawnShape({ ...base, label: '', shape: RECTANGLE }, false, SPACING)).not.toHaveProperty('label');
  });

  it('a click selects the one under it and lets go of it beside; what is dragged is a step of its own', () => {
    const { stores, editing, list } = ready();
    stores.annotations.setState((state) => addAnnotations(state, 'slide-1', [annotation('1'), annotation('2')]));
    const selected = () => stores.annotations.getState().selectedId;
    editing.tell({ kind: 'shape-click', group: 'question', index: 1 });
    expect(selected()).toBeNull();
    editing.tell({ kind: 'shape-click', group: 'annotations', index: 1 });
    expect(selected()).toBe('2');
    expect(editing.last('setEdited')).toMatchObject({ shape: RECTANGLE, chosen: null });
    const wider = { kind: 'rectangle', rect: { x: 0, y: 0, width: 300, height: 100 } } as const;
    editing.tell({ kind: 'edit', shape: wider, corner: 2, isDone: false });
    expect(list()[1]?.shape).toBe(RECTANGLE);
    expect(editing.last('setEdited')).toMatchObject({ shape: wider, chosen: 2 });
    editing.tell({ kind: 'edit', shape: wider, corner: 2, isDone: true });
    expect(list()[1]?.shape).toBe(wider);
    expect(stores.annotations.getState().bySlide['slide-1']?.undo).toHaveLength(2);
    editing.tell({ kind: 'click', point: { x: 0, y: 0 } });
    expect(selected()).toBeNull();
    expect(editing.last('setEdited')).toBeNull();
  });

  it('what is dragged as a whole is one step too, and keeps the corner that is chosen', () => {
    const { stores, editing, list } = ready();
    stores.annotations.setState((state) => addAnnotations(state, 'slide-1', [annotation('1')]));
    stores.annotations.setState({ corner: 3 });
    for (const x of [10, 20, 30]) {
      const shape = { kind: 'rectangle', rect: { x, y: 0, width: 200, height: 100 } } as const;
      editing.tell({ kind: 'edit', shape, corner: null, isDone: x === 30 });
      expect(list()[0]?.shape).toEqual(x === 30 ? shape : RECTANGLE);
      expect(editing.last('setEdited')).toMatchObject({ shape, chosen: 3 });
    }
    stores.annotations.setState((state) => undoAnnotations(state, 'slide-1'));
    expect(list()[0]?.shape).toBe(RECTANGLE);
  });

  it('hidden ones have no handles', () => {
    const { stores, editing } = ready();
    stores.annotations.setState((state) => addAnnotations(state, 'slide-1', [annotation('1')]));
    expect(editing.last('setEdited')).not.toBeNull();
    stores.annotations.setState((state) => ({ ...selectAnnotation(state, '1'), isShown: false }));
    expect(editing.last('setEdited')).toBeNull();
  });
});
