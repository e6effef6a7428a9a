import { useEffect, useRef } from 'react';
import type { SlidePicture } from '#commands/overview.ts';
import { drawRgb } from '../rail/draw-picture.ts';

/** A patch as the model saw it; empty until its picture is there. */
export function PatchPicture(props: { readonly picture: SlidePicture | undefined; readonly className: string }) {
  const { picture, className } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && picture) drawRgb(canvas.current, picture);
  }, [picture]);
  return <canvas ref={canvas} className={className} width={1} height={1} aria-hidden="true" />;
}
