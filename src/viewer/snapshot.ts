import { displayedChannel, isNeutral } from './display-filter.ts';
import type { DisplaySettings } from './viewer-types.ts';

/** Around the slide, where nothing was scanned: as glass looks in a picture for paper. */
const SURROUNDINGS = '#ffffff';

/**
 * The slide as displayed, with what lies over it, as one picture of the canvases' own pixels.
 *
 * @param slide the canvas of the slide's tiles; both are borrowed
 * @param overlay of the same size, over it
 * @throws Error where the browser gives no canvas
 */
export function pictureOf(
  slide: HTMLCanvasElement,
  overlay: HTMLCanvasElement,
  display: DisplaySettings,
): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = slide.width;
  picture.height = slide.height;
  const context = picture.getContext('2d');
  if (!context) throw new Error('the browser gives no canvas to draw on');
  context.drawImage(slide, 0, 0);
  // On screen a filter of the element does this; not every browser draws through one.
  if (!isNeutral(display)) adjust(context, display);
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = SURROUNDINGS;
  context.fillRect(0, 0, picture.width, picture.height);
  context.globalCompositeOperation = 'source-over';
  context.drawImage(overlay, 0, 0, picture.width, picture.height);
  return picture;
}

function adjust(context: CanvasRenderingContext2D, display: DisplaySettings): void {
  const { width, height } = context.canvas;
  if (width === 0 || height === 0) return;
  const shown = Uint8ClampedArray.from({ length: 256 }, (_, value) => 255 * displayedChannel(value / 255, display));
  const pixels = context.getImageData(0, 0, width, height);
  const { data } = pixels;
  for (let i = 0; i < data.length; i += 4) {
    data[i] = shown[data[i] ?? 0] ?? 0;
    data[i + 1] = shown[data[i + 1] ?? 0] ?? 0;
    data[i + 2] = shown[data[i + 2] ?? 0] ?? 0;
  }
  context.putImageData(pixels, 0, 0);
}
