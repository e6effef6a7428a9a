import { lastingContext } from './lasting-canvas.ts';

/** A canvas holding an RGBA grid, one pixel per cell; null for an empty grid. */
export function pictureOf(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): OffscreenCanvas | null {
  if (width < 1 || height < 1) return null;
  const canvas = new OffscreenCanvas(width, height);
  lastingContext(canvas)?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

let spare = new Uint8ClampedArray(0);

/** uint8 `[count · 4]`, lent until the next call: put into a picture at once. */
export function pixelsFor(count: number): Uint8ClampedArray<ArrayBuffer> {
  if (spare.length < count * 4) spare = new Uint8ClampedArray(count * 4);
  return spare.subarray(0, count * 4);
}
