import type { CellRaster } from './raster-types.ts';

/** A part of the slide as a picture: pixel (column, row) is the square of `level0PxPerPx` from (left + column · …, top + row · …). */
export interface PictureWindow {
  /** Level-0 px. */
  readonly left: number;
  readonly top: number;
  readonly level0PxPerPx: number;
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
}

/**
 * Paints patches that lie anywhere: a pixel has the colour of the last painted patch in which its middle lies, never a mixture; nothing where
 * there is none. A patch too small to have any pixel's middle in it has the pixel in which its own middle lies, so that none is lost.
 * What it costs goes with the patches and the pixels that they cover, not with the slide.
 *
 * @param out uint32 `[height, width]`, R, G, B, A as they lie in a picture; every pixel is written
 */
export function paintCells({ rects, rgba }: CellRaster, window: PictureWindow, out: Uint32Array): void {
  const { left, top, level0PxPerPx, width, height } = window;
  const colours = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);
  out.fill(0);
  for (let i = 0; i < colours.length; i++) {
    const colour = colours[i] ?? 0;
    if (colour === 0) continue;
    const x = ((rects[i * 4] ?? NaN) - left) / level0PxPerPx;
    const xEnd = x + (rects[i * 4 + 2] ?? NaN) / level0PxPerPx;
    const y = ((rects[i * 4 + 1] ?? NaN) - top) / level0PxPerPx;
    const yEnd = y + (rects[i * 4 + 3] ?? NaN) / level0PxPerPx;
    if (xEnd < 0 || yEnd < 0 || x > width || y > height) continue;
    let column = Math.ceil(x - 0.5);
    let columnEnd = Math.ceil(xEnd - 0.5);
    if (columnEnd <= column) columnEnd = (column = Math.floor((x + xEnd) / 2)) + 1;
    let row = Math.ceil(y - 0.5);
    let rowEnd = Math.ceil(yEnd - 0.5);
    if (rowEnd <= row) rowEnd = (row = Math.floor((y + yEnd) / 2)) + 1;
    column = Math.max(0, column);
    columnEnd = Math.min(width, columnEnd);
    rowEnd = Math.min(height, rowEnd);
    for (let r = Math.max(0, row); r < rowEnd; r++)
      for (let at = r * width + column, end = r * width + columnEnd; at < end; at++) out[at] = colour;
  }
}
