import type { Level0Rect } from '#core/geometry/frames.ts';
import type { CellRaster, GridRaster, HeatmapRaster } from '#core/heatmap/raster-types.ts';
import { gridOfPlan, type RegularGrid } from '#core/heatmap/patch-grid.ts';
import { patchRect, type PatchPlan } from '#core/patches/patch-plan.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { visibleBox, type ViewFrame } from './view-frame.ts';
import { tissueOutline } from './tissue-outline.ts';

/** Paints one overlay. The context arrives transformed so that one unit is one level-0 pixel; it is restored afterwards. */
export type OverlayPainter = (context: CanvasRenderingContext2D, frame: ViewFrame) => void;

/** Below this many CSS px a grid cell is too small for lines of its own. */
const MIN_CELL_CSS_PX = 5;

const TISSUE_FILL: readonly [number, number, number, number] = [56, 189, 248, 38];
const TISSUE_LINE = 'rgb(2 132 199 / 0.9)';
const GRID_LINE = 'rgb(15 23 42 / 0.45)';
const GRID_FILL: readonly [number, number, number, number] = [30, 41, 59, 70];

/** One colour per patch, nothing elsewhere, never smoothed: a pixel's colour is one patch's number. */
export function heatmapPainter(raster: HeatmapRaster, opacity: number): OverlayPainter {
  return raster.kind === 'grid' ? gridPainter(raster, opacity) : cellPainter(raster, opacity);
}

const pictures = new WeakMap<GridRaster, OffscreenCanvas>();

function gridPainter(raster: GridRaster, opacity: number): OverlayPainter {
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

/** Tissue: a light tint and an outline one and a half CSS px wide at every zoom. */
export function tissuePainter(mask: TissueMask): OverlayPainter {
  const rgba = new Uint8ClampedArray(mask.width * mask.height * 4);
  mask.data.forEach((inside, i) => {
    if (inside) rgba.set(TISSUE_FILL, i * 4);
  });
  const picture = pictureOf(rgba, mask.width, mask.height);
  const outline = tissueOutline(mask);
  const { extent } = mask;
  return (context, frame) => {
    context.imageSmoothingEnabled = false;
    if (picture) context.drawImage(picture, extent.x, extent.y, extent.width, extent.height);
    const scaleX = extent.width / mask.width;
    const scaleY = extent.height / mask.height;
    const seen = visibleBox(frame);
    context.beginPath();
    for (const { points, left, top, right, bottom } of outline) {
      const outside =
        extent.x + left * scaleX > seen.right ||
        extent.x + right * scaleX < seen.left ||
        extent.y + top * scaleY > seen.bottom ||
        extent.y + bottom * scaleY < seen.top;
      if (outside) continue;
      for (let i = 0; i < points.length; i += 2) {
        const x = extent.x + (points[i] ?? 0) * scaleX;
        const y = extent.y + (points[i + 1] ?? 0) * scaleY;
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.closePath();
    }
    context.lineWidth = 1.5 * frame.level0PxPerCssPx;
    context.lineJoin = 'round';
    context.strokeStyle = TISSUE_LINE;
    context.stroke();
  };
}

/** The patches' own rectangles as hairlines; when they get too small to tell apart, one tint over all of them. */
export function planPainter(plan: PatchPlan): OverlayPainter {
  const grid = gridOfPlan(plan);
  const rgba = new Uint8ClampedArray(grid.columns * grid.rows * 4);
  grid.patchOfCell.forEach((patch, cell) => {
    if (patch >= 0) rgba.set(GRID_FILL, cell * 4);
  });
  const tint = gridPainter({ ...grid, kind: 'grid', rgba }, 1);
  return (context, frame) => {
    if (plan.stepPx / frame.level0PxPerCssPx < MIN_CELL_CSS_PX) {
      tint(context, frame);
      return;
    }
    context.beginPath();
    forEachVisiblePatch(grid, frame, (patch) => {
      const { x, y, width, height } = patchRect(plan, patch);
      context.rect(x, y, width, height);
    });
    context.lineWidth = frame.level0PxPerCssPx;
    context.strokeStyle = GRID_LINE;
    context.stroke();
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

function forEachVisiblePatch(grid: RegularGrid, frame: ViewFrame, visit: (patch: number) => void): void {
  const seen = visibleBox(frame);
  const left = clamp(Math.floor((seen.left - grid.originX) / grid.stepX) - 1, grid.columns);
  const right = clamp(Math.ceil((seen.right - grid.originX) / grid.stepX) + 1, grid.columns);
  const top = clamp(Math.floor((seen.top - grid.originY) / grid.stepY) - 1, grid.rows);
  const bottom = clamp(Math.ceil((seen.bottom - grid.originY) / grid.stepY) + 1, grid.rows);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const patch = grid.patchOfCell[row * grid.columns + column] ?? -1;
      if (patch >= 0) visit(patch);
    }
  }
}

/** A canvas holding an RGBA grid, one pixel per cell; null for an empty grid. */
function pictureOf(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): OffscreenCanvas | null {
  if (width < 1 || height < 1) return null;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
