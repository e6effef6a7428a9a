import { useEffect, useMemo, useRef, useState } from 'react';
import { isAbort } from '#commands/context.ts';
import type { SlidePicture } from '#commands/overview.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { useApp } from '../app-context.tsx';

interface Pictures {
  /** Of which slide, at which size. */
  readonly of: string;
  readonly byRect: ReadonlyMap<string, SlidePicture>;
}

const NONE: Pictures = { of: '', byRect: new Map() };

type ReadPictures = readonly (SlidePicture | undefined)[];

/**
 * Pictures of patches at the resolution of a model, `sizePx` square each, in their order; undefined until they are there, and where the
 * slide cannot be read. Those that stay from one list of patches to the next are not read again.
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
    const missing = patches.map(({ rect }) => rect).filter((rect) => !known.has(keyOf(rect)));
    if (missing.length === 0) return;
    commands.patchPictures({ slideId, rects: missing, sizePx }, controller.signal).then(
      (pictures) => {
        const all = new Map(pictures.map((picture, i) => [missing[i] ? keyOf(missing[i]) : '', picture] as const));
        for (const { rect } of patches) {
          const kept = known.get(keyOf(rect));
          if (kept) all.set(keyOf(rect), kept);
        }
        last.current = { of, byRect: all };
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
    () => patches.map(({ rect }) => (read.of === of ? read.byRect.get(keyOf(rect)) : undefined)),
    [patches, read, of],
  );
  return { pictures, hasFailed: failedOf === of };
}

function keyOf({ x, y, width, height }: Level0Rect): string {
  return `${x} ${y} ${width} ${height}`;
}
