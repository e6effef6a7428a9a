import type { SlidePicture } from '#commands/overview.ts';
import { lastingContext, redrawWhenRestored } from '#viewer/lasting-canvas.ts';

/** Draws RGB pixels, and again where the canvas loses them; it takes their size. */
export function drawRgb(canvas: HTMLCanvasElement, picture: SlidePicture): void {
  drawPixels(canvas, pixelsOf(picture));
}

/** RGB pixels as a canvas takes them. */
export function pixelsOf({ width, height, pixels }: SlidePicture): ImageData {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, from = 0, to = 0; i < width * height; i++, from += 3, to += 4) {
    rgba[to] = pixels[from] ?? 0;
    rgba[to + 1] = pixels[from + 1] ?? 0;
    rgba[to + 2] = pixels[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  return new ImageData(rgba, width, height);
}

/** Draws pixels, and again where the canvas loses them; it takes their size. */
export function drawPixels(canvas: HTMLCanvasElement, pixels: ImageData): void {
  const draw = (): void => {
    // Setting a size gives a canvas new memory, even where it is the size that it has.
    if (canvas.width !== pixels.width) canvas.width = pixels.width;
    if (canvas.height !== pixels.height) canvas.height = pixels.height;
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  };
  redrawWhenRestored(canvas, draw);
  draw();
}

/** Takes a picture off its canvas, which keeps its size for the next. */
export function clearPicture(canvas: HTMLCanvasElement): void {
  const clear = (): void => canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  redrawWhenRestored(canvas, clear);
  clear();
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
