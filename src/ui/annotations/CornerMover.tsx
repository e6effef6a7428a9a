import { ChevronLeft, ChevronRight, Minus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { Annotation } from '#core/annotations/annotation.ts';
import { cornersOfShape, moveCorner, withinSlide } from '#core/annotations/corners.ts';
import { changeAnnotation, removeAnnotationCorner } from '#state/annotations-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { toCss, toLevel0, transformOfFrame } from '#viewer/view-frame.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './CornerMover.module.css';

const STEP_CSS_PX = { near: 2, far: 20 } as const;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Chooses one of an annotation's corners and moves it by keys: what dragging its handle on the slide does. */
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
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    const at = corner === null ? undefined : corners[corner];
    if ((dx === 0 && dy === 0) || corner === null || !at || !view || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    // Over the screen: in a turned view right is right. The size of the view does not matter for a step.
    const transform = transformOfFrame({ ...view, widthCssPx: 0, heightCssPx: 0 });
    const from = toCss(transform, at.x, at.y);
    const step = event.shiftKey ? STEP_CSS_PX.far : STEP_CSS_PX.near;
    const to = withinSlide(toLevel0(transform, from.x + dx * step, from.y + dy * step), slide.description);
    stores.annotations.setState((state) =>
      changeAnnotation(state, slideId, id, { shape: moveCorner(shape, corner, to) }, `corner ${String(corner)}`),
    );
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
      {corner === null ? null : (
        <div className={s['row']}>
          <Button title={text.annotations.cornerMoveHint} onKeyDown={move}>
            {text.annotations.cornerMove}
          </Button>
          {shape.kind === 'polygon' && corners.length > 3 ? (
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
      )}
    </div>
  );
}
