import type { AppCommands } from '#commands/create-commands.ts';
import { annotationsOf, changeAnnotation, selectAnnotation, selectedAnnotation } from '#state/annotations-store.ts';
import { putToolAway } from '#state/drawing-store.ts';
import type { Stores } from '#state/stores.ts';
import type { SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';
import { RULER_COLOUR } from '../drawing/drive-drawing.ts';

/**
 * Ties the active viewer to the annotations of its slide: what is drawn for one becomes one, a click selects, a drag moves. Returns the
 * function that unties them. To be called after `driveDrawing`, which owns the tool.
 */
export function editAnnotations(
  viewer: SlideViewer,
  stores: Stores,
  { addDrawn }: Pick<AppCommands, 'addDrawn'>,
): () => void {
  const { slides, drawing, annotations } = stores;
  let last: readonly unknown[] = [];

  function show(): void {
    const slideId = slides.getState().shownId;
    const state = annotations.getState();
    const selected = slideId === null || !state.isShown ? null : selectedAnnotation(state, slideId);
    const shape = selected && (state.edited ?? selected.shape);
    const madeOf = [slideId, shape, selected?.colour, state.corner];
    if (last.length === madeOf.length && last.every((part, i) => Object.is(part, madeOf[i]))) return;
    last = madeOf;
    viewer.setEdited(selected && shape ? { shape, colour: selected.colour, chosen: state.corner } : null);
  }

  function listen(event: ViewerEvent): void {
    const slideId = slides.getState().shownId;
    if (slideId === null) return;
    if (event.kind === 'draw') drawn(slideId, event);
    else if (event.kind === 'edit') edited(slideId, event);
    else if (event.kind === 'click') {
      if (annotations.getState().selectedId !== null) annotations.setState((state) => selectAnnotation(state, null));
    } else if (event.kind === 'shape-click' && event.group === 'annotations') {
      const id = annotationsOf(annotations.getState(), slideId)[event.index]?.id ?? null;
      annotations.setState((state) => selectAnnotation(state, id));
    }
  }

  function drawn(slideId: string, { shape, isDone }: Extract<ViewerEvent, { kind: 'draw' }>): void {
    const { active } = drawing.getState();
    if (!isDone || !shape || (active?.purpose !== 'annotation' && active?.purpose !== 'ruler')) return;
    addDrawn(slideId, shape, active.purpose === 'ruler' ? RULER_COLOUR : annotations.getState().colour);
    // Points are set in numbers, anything else one by one.
    if (active.kind !== 'point') drawing.setState((state) => putToolAway(state, active.purpose));
  }

  function edited(slideId: string, edit: Extract<ViewerEvent, { kind: 'edit' }>): void {
    annotations.setState((state) => {
      const selected = selectedAnnotation(state, slideId);
      if (!selected) return state;
      const { shape, isDone } = edit;
      // Moved as a whole it keeps the corner that is chosen.
      const corner = edit.corner ?? state.corner;
      if (!isDone) return { ...state, corner, edited: shape === selected.shape ? null : shape };
      return { ...changeAnnotation(state, slideId, selected.id, { shape }), corner, edited: null };
    });
  }

  const stops = [viewer.subscribe(listen), ...[slides, annotations].map((store) => store.subscribe(show))];
  show();
  return () => {
    for (const stop of stops) stop();
    viewer.setEdited(null);
  };
}
