import { useEffect, useMemo, useRef, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { useApp } from '../app-context.tsx';
import { pixelsOf } from '../rail/draw-picture.ts';
import { keptPictures, rectKey } from './kept-pictures.ts';

interface Pictures {
  /** Of which slide, at which size. */
  readonly of: string;
  readonly byRect: ReadonlyMap<string, ImageData>;
}

const NONE: Pictures = { of: '', byRect: new Map() };

type ReadPictures = readonly (ImageData | undefined)[];

/**
 * Pictures of patches at the resolution of a model, `sizePx` square each, in their order; undefined until they are there, and where the
 * slide cannot be read. Those of the last few lists are kept: what comes back with them (another map and the first one again) is there at once.
 *
 * @param patches of one size; looked through whenever this is another array
 */
export function usePatchPictures(
  slideId: string,
  patches: readonly { readonly rect: Level0Rect }[],
  sizePx: number,
): ReadPictures {
  return usePatchReading(slideId, patches, sizePx).pictures;
}

/** As {@link usePatchPictures}, with whether those that are not there will not come: they could not be read. */
export function usePatchReading(
  slideId: string,
  patches: readonly { readonly rect: Level0Rect }[],
  sizePx: number,
): { readonly pictures: ReadPictures; readonly hasFailed: boolean } {
  const { commands } = useApp();
  const of = `${slideId} ${sizePx}`;
  const [read, setRead] = useState(NONE);
  const [failedOf, setFailedOf] = useState<string | null>(null);
  const last = useRef(NONE);
  useEffect(() => {
    const controller = new AbortController();
    const known = last.current.of === of ? last.current.byRect : NONE.byRect;
    const missing = patches.map(({ rect }) => rect).filter((rect) => !known.has(rectKey(rect)));
    if (missing.length === 0) {
      last.current = { of, byRect: keptPictures(known, patches, sizePx) };
      return;
    }
    commands.patchPictures({ slideId, rects: missing, sizePx }, controller.signal).then(
      (pictures) => {
        // Already on its way when another list took this one's place.
        if (controller.signal.aborted) return;
        const all = new Map(known);
        pictures.forEach((picture, i) => {
          if (missing[i]) all.set(rectKey(missing[i]), pixelsOf(picture));
        });
        last.current = { of, byRect: keptPictures(all, patches, sizePx) };
        setRead(last.current);
        setFailedOf(null);
      },
      (reason: unknown) => {
        // The figures say all without the pictures; the viewer shows what is wrong with the slide.
        if (isAbort(reason)) return;
        console.warn('patches cannot be shown', reason);
        setFailedOf(of);
      },
    );
    return () => {
      controller.abort();
    };
  }, [commands, slideId, patches, sizePx, of]);
  const pictures = useMemo(
    () => patches.map(({ rect }) => (read.of === of ? read.byRect.get(rectKey(rect)) : undefined)),
    [patches, read, of],
  );
  return { pictures, hasFailed: failedOf === of && pictures.includes(undefined) };
}
