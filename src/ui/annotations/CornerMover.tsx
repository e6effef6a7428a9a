import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { Annotation } from '#core/annotations/annotation.ts';
import { cornersOfShape, moveCorner, withinSlide } from '#core/annotations/corners.ts';
import {
  addAnnotationCorner,
  changeAnnotation,
  moveAnnotation,
  removeAnnotationCorner,
} from '#state/annotations-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { directionOf, STEP_CSS_PX, stepOnSlide } from './arrow-steps.ts';
import s from './CornerMover.module.css';

/** Moves an annotation by keys, or one of its corners that is chosen here, adds and removes corners: what dragging on the slide does. */
export function CornerMover(props: {
  readonly slideId: string;
  readonly slide: OpenSlide;
  readonly annotation: Annotation;
}) {
  const { slideId, slide, annotation } = props;
  const { stores } = useApp();
  const corner = useStore(stores.annotations, (state) => state.corner);
  const { id, shape } = annotation;
  const corners = cornersOfShape(shape);
  const choose = (step: 1 | -1) => {
    const from = corner ?? (step === 1 ? -1 : corners.length);
    stores.annotations.setState({ corner: (from + step + corners.length) % corners.length });
  };

  function move(event: KeyboardEvent): void {
    const view = stores.view.getState().bySlide[slideId];
    const direction = directionOf(event.key);
    if (!direction || !view || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const by = stepOnSlide(view, shape, direction, event.shiftKey ? STEP_CSS_PX.far : STEP_CSS_PX.near);
    const at = corner === null ? undefined : corners[corner];
    stores.annotations.setState((state) => {
      if (corner === null || !at) return moveAnnotation(state, slideId, by, slide.description);
      const to = withinSlide({ x: at.x + by.x, y: at.y + by.y }, slide.description);
      return changeAnnotation(state, slideId, id, { shape: moveCorner(shape, corner, to) }, `corner ${String(corner)}`);
    });
  }

  return (
    <div className={s['mover']} role="group" aria-label={text.annotations.corners}>
      <div className={s['row']}>
        <IconButton
          label={text.annotations.cornerBefore}
          onClick={() => {
            choose(-1);
          }}
        >
          <ChevronLeft aria-hidden="true" />
        </IconButton>
        <output>
          {corner === null
            ? text.annotations.cornerNone(corners.length)
            : text.annotations.corner(corner + 1, corners.length)}
        </output>
        <IconButton
          label={text.annotations.cornerAfter}
          onClick={() => {
            choose(1);
          }}
        >
          <ChevronRight aria-hidden="true" />
        </IconButton>
      </div>
      <div className={s['row']}>
        <Button title={corner === null ? text.annotations.moveHint : text.annotations.cornerMoveHint} onKeyDown={move}>
          {corner === null ? text.annotations.move : text.annotations.cornerMove}
        </Button>
        {shape.kind === 'polygon' && corner !== null ? (
          <IconButton
            label={text.annotations.cornerAdd}
            onClick={() => {
              stores.annotations.setState((state) => addAnnotationCorner(state, slideId));
            }}
          >
            <Plus aria-hidden="true" />
          </IconButton>
        ) : null}
        {shape.kind === 'polygon' && corner !== null && corners.length > 3 ? (
          <IconButton
            label={text.annotations.cornerRemove}
            onClick={() => {
              stores.annotations.setState((state) => removeAnnotationCorner(state, slideId, id, corner));
            }}
          >
            <Minus aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
    </div>
  );
}
