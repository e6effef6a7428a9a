import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';

/** How many of the highest and of the lowest patches can be shown. */
export const GALLERY_COUNTS = [6, 12, 24, 48] as const;

export type GalleryCount = (typeof GALLERY_COUNTS)[number];

/** Single patches that are looked at: out of the gallery, or where the slide was clicked on. */
export interface PatchesState {
  readonly count: GalleryCount;
  /** What is pointed at in the gallery, level-0 px; null while nothing is. */
  readonly pointedAt: Level0Rect | null;
  /** The place whose patches are told of in every map; null while none is. */
  readonly asked: { readonly slideId: string; readonly point: Level0Point } | null;
}

export type PatchesStore = StoreApi<PatchesState>;

export function createPatchesStore(): PatchesStore {
  return createStore(() => ({ count: 12, pointedAt: null, asked: null }));
}

/** The place asked about on a slide; null where it is on another one. */
export function askedOn({ asked }: Pick<PatchesState, 'asked'>, slideId: string): Level0Point | null {
  return asked?.slideId === slideId ? asked.point : null;
}
