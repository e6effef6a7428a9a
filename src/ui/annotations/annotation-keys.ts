import {
  deleteAnnotations,
  redoAnnotations,
  removeAnnotationCorner,
  selectAnnotation,
  undoAnnotations,
} from '#state/annotations-store.ts';
import type { Stores } from '#state/stores.ts';

/** Where a text is typed these keys are the text's, in a dialog the dialog's. */
const OWNERS = 'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]';

/**
 * Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y (⌘ on a Mac) undo and redo changes of annotations, Delete deletes the chosen corner of an outline, else
 * the selected annotation, Escape lets go of it; wherever nobody else has taken the key. Returns the function that ends it.
 */
export function annotationKeys({ slides, annotations }: Pick<Stores, 'slides' | 'annotations'>): () => void {
  const events = new AbortController();
  window.addEventListener(
    'keydown',
    (event) => {
      const slideId = slides.getState().shownId;
      if (slideId === null || event.defaultPrevented || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(OWNERS)) return;
      const change = changeOf(event, slideId);
      if (!change) return;
      const before = annotations.getState();
      annotations.setState(change);
      if (annotations.getState() !== before) event.preventDefault();
    },
    { signal: events.signal },
  );

  type Change = (state: ReturnType<typeof annotations.getState>) => ReturnType<typeof annotations.getState>;

  function changeOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent, slideId: string): Change | null {
    const letter = key.toLowerCase();
    if (ctrlKey !== metaKey) {
      if (letter === 'z') return (state) => (shiftKey ? redoAnnotations : undoAnnotations)(state, slideId);
      return letter === 'y' && ctrlKey ? (state) => redoAnnotations(state, slideId) : null;
    }
    const { selectedId, corner, isShown } = annotations.getState();
    if (ctrlKey || selectedId === null || !isShown) return null;
    if (key === 'Escape') return (state) => selectAnnotation(state, null);
    if (key !== 'Delete') return null;
    return (state) => {
      const without = corner === null ? state : removeAnnotationCorner(state, slideId, selectedId, corner);
      return without === state ? deleteAnnotations(state, slideId, new Set([selectedId])) : without;
    };
  }

  return () => {
    events.abort();
  };
}
