import { useState } from 'react';
import { useStore } from 'zustand';
import { ANNOTATION_LIMITS } from '#core/annotations/annotation.ts';
import { NO_ANNOTATIONS, annotationsOf, roomFor, selectedAnnotation, type Keeping } from '#state/annotations-store.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Section } from '../panel/Section.tsx';
import { AnnotationDetails } from './AnnotationDetails.tsx';
import { AnnotationsExport } from './AnnotationsExport.tsx';
import { AnnotationList } from './AnnotationList.tsx';
import s from './AnnotationsSection.module.css';
import { AnnotationTools } from './AnnotationTools.tsx';

/** What a person marks and measures on a slide. */
export function AnnotationsSection({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const { id } = slide.description;
  const list = useStore(stores.annotations, (state) => annotationsOf(state, id));
  const selected = useStore(stores.annotations, (state) => selectedAnnotation(state, id));
  const isFull = useStore(stores.annotations, (state) => roomFor(state, id) <= 0);
  const unreadable = useStore(stores.annotations, (state) => (state.bySlide[id] ?? NO_ANNOTATIONS).unreadable);
  const [isOpen, setOpen] = useState(list.length > 0);
  return (
    <Section
      title={text.annotations.title}
      summary={text.annotations.summary(list.length)}
      // What was selected on the slide is worked on here.
      open={isOpen || selected !== null}
      onOpenChange={(open) => {
        setOpen(open);
        if (!open) stores.annotations.setState({ selectedId: null, corner: null, edited: null });
      }}
    >
      <div className={s['body']}>
        <AnnotationTools slideId={id} isFull={isFull} />
        {isFull ? <p className={s['warning']}>{text.annotations.full(ANNOTATION_LIMITS.perSlide)}</p> : null}
        {list.length === 0 ? <p className={s['quiet']}>{text.annotations.lead}</p> : null}
        {list.length > 0 ? <AnnotationList slide={slide} list={list} selectedId={selected?.id ?? null} /> : null}
        {list.length > 0 ? <AnnotationsExport slideId={id} /> : null}
        {selected ? <AnnotationDetails key={selected.id} slide={slide} annotation={selected} /> : null}
        {list.length > 0 && !spacingInUse(slide) ? <p className={s['quiet']}>{text.annotations.noSpacing}</p> : null}
        <KeepingNote slideId={id} isEmpty={list.length === 0} />
        {unreadable > 0 ? (
          <p className={s['warning']} role="status">
            {text.annotations.unreadable(unreadable)}
          </p>
        ) : null}
      </div>
    </Section>
  );
}

/** Where they are kept, or that they are not. */
function KeepingNote({ slideId, isEmpty }: { readonly slideId: string; readonly isEmpty: boolean }) {
  const { stores } = useApp();
  const keeping = useStore(stores.annotations, (state) => (state.bySlide[slideId] ?? NO_ANNOTATIONS).keeping);
  if (keeping.kind === 'failed')
    return (
      <p className={s['warning']} role="alert">
        {keepingText(keeping)}
      </p>
    );
  if (isEmpty && keeping.kind === 'kept') return null;
  return <p className={s['quiet']}>{keepingText(keeping)}</p>;
}

function keepingText(keeping: Keeping): string {
  return text.annotations.keeping[keeping.kind === 'failed' ? keeping.why : keeping.kind];
}
