import { useEffect, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import type { SlidePicture } from '#commands/overview.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { useApp } from '../app-context.tsx';

const NONE: readonly SlidePicture[] = [];

/**
 * Pictures of patches at the resolution of a model, `sizePx` square each, in their order; empty until they are there, and where the
 * slide cannot be read.
 *
 * @param patches of one size; read again whenever this is another array
 */
export function usePatchPictures(
  slideId: string,
  patches: readonly { readonly rect: Level0Rect }[],
  sizePx: number,
): readonly SlidePicture[] {
  const { commands } = useApp();
  const [read, setRead] = useState<{ readonly of: typeof patches; readonly pictures: typeof NONE } | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const rects = patches.map(({ rect }) => rect);
    commands.patchPictures({ slideId, rects, sizePx }, controller.signal).then(
      (pictures) => {
        setRead({ of: patches, pictures });
      },
      (reason: unknown) => {
        // The figures say all without the pictures; the viewer shows what is wrong with the slide.
        if (!isAbort(reason)) console.warn('patches cannot be shown', reason);
      },
    );
    return () => {
      controller.abort();
    };
  }, [commands, slideId, patches, sizePx]);
  return read?.of === patches ? read.pictures : NONE;
}
