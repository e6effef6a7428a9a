import type { Level0Rect } from '#core/geometry/frames.ts';

/** Lists of patches whose pictures are kept, the present one included: as many as a result has maps. */
const KEPT_LISTS = 4;
/** Of the pictures that are kept beside those of the present list. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Where a picture lies, as a key. */
export function rectKey({ x, y, width, height }: Level0Rect): string {
  return `${x} ${y} ${width} ${height}`;
}

/**
 * Of the pictures that are there, those to keep: all of the present list, and of others those that were on screen last.
 *
 * @param pictures oldest use first, as are those that are returned
 * @param sizePx side of each
 */
export function keptPictures<P>(
  pictures: ReadonlyMap<string, P>,
  patches: readonly { readonly rect: Level0Rect }[],
  sizePx: number,
): ReadonlyMap<string, P> {
  const kept = new Map(pictures);
  for (const { rect } of patches) {
    const key = rectKey(rect);
    const picture = kept.get(key);
    if (picture === undefined) continue;
    kept.delete(key);
    kept.set(key, picture);
  }
  const others = Math.min((KEPT_LISTS - 1) * patches.length, Math.floor(MOST_BYTES / (4 * sizePx * sizePx)));
  let tooMany = kept.size - patches.length - others;
  for (const key of kept.keys()) {
    if (tooMany-- <= 0) break;
    kept.delete(key);
  }
  return kept;
}
