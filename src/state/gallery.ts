import type { Level0Rect } from '#core/geometry/frames.ts';
import { extremes, placeAt, type Place } from './map-places.ts';
import { isImported, type MapSource, type MapView } from './result-view.ts';

/** Side of a picture of an imported patch, px at most: what its model saw, its file does not say. */
const IMPORTED_PX = 224;

/** One patch of the gallery. */
export interface GalleryPatch {
  /** Index into the map's patches. */
  readonly index: number;
  /** What the model looked at there, level-0 px; around the map's own patch where that is only a place of attention. */
  readonly rect: Level0Rect;
  readonly place: Place;
  /** In the map's unit. */
  readonly value: number;
}

/** The patches at both ends of a map. */
export interface Gallery {
  /** Highest first. */
  readonly most: readonly GalleryPatch[];
  /** Lowest first; none that is among the highest too. */
  readonly least: readonly GalleryPatch[];
  /** Side of a patch as the model saw it, px. */
  readonly sizePx: number;
  /** How many share the lowest value. */
  readonly tiedLowest: number;
  /** Whether places that overlap a better one were passed over. */
  readonly isThinned: boolean;
}

/**
 * The `count` highest and `count` lowest patches of a map; half of all where there are fewer than both. Attention sampling has attention
 * for every few pixels, so there each place stands for the patch that would be looked at, and places whose patches overlap one
 * already listed are passed over.
 */
export function galleryOf(source: MapSource, map: MapView, count: number): Gallery {
  const result = isImported(source) ? null : source;
  const numbers = map.statistics.count;
  const field = result?.sampling?.fields[0];
  const drawnPx = field?.draw[0]?.rect.width;
  const toPatch = (index: number, rect: Level0Rect): GalleryPatch | null => {
    const place = placeAt(map, index);
    return place && { index, rect, place, value: map.values[index] ?? NaN };
  };
  const listed = (indices: readonly number[]) =>
    indices.flatMap((index) => {
      const rect = map.patches[index];
      return (rect && toPatch(index, rect)) ?? [];
    });
  const isThinned = drawnPx !== undefined;
  const { most, least } = extremes(map, isThinned ? numbers : Math.min(count, numbers));
  const lowest = least[0];
  const lowestPlace = lowest === undefined ? null : placeAt(map, lowest);
  const tiedLowest = lowestPlace ? lowestPlace.last - lowestPlace.best + 1 : 0;
  if (!isThinned) {
    const high = Math.min(count, Math.ceil(numbers / 2));
    return {
      most: listed(most.slice(0, high)),
      least: listed(least.slice(0, Math.min(count, numbers - high))),
      sizePx: result?.run.plan.modelSizePx ?? Math.min(IMPORTED_PX, map.patches[0]?.width ?? 1),
      tiedLowest,
      isThinned,
    };
  }
  const around = (index: number): Level0Rect | null => {
    const rect = map.patches[index];
    if (!rect) return null;
    const x = Math.round(rect.x + rect.width / 2 - drawnPx / 2);
    const y = Math.round(rect.y + rect.height / 2 - drawnPx / 2);
    return { x, y, width: drawnPx, height: drawnPx };
  };
  const apart = (indices: readonly number[]): GalleryPatch[] => {
    const found: GalleryPatch[] = [];
    for (const index of indices) {
      if (found.length === count) break;
      const rect = around(index);
      if (!rect || found.some((other) => overlap(other.rect, rect))) continue;
      const patch = toPatch(index, rect);
      if (patch) found.push(patch);
    }
    return found;
  };
  const { modelSizePx = drawnPx, sizePx: planPx = drawnPx } = result?.run.plan ?? {};
  const sizePx = Math.max(1, Math.round((drawnPx * modelSizePx) / planPx));
  return { most: apart(most), least: apart(least), sizePx, tiedLowest, isThinned };
}

function overlap(a: Level0Rect, b: Level0Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
