/**
 * When the GPU's process ends (a driver that starts anew, a laptop that slept), the browser takes the pixels of canvases along and gives the canvases
 * back empty half a second later. What is on screen is drawn again then; what is only drawn from is kept in the processor's memory, where it stays.
 */

/** Has `redraw` called each time the canvas comes back empty; of several for one canvas, the last one. */
export function redrawWhenRestored(canvas: HTMLCanvasElement, redraw: () => void): void {
  canvas.oncontextrestored = redraw;
}

/** The context of a picture that others are drawn from and nobody draws again. */
export function lastingContext(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D | null {
  // Not for reading: this is what keeps the pixels off the GPU.
  return canvas.getContext('2d', { willReadFrequently: true });
}
