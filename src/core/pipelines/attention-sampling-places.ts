import type { PixelTensor } from './head-ports.ts';

/** Size of the grid of places of an image: `⌊height / step⌋ × ⌊width / step⌋`, flattened row by row. */
export function gridOfPlaces(image: { readonly width: number; readonly height: number }, stepPx: number) {
  return { columns: Math.floor(image.width / stepPx), rows: Math.floor(image.height / stepPx) };
}

/** Top left corner, image px, of the patch that a place stands for; may lie outside the image. */
export function patchCorner(
  place: number,
  columns: number,
  { stepPx, sizePx }: { readonly stepPx: number; readonly sizePx: number },
): { readonly x: number; readonly y: number } {
  const half = Math.floor(sizePx / 2);
  return { x: stepPx * (place % columns) - half, y: stepPx * Math.floor(place / columns) - half };
}

/** An index brought into 0 … size − 1 by reflection that does not repeat the edge (…, 2, 1, 0, 1, 2, …), from any distance. */
export function reflect(index: number, size: number): number {
  const period = Math.max(1, 2 * (size - 1));
  const folded = ((index % period) + period) % period;
  return Math.min(folded, period - folded);
}

/** uint8 `[height]`: 1 where an image's row is needed for the patches of places, reflected rows included. */
export function rowsOfPatches(
  places: readonly number[],
  image: { readonly width: number; readonly height: number },
  geometry: { readonly stepPx: number; readonly sizePx: number },
): Uint8Array<ArrayBuffer> {
  const { columns } = gridOfPlaces(image, geometry.stepPx);
  const rows = new Uint8Array(image.height);
  for (const place of places) {
    const { y } = patchCorner(place, columns, geometry);
    for (let row = y; row < y + geometry.sizePx; row++) rows[reflect(row, image.height)] = 1;
  }
  return rows;
}

/**
 * Patches of an image at places, uint8 RGB `[m, S, S, 3]`, `m` = `padTo` where that is more than the places given (black patches at the
 * end). What lies outside the image is reflected from the image's own pixels, as in training; never read from the slide around it.
 *
 * @param image uint8 `[H, W, 3]`, borrowed
 */
export function cutPatches(
  image: PixelTensor,
  places: readonly number[],
  geometry: { readonly stepPx: number; readonly sizePx: number },
  padTo = 0,
): PixelTensor {
  const [height = 0, width = 0] = image.dims;
  const { sizePx } = geometry;
  const { columns } = gridOfPlaces({ width, height }, geometry.stepPx);
  const count = Math.max(places.length, padTo);
  const data = new Uint8Array(count * sizePx * sizePx * 3);
  let to = 0;
  for (const place of places) {
    const { x, y } = patchCorner(place, columns, geometry);
    const isInside = x >= 0 && x + sizePx <= width;
    for (let row = y; row < y + sizePx; row++) {
      const line = reflect(row, height) * width;
      if (isInside) data.set(image.data.subarray((line + x) * 3, (line + x + sizePx) * 3), to);
      else
        for (let i = 0; i < sizePx; i++) {
          const from = (line + reflect(x + i, width)) * 3;
          data.set(image.data.subarray(from, from + 3), to + i * 3);
        }
      to += sizePx * 3;
    }
  }
  return { data, dims: [count, sizePx, sizePx, 3] };
}
