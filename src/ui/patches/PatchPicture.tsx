import { useLayoutEffect, useRef } from 'react';
import { clearPicture, drawPixels } from '../rail/draw-picture.ts';

/** A patch as the model saw it; empty until its picture is there. */
export function PatchPicture(props: { readonly picture: ImageData | undefined; readonly className: string }) {
  const { picture, className } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDrawn = useRef(false);
  // With the figures of the patch, before they are painted: never the picture of one beside the value of another.
  useLayoutEffect(() => {
    if (!canvas.current) return;
    if (picture) drawPixels(canvas.current, picture);
    else if (isDrawn.current) clearPicture(canvas.current);
    isDrawn.current = picture !== undefined;
  }, [picture]);
  return <canvas ref={canvas} className={className} width={1} height={1} aria-hidden="true" />;
}
