import { ChevronLeft, ChevronRight, Circle, Pentagon, RulerDimensionLine, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Annotation } from '#core/annotations/annotation.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import { boundsOf } from '#core/geometry/shapes.ts';
import { selectAnnotation } from '#state/annotations-store.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './AnnotationList.module.css';
import { measureText } from './measure-text.ts';

/** A list of thousands stays quick: this many are on screen at once. */
const PAGE = 50;

const ICONS = { point: Circle, line: RulerDimensionLine, rectangle: Square, polygon: Pentagon } as const;

/** The annotations of a slide in the order in which they were made; a click selects one and shows where it is. */
export function AnnotationList(props: {
  readonly slide: OpenSlide;
  readonly list: readonly Annotation[];
  readonly selectedId: string | null;
}) {
  const { slide, list, selectedId } = props;
  const { stores } = useApp();
  const isShown = useStore(stores.annotations, (state) => state.isShown);
  const [wanted, setPage] = useState(() => Math.floor((list.length - 1) / PAGE));
  const last = Math.floor((list.length - 1) / PAGE);
  const page = Math.min(wanted, last);
  const spacing = spacingInUse(slide)?.spacing ?? null;
  // The one that is selected on the slide is brought into the list's view.
  const [before, setBefore] = useState(selectedId);
  if (before !== selectedId) {
    setBefore(selectedId);
    const at = list.findIndex(({ id }) => id === selectedId);
    if (at >= 0) setPage(Math.floor(at / PAGE));
  }
  const shown = list.slice(page * PAGE, (page + 1) * PAGE);
  return (
    <div>
      {isShown ? null : <p className={s['hidden']}>{text.annotations.hidden}</p>}
      <ol className={s['list']} aria-label={text.annotations.list} start={page * PAGE + 1}>
        {shown.map((one) => (
          <Row key={one.id} annotation={one} isSelected={one.id === selectedId} spacing={spacing} />
        ))}
      </ol>
      {last > 0 ? (
        <div className={s['pages']} role="group" aria-label={text.annotations.pages}>
          <IconButton
            label={text.annotations.earlier}
            disabled={page === 0}
            onClick={() => {
              setPage(page - 1);
            }}
          >
            <ChevronLeft aria-hidden="true" />
          </IconButton>
          <span>{text.annotations.page(page * PAGE + 1, page * PAGE + shown.length, list.length)}</span>
          <IconButton
            label={text.annotations.later}
            disabled={page === last}
            onClick={() => {
              setPage(page + 1);
            }}
          >
            <ChevronRight aria-hidden="true" />
          </IconButton>
        </div>
      ) : null}
    </div>
  );
}

function Row(props: {
  readonly annotation: Annotation;
  readonly isSelected: boolean;
  readonly spacing: Spacing | null;
}) {
  const { annotation, isSelected, spacing } = props;
  const { stores } = useApp();
  const viewer = useViewer();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const { id, shape, colour } = annotation;
  const Icon = ICONS[shape.kind];
  const name = annotation.label === '' ? text.annotations.unnamed[shape.kind] : annotation.label;
  const measure = measureText(shape, spacing);
  return (
    <li>
      <button
        ref={row}
        type="button"
        className={s['row']}
        aria-pressed={isSelected}
        aria-label={text.annotations.choose(name, measure)}
        onClick={() => {
          stores.annotations.setState((state) => selectAnnotation(state, id));
          viewer?.flyTo(boundsOf(shape), 2);
        }}
      >
        <span className={s['swatch']} style={{ backgroundColor: colour }} aria-hidden="true" />
        <Icon className={s['icon']} aria-hidden="true" />
        <span className={s['name']}>{name}</span>
        <span className={s['measure']}>{measure}</span>
      </button>
    </li>
  );
}
