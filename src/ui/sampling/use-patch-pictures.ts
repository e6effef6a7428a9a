import { useEffect, useState } from 'react';
import type { SlidePicture } from '#commands/overview.ts';
import { isAbort } from '#commands/context.ts';
import type { SampledField } from '#core/result/run-result.ts';
import { useApp } from '../app-context.tsx';

const NONE: readonly SlidePicture[] = [];

/** Pictures of a field's patches at the resolution of the model, in their order; empty until they are there, and where the slide cannot be read. */
export function usePatchPictures(slideId: string, field: SampledField, sizePx: number): readonly SlidePicture[] {
  const { commands } = useApp();
  const [read, setRead] = useState<{ readonly field: SampledField; readonly pictures: readonly SlidePicture[] } | null>(
    null,
  );
  useEffect(() => {
    const controller = new AbortController();
    const rects = field.draw.map(({ rect }) => rect);
    commands.patchPictures({ slideId, rects, sizePx }, controller.signal).then(
      (pictures) => {
        setRead({ field, pictures });
      },
      (reason: unknown) => {
        // The list says all without its pictures; the viewer shows what is wrong with the slide.
        if (!isAbort(reason)) console.warn('patches cannot be shown', reason);
      },
    );
    return () => {
      controller.abort();
    };
  }, [commands, slideId, field, sizePx]);
  return read?.field === field ? read.pictures : NONE;
}
