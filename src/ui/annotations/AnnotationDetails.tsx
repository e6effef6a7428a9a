import { Crosshair, Trash2 } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { ANNOTATION_LIMITS, type Annotation } from '#core/annotations/annotation.ts';
import { cornersOfShape } from '#core/annotations/corners.ts';
import { boundsOf } from '#core/geometry/shapes.ts';
import { changeAnnotation, deleteAnnotations } from '#state/annotations-store.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { count } from '#ui/messages/numbers.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './AnnotationDetails.module.css';
import { ColourChoice } from './ColourChoice.tsx';
import { CornerMover } from './CornerMover.tsx';
import { measuresOf } from './measure-text.ts';

/** The selected annotation: its label, its colour, what it measures, its corners. */
export function AnnotationDetails(props: { readonly slide: OpenSlide; readonly annotation: Annotation }) {
  const { slide, annotation } = props;
  const { stores } = useApp();
  const viewer = useViewer();
  const labelId = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const slideId = slide.description.id;
  const { id, shape } = annotation;
  const spacing = spacingInUse(slide)?.spacing ?? null;
  const place = cornersOfShape(shape)[0];
  return (
    <section ref={section} className={s['details']} aria-label={text.annotations.details}>
      <div>
        <label className={s['label']} htmlFor={labelId}>
          {text.annotations.label}
        </label>
        <input
          id={labelId}
          className={s['input']}
          type="text"
          autoComplete="off"
          maxLength={ANNOTATION_LIMITS.label}
          value={annotation.label}
          onChange={(event) => {
            const label = event.target.value;
            stores.annotations.setState((state) => changeAnnotation(state, slideId, id, { label }, 'label'));
          }}
        />
      </div>
      <ColourChoice
        label={text.annotations.colour}
        value={annotation.colour}
        onChange={(colour) => {
          stores.annotations.setState((state) => changeAnnotation(state, slideId, id, { colour }));
        }}
      />
      <dl className={s['measures']}>
        {measuresOf(shape, spacing).map(({ name, value }) => (
          <div key={name}>
            <dt>{text.annotations[name]}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {shape.kind === 'point' && place ? (
          <div>
            <dt>{text.annotations.position}</dt>
            <dd>{`${count(place.x)}, ${count(place.y)} px`}</dd>
          </div>
        ) : null}
      </dl>
      <CornerMover slideId={slideId} slide={slide} annotation={annotation} />
      <div className={s['actions']}>
        <Button
          icon={<Crosshair aria-hidden="true" />}
          onClick={() => {
            viewer?.flyTo(boundsOf(shape), 2);
          }}
        >
          {text.annotations.flyTo}
        </Button>
        <Button
          icon={<Trash2 aria-hidden="true" />}
          onClick={() => {
            stores.annotations.setState((state) => deleteAnnotations(state, slideId, new Set([id])));
          }}
        >
          {text.annotations.remove}
        </Button>
      </div>
    </section>
  );
}
