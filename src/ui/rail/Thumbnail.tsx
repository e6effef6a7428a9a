import { useEffect, useRef, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { drawRgb } from './draw-picture.ts';
import s from './Thumbnail.module.css';

const LONGEST_SIDE_PX = 400;

/** The whole slide, small. */
export function Thumbnail({ slideId }: { readonly slideId: string }) {
  const { commands } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const work = new AbortController();
    commands.overview(slideId, LONGEST_SIDE_PX, work.signal).then(
      (picture) => {
        if (canvas.current && !work.signal.aborted) drawRgb(canvas.current, picture);
      },
      (reason: unknown) => {
        if (!isAbort(reason)) setFailed(true);
      },
    );
    return () => {
      work.abort();
    };
  }, [commands, slideId]);
  return (
    <span className={s['frame']}>
      {hasFailed ? (
        <span className={s['none']}>{text.rail.thumbnailFailed}</span>
      ) : (
        <canvas ref={canvas} width={0} height={0} />
      )}
    </span>
  );
}
