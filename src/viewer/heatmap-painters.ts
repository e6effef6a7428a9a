import { interpolate, type CellWindow } from '#core/heatmap/interpolate.ts';
import type { GridRaster, HeatmapRaster, SmoothField } from '#core/heatmap/raster-types.ts';
import { pictureOf, pixelsFor } from './canvas-pictures.ts';
import { cellPainter, type KeptCellPictures } from './cell-painter.ts';
import { lastingContext } from './lasting-canvas.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import { visibleBox, type ViewFrame } from './view-frame.ts';

const cellPictures: KeptCellPictures = new WeakMap();
/** Of the minimap. */
const smallCellPictures: KeptCellPictures = new WeakMap();

/** Colours of patches, nothing elsewhere: blocks, in which a pixel's colour is one patch's number, or filled in between neighbours. */
export function heatmapPainter(raster: HeatmapRaster, opacity: number): OverlayPainter {
  if (raster.kind === 'cells') return cellPainter(raster, opacity, cellPictures);
  return raster.smooth ? smoothPainter(raster, raster.smooth, opacity) : gridPainter(raster, opacity);
}

/** The same in blocks, whatever was asked for: for pictures too small for anything else. */
export function blockPainter(raster: HeatmapRaster, opacity: number): OverlayPainter {
  return raster.kind === 'cells' ? cellPainter(raster, opacity, smallCellPictures) : gridPainter(raster, opacity);
}

/** Kept per buffer of colours: an opacity slider asks for the same raster many times a second, another one writes into the same buffer. */
const pictures = new WeakMap<Uint8ClampedArray, { picture: OffscreenCanvas | null; of: GridRaster }>();

function pictureOfRaster(raster: GridRaster): OffscreenCanvas | null {
  const { rgba, columns, rows } = raster;
  let kept = pictures.get(rgba);
  if (!kept) {
    kept = { picture: pictureOf(rgba, columns, rows), of: raster };
    pictures.set(rgba, kept);
  } else if (kept.of !== raster) {
    if (kept.picture) lastingContext(kept.picture)?.putImageData(new ImageData(rgba, columns, rows), 0, 0);
    kept.of = raster;
  }
  return kept.picture;
}

/** One grid of colours, one pixel per cell, enlarged without smoothing. */
export function gridPainter(raster: GridRaster, opacity: number): OverlayPainter {
  const picture = pictureOfRaster(raster);
  return (context, frame) => {
    const seen = cellsInView(raster, frame);
    if (picture && seen) drawCells(context, raster, seen, { picture, parts: 1, left: 0, top: 0 }, opacity);
  };
}

/** One step of colour is at most this long on screen, device pixels. */
const SMOOTH_STEP_PX = 2;
/** Parts of a cell beyond which more cannot be told apart. */
const MOST_PARTS = 63;
/** Cells kept ready around those in view, as a share of them, so that not every step of a pan paints anew. */
const MARGIN = 0.1;

/**
 * Colours between the middles of neighbouring cells ({@link interpolate}), made for the cells in view at about the resolution of the
 * screen: what it costs goes with the window, not with the slide.
 */
function smoothPainter(raster: GridRaster, smooth: SmoothField, opacity: number): OverlayPainter {
  return (context, frame) => {
    const seen = cellsInView(raster, frame);
    if (!seen) return;
    const cellPx = (Math.min(raster.stepX, raster.stepY) / frame.level0PxPerCssPx) * window.devicePixelRatio;
    const parts = Math.min(MOST_PARTS, 2 * Math.floor(cellPx / SMOOTH_STEP_PX / 2) + 1);
    let made = smoothPictures.get(raster) ?? null;
    if (made?.parts !== parts || !contains(made, seen)) made = fillIn(raster, smooth, withMargin(raster, seen), parts);
    smoothPictures.set(raster, made);
    drawCells(context, raster, seen, made, opacity);
  };
}

interface SmoothPicture extends CellWindow, CellPicture {}

const smoothPictures = new WeakMap<GridRaster, SmoothPicture>();

function fillIn({ columns, rows }: GridRaster, smooth: SmoothField, cells: CellWindow, parts: number): SmoothPicture {
  const width = (cells.right - cells.left) * parts;
  const height = (cells.bottom - cells.top) * parts;
  const rgba = pixelsFor(width * height);
  const out = new Uint32Array(rgba.buffer, 0, width * height);
  interpolate(smooth.positions, columns, rows, smooth.colours, cells, parts, out);
  return { ...cells, parts, picture: pictureOf(rgba, width, height) };
}

function withMargin({ columns, rows }: GridRaster, { left, top, right, bottom }: CellWindow): CellWindow {
  const marginX = Math.ceil((right - left) * MARGIN);
  const marginY = Math.ceil((bottom - top) * MARGIN);
  return {
    left: clamp(left - marginX, columns),
    top: clamp(top - marginY, rows),
    right: clamp(right + marginX, columns),
    bottom: clamp(bottom + marginY, rows),
  };
}

/** Only the cells in view: sampling coordinates stay small and exact however far the view is zoomed in. Null where there are none. */
function cellsInView(
  { columns, rows, originX, originY, stepX, stepY }: GridRaster,
  frame: ViewFrame,
): CellWindow | null {
  const seen = visibleBox(frame);
  const left = clamp(Math.floor((seen.left - originX) / stepX), columns);
  const right = clamp(Math.ceil((seen.right - originX) / stepX), columns);
  const top = clamp(Math.floor((seen.top - originY) / stepY), rows);
  const bottom = clamp(Math.ceil((seen.bottom - originY) / stepY), rows);
  return right > left && bottom > top ? { left, top, right, bottom } : null;
}

/** A picture of cells, each `parts` × `parts` pixels, beginning with the cell (left, top). */
interface CellPicture {
  readonly picture: OffscreenCanvas | null;
  readonly parts: number;
  readonly left: number;
  readonly top: number;
}

/** Draws some cells out of a picture; never smoothed by the canvas, which would blur colours into what is empty. */
function drawCells(
  context: CanvasRenderingContext2D,
  { originX, originY, stepX, stepY }: GridRaster,
  { left, top, right, bottom }: CellWindow,
  from: CellPicture,
  opacity: number,
): void {
  const { picture, parts } = from;
  if (!picture) return;
  context.globalAlpha = opacity;
  context.imageSmoothingEnabled = false;
  context.drawImage(
    picture,
    (left - from.left) * parts,
    (top - from.top) * parts,
    (right - left) * parts,
    (bottom - top) * parts,
    originX + left * stepX,
    originY + top * stepY,
    (right - left) * stepX,
    (bottom - top) * stepY,
  );
}

function contains(outer: CellWindow, inner: CellWindow): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
