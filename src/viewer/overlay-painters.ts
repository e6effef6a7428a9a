import type { Level0Rect } from '#core/geometry/frames.ts';
import { interpolate, type CellWindow } from '#core/heatmap/interpolate.ts';
import type { CellRaster, GridRaster, HeatmapRaster, SmoothField } from '#core/heatmap/raster-types.ts';
import { visibleBox, type ViewFrame } from './view-frame.ts';

/** Paints one overlay. The context arrives transformed so that one unit is one level-0 pixel; it is restored afterwards. */
export type OverlayPainter = (context: CanvasRenderingContext2D, frame: ViewFrame) => void;

/** Colours of patches, nothing elsewhere: blocks, in which a pixel's colour is one patch's number, or filled in between neighbours. */
export function heatmapPainter(raster: HeatmapRaster, opacity: number): OverlayPainter {
  if (raster.kind === 'cells') return cellPainter(raster, opacity);
  return raster.smooth ? smoothPainter(raster, raster.smooth, opacity) : gridPainter(raster, opacity);
}

/** The same in blocks, whatever was asked for: for pictures too small for anything else. */
export function blockPainter(raster: HeatmapRaster, opacity: number): OverlayPainter {
  return raster.kind === 'cells' ? cellPainter(raster, opacity) : gridPainter(raster, opacity);
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
    kept.picture?.getContext('2d')?.putImageData(new ImageData(rgba, columns, rows), 0, 0);
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

let spare = new Uint8ClampedArray(0);

/** uint8 `[count · 4]`, lent until the next call: put into a picture at once. */
function pixelsFor(count: number): Uint8ClampedArray<ArrayBuffer> {
  if (spare.length < count * 4) spare = new Uint8ClampedArray(count * 4);
  return spare.subarray(0, count * 4);
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

/** What a canvas calls the colour of each patch; made once per raster, of which a slider or a pan paints many frames. */
const coloursOfCells = new WeakMap<CellRaster, readonly string[]>();

function coloursOf(raster: CellRaster): readonly string[] {
  const kept = coloursOfCells.get(raster);
  if (kept) return kept;
  const { rgba } = raster;
  // A colour table has few colours: patches of one share its text.
  const texts = new Map<number, string>();
  const colours = Array.from({ length: rgba.length / 4 }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(i * 4, i * 4 + 3);
    const key = (red << 16) | (green << 8) | blue;
    const text = texts.get(key) ?? `rgb(${red} ${green} ${blue})`;
    texts.set(key, text);
    return text;
  });
  coloursOfCells.set(raster, colours);
  return colours;
}

function cellPainter(raster: CellRaster, opacity: number): OverlayPainter {
  const { rects, rgba } = raster;
  const colours = coloursOf(raster);
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
      context.fillStyle = colours[i] ?? '';
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
