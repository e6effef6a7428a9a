import { createStore, type StoreApi } from 'zustand/vanilla';
import { ANNOTATION_COLOURS, ANNOTATION_LIMITS, type Annotation } from '#core/annotations/annotation.ts';
import { addCorner, cornersOfShape, moveShape, removeCorner } from '#core/annotations/corners.ts';
import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';

/** What becomes of one annotation in one step: null before it was made and after it was deleted. */
interface Change {
  readonly id: string;
  readonly before: Annotation | null;
  readonly after: Annotation | null;
}

/** One step of undo. */
interface Step {
  readonly changes: readonly Change[];
  /** Steps in a row that say the same here are one: typing a label, leading a corner by keys. */
  readonly joins: string | null;
}

/** Where a slide's annotations are kept beyond this tab. */
export type Keeping =
  | { readonly kind: 'reading' }
  | { readonly kind: 'kept' }
  /** The slide cannot be known again (no fingerprint): kept until the tab is closed. */
  | { readonly kind: 'tab-only' }
  /** Storage refused; all is still here, and tried again with the next change. */
  | { readonly kind: 'failed'; readonly why: 'full' | 'forbidden' };

/** A slide's annotations, in the order in which they were made. */
export interface SlideAnnotations {
  readonly list: readonly Annotation[];
  readonly undo: readonly Step[];
  readonly redo: readonly Step[];
  readonly keeping: Keeping;
  /** Stored entries that this version cannot read; they are left where they are. */
  readonly unreadable: number;
}

export interface AnnotationsState {
  /** By slide id. */
  readonly bySlide: Readonly<Record<string, SlideAnnotations>>;
  /** Of slides that are closed and cannot be known again but by name and size; by that. */
  readonly closed: Readonly<Record<string, readonly Annotation[]>>;
  /** The one that is worked on. */
  readonly selectedId: string | null;
  /** The corner of it that keys move. */
  readonly corner: number | null;
  /** The shape of the selected one while a corner is dragged. */
  readonly edited: Shape | null;
  readonly isShown: boolean;
  /** `#rrggbb` of what is drawn next. */
  readonly colour: string;
}

export type AnnotationsStore = StoreApi<AnnotationsState>;

const MAX_STEPS = 200;

export const NO_ANNOTATIONS: SlideAnnotations = {
  list: [],
  undo: [],
  redo: [],
  keeping: { kind: 'tab-only' },
  unreadable: 0,
};

export const INITIAL_ANNOTATIONS: AnnotationsState = {
  bySlide: {},
  closed: {},
  selectedId: null,
  corner: null,
  edited: null,
  isShown: true,
  colour: ANNOTATION_COLOURS[0],
};

export function createAnnotationsStore(): AnnotationsStore {
  return createStore(() => INITIAL_ANNOTATIONS);
}

/** A slide's annotations in the order in which they were made. */
export function annotationsOf({ bySlide }: AnnotationsState, slideId: string): readonly Annotation[] {
  return (bySlide[slideId] ?? NO_ANNOTATIONS).list;
}

export function selectedAnnotation(state: AnnotationsState, slideId: string): Annotation | null {
  return annotationsOf(state, slideId).find(({ id }) => id === state.selectedId) ?? null;
}

/** Chooses the one to work on; null for none. */
export function selectAnnotation(state: AnnotationsState, id: string | null): AnnotationsState {
  return { ...state, selectedId: id, corner: null, edited: null };
}

/**
 * Adds annotations in one step of undo; of a single one it becomes the selected. Those whose id is there already take its place. What would
 * be beyond the limit of a slide is left out: compare with {@link roomFor}.
 */
export function addAnnotations(
  state: AnnotationsState,
  slideId: string,
  added: readonly Annotation[],
): AnnotationsState {
  const known = new Map(annotationsOf(state, slideId).map((one) => [one.id, one]));
  let room = roomFor(state, slideId);
  const changes: Change[] = [];
  for (const after of added) {
    const before = known.get(after.id) ?? null;
    if (!before && room-- <= 0) continue;
    changes.push({ id: after.id, before, after });
  }
  const next = step(state, slideId, { changes, joins: null });
  const only = changes.length === 1 ? changes[0] : undefined;
  return only ? selectAnnotation({ ...next, isShown: true }, only.id) : next;
}

/** How many more annotations a slide can have. */
export function roomFor(state: AnnotationsState, slideId: string): number {
  return ANNOTATION_LIMITS.perSlide - annotationsOf(state, slideId).length;
}

/** Changes one annotation; steps in a row that `join` under the same name are undone as one. */
export function changeAnnotation(
  state: AnnotationsState,
  slideId: string,
  id: string,
  change: Partial<Pick<Annotation, 'label' | 'colour' | 'shape'>>,
  join: string | null = null,
): AnnotationsState {
  const before = annotationsOf(state, slideId).find((one) => one.id === id);
  if (!before) return state;
  const label = change.label?.slice(0, ANNOTATION_LIMITS.label);
  const after = { ...before, ...change, ...(label === undefined ? {} : { label }) };
  if (after.label === before.label && after.colour === before.colour && after.shape === before.shape) return state;
  const joins = join === null ? null : `${join} ${id}`;
  return step({ ...state, edited: null }, slideId, { changes: [{ id, before, after }], joins });
}

/** Takes a corner out of an outline; of anything else, and of a triangle, there is none to take out. */
export function removeAnnotationCorner(
  state: AnnotationsState,
  slideId: string,
  id: string,
  corner: number,
): AnnotationsState {
  const annotation = annotationsOf(state, slideId).find((one) => one.id === id);
  if (!annotation) return state;
  const next = changeAnnotation(state, slideId, id, { shape: removeCorner(annotation.shape, corner) });
  return next === state ? state : { ...next, corner: null };
}

/** Adds a corner to an outline, in the middle of the edge that follows the chosen corner of the selected one; it is chosen then. */
export function addAnnotationCorner(state: AnnotationsState, slideId: string): AnnotationsState {
  const { corner } = state;
  const selected = selectedAnnotation(state, slideId);
  if (!selected || corner === null) return state;
  const next = changeAnnotation(state, slideId, selected.id, { shape: addCorner(selected.shape, corner) });
  return next === state ? state : { ...next, corner: corner + 1 };
}

/** Moves the selected one as a whole; steps in a row are undone as one. @param by level-0 px @param slide its size, level-0 px */
export function moveAnnotation(
  state: AnnotationsState,
  slideId: string,
  by: Level0Point,
  slide: { readonly width: number; readonly height: number },
): AnnotationsState {
  const selected = selectedAnnotation(state, slideId);
  if (!selected) return state;
  return changeAnnotation(state, slideId, selected.id, { shape: moveShape(selected.shape, by, slide) }, 'move');
}

/** Deletes annotations in one step of undo. */
export function deleteAnnotations(
  state: AnnotationsState,
  slideId: string,
  ids: ReadonlySet<string>,
): AnnotationsState {
  const changes = annotationsOf(state, slideId)
    .filter(({ id }) => ids.has(id))
    .map((before): Change => ({ id: before.id, before, after: null }));
  const next = step(state, slideId, { changes, joins: null });
  return state.selectedId !== null && ids.has(state.selectedId) ? selectAnnotation(next, null) : next;
}

export function undoAnnotations(state: AnnotationsState, slideId: string): AnnotationsState {
  const slide = state.bySlide[slideId];
  const last = slide?.undo.at(-1);
  if (!slide || !last) return state;
  const back = last.changes.map(({ id, before, after }): Change => ({ id, before: after, after: before }));
  return replacedUnderHand(state, slideId, {
    ...slide,
    list: changedList(slide.list, back),
    undo: slide.undo.slice(0, -1),
    redo: [...slide.redo, last],
  });
}

export function redoAnnotations(state: AnnotationsState, slideId: string): AnnotationsState {
  const slide = state.bySlide[slideId];
  const next = slide?.redo.at(-1);
  if (!slide || !next) return state;
  return replacedUnderHand(state, slideId, {
    ...slide,
    list: changedList(slide.list, next.changes),
    undo: [...slide.undo, next],
    redo: slide.redo.slice(0, -1),
  });
}

/** Begins to keep a slide's annotations; those of a closed slide that is known by name and size come back. */
export function beginSlide(
  state: AnnotationsState,
  slideId: string,
  keeping: Keeping,
  closedKey: string | null,
): AnnotationsState {
  if (state.bySlide[slideId]) return state;
  const list = closedKey === null ? [] : (state.closed[closedKey] ?? []);
  return replaced(state, slideId, { ...NO_ANNOTATIONS, list, keeping });
}

/**
 * Takes over what is kept, by id: here stays what `own` names (made or changed here and not yet kept), the rest is as it is kept. Steps of undo
 * stay; undone, they change by id as well.
 */
export function takeKept(
  state: AnnotationsState,
  slideId: string,
  kept: readonly Annotation[],
  own: ReadonlySet<string>,
  unreadable: number,
): AnnotationsState {
  const slide = state.bySlide[slideId];
  if (!slide) return state;
  const mine = slide.list.filter(({ id }) => own.has(id));
  const theirs = kept.filter(({ id }) => !own.has(id));
  return replacedUnderHand(state, slideId, { ...slide, list: inOrder([...theirs, ...mine]), unreadable });
}

export function setKeeping(state: AnnotationsState, slideId: string, keeping: Keeping): AnnotationsState {
  const slide = state.bySlide[slideId];
  if (!slide || sameKeeping(slide.keeping, keeping)) return state;
  return replaced(state, slideId, { ...slide, keeping });
}

/** Lets go of a slide that was closed; under `closedKey` its annotations wait for the slide to be opened again in this tab. */
export function endSlide(state: AnnotationsState, slideId: string, closedKey: string | null): AnnotationsState {
  const list = annotationsOf(state, slideId);
  const bySlide = Object.fromEntries(Object.entries(state.bySlide).filter(([id]) => id !== slideId));
  return { ...state, bySlide, closed: closedKey === null ? state.closed : { ...state.closed, [closedKey]: list } };
}

function step(state: AnnotationsState, slideId: string, done: Step): AnnotationsState {
  if (done.changes.length === 0) return state;
  const slide = state.bySlide[slideId] ?? NO_ANNOTATIONS;
  const last = slide.undo.at(-1);
  const isJoined = done.joins !== null && last?.joins === done.joins && slide.redo.length === 0;
  const undo = isJoined ? [...slide.undo.slice(0, -1), joined(last, done)] : [...slide.undo, done].slice(-MAX_STEPS);
  return replaced(state, slideId, { ...slide, list: changedList(slide.list, done.changes), undo, redo: [] });
}

/** Two steps on the same annotation as one. */
function joined(first: Step, second: Step): Step {
  const before = new Map(first.changes.map((change) => [change.id, change.before]));
  const changes = second.changes.map((change) => ({ ...change, before: before.get(change.id) ?? change.before }));
  return { ...second, changes };
}

function changedList(list: readonly Annotation[], changes: readonly Change[]): readonly Annotation[] {
  const byId = new Map(list.map((one) => [one.id, one]));
  for (const { id, after } of changes)
    if (after) byId.set(id, after);
    else byId.delete(id);
  return inOrder([...byId.values()]);
}

/** The same order in every tab. */
function inOrder(list: Annotation[]): readonly Annotation[] {
  const key = ({ createdAt, id }: Annotation) => `${createdAt} ${id}`;
  return list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function replaced(state: AnnotationsState, slideId: string, slide: SlideAnnotations): AnnotationsState {
  return { ...state, bySlide: { ...state.bySlide, [slideId]: slide } };
}

/** As `replaced`, where the selected one may become another shape: the chosen corner stays chosen if it is still there, else none is. */
function replacedUnderHand(state: AnnotationsState, slideId: string, slide: SlideAnnotations): AnnotationsState {
  const next = replaced(state, slideId, slide);
  if (state.corner === null) return next;
  const [before, after] = [state, next].map((one) => {
    const selected = selectedAnnotation(one, slideId);
    return selected ? cornersOfShape(selected.shape) : [];
  });
  if (!before || !after || before.length === after.length) return next;
  const place = before[state.corner];
  const corner = place ? after.findIndex(({ x, y }) => x === place.x && y === place.y) : -1;
  return { ...next, corner: corner < 0 ? null : corner };
}

function sameKeeping(a: Keeping, b: Keeping): boolean {
  return a.kind === b.kind && (a.kind !== 'failed' || b.kind !== 'failed' || a.why === b.why);
}
