import type { SlidePicture } from '#commands/overview.ts';
import { lastingContext, redrawWhenRestored } from '#viewer/lasting-canvas.ts';

/** Draws RGB pixels, and again where the canvas loses them; it takes their size. */
export function drawRgb(canvas: HTMLCanvasElement, picture: SlidePicture): void {
  redrawWhenRestored(canvas, () => putRgb(canvas, picture));
  putRgb(canvas, picture);
}

function putRgb(canvas: HTMLCanvasElement, { width, height, pixels }: SlidePicture): void {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, from = 0, to = 0; i < width * height; i++, from += 3, to += 4) {
    rgba[to] = pixels[from] ?? 0;
    rgba[to + 1] = pixels[from + 1] ?? 0;
    rgba[to + 2] = pixels[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
}

/** Draws a decoded picture, and again where the canvas loses it, and gives its memory back; the canvas takes its size, at most `maxPx` on the longer side. */
export function drawBitmap(canvas: HTMLCanvasElement, bitmap: ImageBitmap, maxPx: number): void {
  const scale = Math.min(1, maxPx / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const small = new OffscreenCanvas(width, height);
  const context = lastingContext(small);
  if (context) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
  }
  bitmap.close();
  canvas.width = width;
  canvas.height = height;
  const draw = (): void => canvas.getContext('2d')?.drawImage(small, 0, 0);
  redrawWhenRestored(canvas, draw);
  draw();
}
