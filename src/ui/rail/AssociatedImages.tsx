import { useEffect, useRef, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './AssociatedImages.module.css';
import { drawBitmap } from './draw-picture.ts';

const LONGEST_SIDE_PX = 600;

/** Macro picture, and the label, which is not even read before it is asked for: it may carry a patient's name. */
export function AssociatedImages({ slide }: { readonly slide: OpenSlide }) {
  const [isLabelShown, setLabelShown] = useState(false);
  const { id, associatedImages } = slide.description;
  const has = (name: 'label' | 'macro') => associatedImages.some((image) => image.name === name);
  return (
    <>
      {has('macro') ? (
        <section className={s['section']}>
          <h3 className={s['title']}>{en.rail.macro}</h3>
          <Picture slideId={id} name="macro" label={en.rail.macroPicture} />
        </section>
      ) : null}
      {has('label') ? (
        <section className={s['section']}>
          <h3 className={s['title']}>{en.rail.label}</h3>
          {isLabelShown ? <Picture slideId={id} name="label" label={en.rail.labelPicture} /> : null}
          {isLabelShown ? null : <p className={s['hidden']}>{en.rail.labelHidden}</p>}
          <Button
            onClick={() => {
              setLabelShown(!isLabelShown);
            }}
          >
            {isLabelShown ? en.rail.hideLabel : en.rail.showLabel}
          </Button>
        </section>
      ) : null}
    </>
  );
}

function Picture(props: { readonly slideId: string; readonly name: 'label' | 'macro'; readonly label: string }) {
  const { commands } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hasFailed, setFailed] = useState(false);
  const { slideId, name } = props;
  useEffect(() => {
    const work = new AbortController();
    commands.associatedImage(slideId, name, work.signal).then(
      (bitmap) => {
        if (canvas.current && !work.signal.aborted) drawBitmap(canvas.current, bitmap, LONGEST_SIDE_PX);
        else bitmap.close();
      },
      (reason: unknown) => {
        if (!isAbort(reason)) setFailed(true);
      },
    );
    return () => {
      work.abort();
    };
  }, [commands, slideId, name]);
  if (hasFailed) return <p className={s['hidden']}>{en.rail.thumbnailFailed}</p>;
  return <canvas ref={canvas} className={s['picture']} role="img" aria-label={props.label} width={0} height={0} />;
}
