import type { Level0Rect } from '#core/geometry/frames.ts';
import type { CellRaster, GridRaster, HeatmapRaster } from '#core/heatmap/raster-types.ts';
import { visibleBox, type ViewFrame } from './view-frame.ts';

/** Paints one overlay. The context arrives transformed so that one unit is one level-0 pixel; it is restored afterwards. */
export type OverlayPainter = (context: CanvasRenderingContext2D, frame: ViewFrame) => void;

/** One colour per patch, nothing elsewhere, never smoothed: a pixel's colour is one patch's number. */
export function heatmapPainter(raster: HeatmapRaster, opacity: number): OverlayPainter {
  return raster.kind === 'grid' ? gridPainter(raster, opacity) : cellPainter(raster, opacity);
}

const pictures = new WeakMap<GridRaster, OffscreenCanvas>();

/** One grid of colours, one pixel per cell, enlarged without smoothing. */
export function gridPainter(raster: GridRaster, opacity: number): OverlayPainter {
  const { columns, rows, originX, originY, stepX, stepY } = raster;
  // Kept per raster: an opacity slider asks for the same one many times a second.
  let picture = pictures.get(raster) ?? null;
  if (!picture && (picture = pictureOf(raster.rgba, columns, rows))) pictures.set(raster, picture);
  return (context, frame) => {
    // Only the cells in view: sampling coordinates stay small and exact however far the view is zoomed in.
    const seen = visibleBox(frame);
    const left = clamp(Math.floor((seen.left - originX) / stepX), columns);
    const right = clamp(Math.ceil((seen.right - originX) / stepX), columns);
    const top = clamp(Math.floor((seen.top - originY) / stepY), rows);
    const bottom = clamp(Math.ceil((seen.bottom - originY) / stepY), rows);
    if (!picture || right <= left || bottom <= top) return;
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = false;
    context.drawImage(
      picture,
      left,
      top,
      right - left,
      bottom - top,
      originX + left * stepX,
      originY + top * stepY,
      (right - left) * stepX,
      (bottom - top) * stepY,
    );
  };
}

function cellPainter(raster: CellRaster, opacity: number): OverlayPainter {
  const { rects, rgba } = raster;
  return (context, frame) => {
    const seen = visibleBox(frame);
    context.globalAlpha = opacity;
    for (let i = 0; i * 4 < rects.length; i++) {
      const x = rects[i * 4] ?? 0;
      const y = rects[i * 4 + 1] ?? 0;
      const width = rects[i * 4 + 2] ?? 0;
      const height = rects[i * 4 + 3] ?? 0;
      if (
        rgba[i * 4 + 3] === 0 ||
        x > seen.right ||
        y > seen.bottom ||
        x + width < seen.left ||
        y + height < seen.top
      ) {
        continue;
      }
      context.fillStyle = `rgb(${rgba[i * 4]} ${rgba[i * 4 + 1]} ${rgba[i * 4 + 2]})`;
      context.fillRect(x, y, width, height);
    }
  };
}

/** Outline that stands out on any stain and any heatmap colour: dark around light. */
export function markPainter(rect: Level0Rect): OverlayPainter {
  return (context, frame) => {
    for (const [widthCssPx, colour] of [
      [4, 'rgb(15 23 42 / 0.9)'],
      [2, 'rgb(255 255 255)'],
    ] as const) {
      context.lineWidth = widthCssPx * frame.level0PxPerCssPx;
      context.strokeStyle = colour;
      context.strokeRect(rect.x, rect.y, rect.width, rect.height);
    }
  };
}

/** A canvas holding an RGBA grid, one pixel per cell; null for an empty grid. */
export function pictureOf(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): OffscreenCanvas | null {
  if (width < 1 || height < 1) return null;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
