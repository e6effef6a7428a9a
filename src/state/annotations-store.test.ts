import { describe, expect, it } from 'vitest';
import { ANNOTATION_LIMITS, type Annotation } from '#core/annotations/annotation.ts';
import {
  addAnnotationCorner,
  addAnnotations,
  annotationsOf,
  beginSlide,
  changeAnnotation,
  deleteAnnotations,
  endSlide,
  INITIAL_ANNOTATIONS,
  moveAnnotation,
  redoAnnotations,
  removeAnnotationCorner,
  roomFor,
  selectAnnotation,
  takeKept,
  undoAnnotations,
  type AnnotationsState,
} from './annotations-store.ts';

const SLIDE = 'slide-1';

function at(x: number, change: Partial<Annotation> = {}): Annotation {
  return {
    id: `a${String(x)}`,
    shape: { kind: 'point', at: { x, y: 0 } },
    label: '',
    colour: '#e69f00',
    createdAt: `2026-01-01T00:00:0${String(x % 10)}.000Z`,
    ...change,
  };
}

function having(...list: Annotation[]): AnnotationsState {
  const begun = beginSlide(INITIAL_ANNOTATIONS, SLIDE, { kind: 'kept' }, null);
  return list.reduce((state, one) => addAnnotations(state, SLIDE, [one]), begun);
}

const ids = (state: AnnotationsState) => annotationsOf(state, SLIDE).map(({ id }) => id);

describe('annotations', () => {
  it('are listed in the order in which they were made, whichever way they came', () => {
    expect(ids(having(at(3), at(1), at(2)))).toEqual(['a1', 'a2', 'a3']);
  });

  it('one that is added is selected and shown; many are one step and select none', () => {
    const one = addAnnotations({ ...having(), isShown: false }, SLIDE, [at(1)]);
    expect([one.selectedId, one.isShown]).toEqual(['a1', true]);
    const many = addAnnotations(one, SLIDE, [at(2), at(3)]);
    expect(many.selectedId).toBe('a1');
    expect(ids(undoAnnotations(many, SLIDE))).toEqual(['a1']);
  });

  it('are bounded in number and in the length of a label; one of the same id takes the place of the other', () => {
    const full = addAnnotations(
      having(),
      SLIDE,
      Array.from({ length: ANNOTATION_LIMITS.perSlide + 5 }, (_, i) => at(1, { id: `n${String(i)}` })),
    );
    expect(annotationsOf(full, SLIDE)).toHaveLength(ANNOTATION_LIMITS.perSlide);
    expect(roomFor(full, SLIDE)).toBe(0);
    const again = addAnnotations(full, SLIDE, [at(1, { id: 'n7', label: 'again' })]);
    expect(annotationsOf(again, SLIDE).find(({ id }) => id === 'n7')?.label).toBe('again');
    const long = changeAnnotation(having(at(1)), SLIDE, 'a1', { label: 'x'.repeat(1000) });
    expect(annotationsOf(long, SLIDE)[0]?.label).toHaveLength(ANNOTATION_LIMITS.label);
  });
});

describe('undo and redo', () => {
  it('go through making, changing and deleting, in turn', () => {
    const made = having(at(1), at(2));
    const renamed = changeAnnotation(made, SLIDE, 'a1', { label: 'tumour' });
    const gone = deleteAnnotations(renamed, SLIDE, new Set(['a1', 'a2']));
    expect(ids(gone)).toEqual([]);
    const back = undoAnnotations(gone, SLIDE);
    expect(annotationsOf(back, SLIDE)).toEqual(annotationsOf(renamed, SLIDE));
    expect(annotationsOf(undoAnnotations(back, SLIDE), SLIDE)[0]?.label).toBe('');
    let state = back;
    for (let i = 0; i < 9; i++) state = undoAnnotations(state, SLIDE);
    expect(ids(state)).toEqual([]);
    for (let i = 0; i < 9; i++) state = redoAnnotations(state, SLIDE);
    expect(ids(state)).toEqual([]);
    expect(ids(undoAnnotations(state, SLIDE))).toEqual(['a1', 'a2']);
  });

  it('what is done after an undo takes the place of what was undone', () => {
    const undone = undoAnnotations(having(at(1), at(2)), SLIDE);
    const other = addAnnotations(undone, SLIDE, [at(3)]);
    expect(ids(redoAnnotations(other, SLIDE))).toEqual(['a1', 'a3']);
  });

  it('typing one label is one step, another annotation’s is another', () => {
    let state = having(at(1), at(2));
    for (const label of ['t', 'tu', 'tum']) state = changeAnnotation(state, SLIDE, 'a1', { label }, 'label');
    state = changeAnnotation(state, SLIDE, 'a2', { label: 'x' }, 'label');
    const one = undoAnnotations(state, SLIDE);
    expect(annotationsOf(one, SLIDE).map(({ label }) => label)).toEqual(['tum', '']);
    expect(annotationsOf(undoAnnotations(one, SLIDE), SLIDE)[0]?.label).toBe('');
    expect(ids(undoAnnotations(one, SLIDE))).toEqual(['a1', 'a2']);
    expect(changeAnnotation(state, SLIDE, 'a2', { label: 'x' }, 'label')).toBe(state);
  });

  it('leave no corner chosen that is gone, and the chosen one chosen where it is another by number', () => {
    const points = [0, 1, 2, 3].map((i) => ({ x: i * i, y: 10 * i }));
    const outline = having(at(1, { shape: { kind: 'polygon', points } }));
    const undone = undoAnnotations(removeAnnotationCorner(outline, SLIDE, 'a1', 1), SLIDE);
    expect(redoAnnotations({ ...undone, corner: 3 }, SLIDE).corner).toBe(2);
    expect(redoAnnotations({ ...undone, corner: 1 }, SLIDE).corner).toBeNull();
    expect(undoAnnotations({ ...redoAnnotations(undone, SLIDE), corner: 2 }, SLIDE).corner).toBe(3);
    const kept = [at(1, { shape: { kind: 'polygon', points: points.slice(0, 3) } })];
    expect(takeKept({ ...outline, corner: 3 }, SLIDE, kept, new Set(), 0).corner).toBeNull();
  });

  it('moving one as a whole is one step, a corner that is added another', () => {
    const points = [0, 1, 2].map((i) => ({ x: 10 + i * i, y: 10 * i }));
    const outline = having(at(1, { shape: { kind: 'polygon', points } }));
    const slide = { width: 100, height: 100 };
    const first = (state: AnnotationsState) => annotationsOf(state, SLIDE)[0]?.shape;
    const right = moveAnnotation(moveAnnotation(outline, SLIDE, { x: 6, y: 0 }, slide), SLIDE, { x: 6, y: 2 }, slide);
    expect(first(right)).toMatchObject({ points: points.map(({ x, y }) => ({ x: x + 12, y: y + 2 })) });
    expect(first(undoAnnotations(right, SLIDE))).toEqual(first(outline));
    expect(addAnnotationCorner(right, SLIDE)).toBe(right);
    const more = addAnnotationCorner({ ...right, corner: 0 }, SLIDE);
    expect([more.corner, first(more)]).toMatchObject([
      1,
      { points: [{ x: 22 }, { x: 22.5, y: 7 }, { x: 23 }, { x: 26 }] },
    ]);
    expect(first(undoAnnotations(more, SLIDE))).toEqual(first(right));
    const none = selectAnnotation(right, null);
    expect(moveAnnotation(none, SLIDE, { x: 1, y: 1 }, slide)).toBe(none);
  });

  it('leave alone what another tab made meanwhile', () => {
    const mine = having(at(1));
    const both = takeKept(mine, SLIDE, [at(5)], new Set(['a1']), 0);
    expect(ids(both)).toEqual(['a1', 'a5']);
    expect(ids(undoAnnotations(both, SLIDE))).toEqual(['a5']);
    expect(ids(redoAnnotations(undoAnnotations(both, SLIDE), SLIDE))).toEqual(['a1', 'a5']);
  });
});

describe('a slide', () => {
  it('has annotations of its own, and what is kept is taken over but for what was changed here', () => {
    const other = addAnnotations(having(at(1)), 'slide-2', [at(2)]);
    expect(ids(other)).toEqual(['a1']);
    const kept = takeKept(other, SLIDE, [at(1, { label: 'theirs' }), at(4)], new Set(['a1']), 3);
    expect(annotationsOf(kept, SLIDE).map(({ id, label }) => [id, label])).toEqual([
      ['a1', ''],
      ['a4', ''],
    ]);
    expect(kept.bySlide[SLIDE]?.unreadable).toBe(3);
  });

  it('without a fingerprint finds its annotations again when it is opened again in this tab', () => {
    const closed = endSlide(having(at(1)), SLIDE, 'a.png 10 20');
    expect(ids(closed)).toEqual([]);
    const again = beginSlide(closed, 'slide-9', { kind: 'tab-only' }, 'a.png 10 20');
    expect(annotationsOf(again, 'slide-9').map(({ id }) => id)).toEqual(['a1']);
    expect(annotationsOf(beginSlide(closed, 'slide-9', { kind: 'kept' }, null), 'slide-9')).toEqual([]);
  });

  it('the selected one is none after it was deleted', () => {
    const state = deleteAnnotations(selectAnnotation(having(at(1), at(2)), 'a1'), SLIDE, new Set(['a1']));
    expect(state.selectedId).toBeNull();
  });
});
