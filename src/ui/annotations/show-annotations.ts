import { isArea } from '#core/geometry/shapes.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import type { Annotation } from '#core/annotations/annotation.ts';
import { annotationsOf } from '#state/annotations-store.ts';
import { spacingInUse } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import type { DrawnShape, SlideViewer } from '#viewer/slide-viewer.ts';
import { measureText } from './measure-text.ts';

/** Shows the annotations of whatever slide a viewer has open. Returns the function that ends it. */
export function showAnnotations(viewer: SlideViewer, stores: Stores): () => void {
  const { slides, annotations, overlay } = stores;
  let last: readonly unknown[] = [];

  function show(): void {
    const slideId = viewer.slideId();
    const slide = slideId === null ? undefined : slides.getState().byId[slideId];
    if (slideId === null || !slide) {
      last = [];
      return;
    }
    const state = annotations.getState();
    const list = annotationsOf(state, slideId);
    const isShown = state.isShown && !overlay.getState().peeking;
    const spacing = spacingInUse(slide)?.spacing ?? null;
    const madeOf = [slideId, list, state.selectedId, state.edited, isShown, spacing?.xUmPerPx, spacing?.yUmPerPx];
    if (last.length === madeOf.length && last.every((part, i) => Object.is(part, madeOf[i]))) return;
    last = madeOf;
    const drawn = isShown
      ? list.map((one) => {
          const isSelected = one.id === state.selectedId;
          return drawnShape(isSelected && state.edited ? { ...one, shape: state.edited } : one, isSelected, spacing);
        })
      : [];
    viewer.setShapes('annotations', drawn);
  }

  const stops = [
    // Another slide may have been opened in it, whose shapes it has dropped.
    viewer.subscribe((event) => {
      if (event.kind === 'view-changed') show();
    }),
    ...[slides, annotations, overlay].map((store) => store.subscribe(show)),
  ];
  show();
  return () => {
    for (const stop of stops) stop();
  };
}

/** An annotation as it lies over the slide: a line says its length at all times, an area its measures while it is selected. */
export function drawnShape(
  { shape, label, colour }: Pick<Annotation, 'shape' | 'label' | 'colour'>,
  isSelected: boolean,
  spacing: Spacing | null,
): DrawnShape {
  const measure = shape.kind === 'line' || (isSelected && isArea(shape)) ? measureText(shape, spacing) : '';
  const said = [label, measure].filter((part) => part !== '').join(' · ');
  return { shape, colour, look: isSelected ? 'selected' : 'plain', ...(said === '' ? {} : { label: said }) };
}
