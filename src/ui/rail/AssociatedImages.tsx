import { useEffect, useRef, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './AssociatedImages.module.css';
import { drawBitmap } from './draw-picture.ts';

const LONGEST_SIDE_PX = 600;

/** Label and macro picture. Neither is even read before it is asked for: the label, which the macro often shows too, may carry a patient's name. */
export function AssociatedImages({ slide }: { readonly slide: OpenSlide }) {
  const { id, associatedImages } = slide.description;
  const has = (name: AskedFor) => associatedImages.some((image) => image.name === name);
  if (!has('label') && !has('macro')) return null;
  return (
    <section className={s['section']} aria-label={text.rail.pictures}>
      {has('label') ? <AskedPicture slideId={id} name="label" /> : null}
      {has('macro') ? <AskedPicture slideId={id} name="macro" /> : null}
      <p className={s['hidden']}>{text.rail.labelHidden}</p>
    </section>
  );
}

type AskedFor = 'label' | 'macro';

function AskedPicture({ slideId, name }: { readonly slideId: string; readonly name: AskedFor }) {
  const [isShown, setShown] = useState(false);
  const words = text.rail.asked[name];
  return (
    <div className={s['asked']}>
      <Button
        aria-expanded={isShown}
        onClick={() => {
          setShown(!isShown);
        }}
      >
        {isShown ? words.hide : words.show}
      </Button>
      {isShown ? <Picture slideId={slideId} name={name} label={words.picture} /> : null}
    </div>
  );
}

function Picture(props: { readonly slideId: string; readonly name: AskedFor; readonly label: string }) {
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
  if (hasFailed) return <p className={s['hidden']}>{text.rail.thumbnailFailed}</p>;
  return <canvas ref={canvas} className={s['picture']} role="img" aria-label={props.label} width={0} height={0} />;
}
