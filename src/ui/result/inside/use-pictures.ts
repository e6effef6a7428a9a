import { useEffect, useMemo, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import type { SlidePicture } from '#commands/overview.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { useApp } from '../../app-context.tsx';

const NONE: readonly SlidePicture[] = [];

/**
 * Pictures of the parts of a patch, `sizePx` square each, in their order; empty until they are there, and where the slide cannot
 * be read.
 */
export function usePictures(
  slideId: string,
  patch: Level0Rect,
  parts: readonly { readonly rect: Level0Rect }[],
  sizePx: number,
): readonly SlidePicture[] {
  const { commands } = useApp();
  const [read, setRead] = useState<{ readonly patch: Level0Rect; readonly pictures: readonly SlidePicture[] } | null>(
    null,
  );
  // The patch is an element of the result and stays the same; its parts are made anew each time.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const rects = useMemo(() => parts.map(({ rect }) => rect), [patch]);
  useEffect(() => {
    const controller = new AbortController();
    commands.patchPictures({ slideId, rects, sizePx }, controller.signal).then(
      (pictures) => {
        setRead({ patch, pictures });
      },
      (reason: unknown) => {
        // The weights say all without the pictures; the viewer shows what is wrong with the slide.
        if (!isAbort(reason)) console.warn('patches cannot be shown', reason);
      },
    );
    return () => {
      controller.abort();
    };
  }, [commands, slideId, patch, rects, sizePx]);
  return read?.patch === patch ? read.pictures : NONE;
}
