import { paintCells, type PictureWindow } from '#core/heatmap/paint-cells.ts';
import type { CellRaster } from '#core/heatmap/raster-types.ts';
import { pictureOf, pixelsFor } from './canvas-pictures.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import { visibleBox } from './view-frame.ts';

type Box = ReturnType<typeof visibleBox>;

/** A part of the patches, ready to be drawn. */
interface CellsPicture extends PictureWindow {
  readonly picture: OffscreenCanvas | null;
  /** Level-0 px of a pixel, as asked for. */
  readonly wanted: number;
}

/** The picture made last of each raster, by who draws it: the slide and the minimap show different parts at different sizes. */
export type KeptCellPictures = WeakMap<CellRaster, CellsPicture>;

/** A pixel of the picture is as large as one on screen or up to this much smaller: a zoom makes a new one at each such step, not in every frame. */
const FINER_BY = Math.SQRT2;
/** Room kept ready around what is in view, as a share of it, so that not every step of a pan paints anew. */
const MARGIN = 0.1;
/** Beyond (32 MB), the picture's pixels are larger than those on screen. */
const MOST_PIXELS = 2 ** 23;

/**
 * Patches that lie anywhere, from a picture of those in view: a frame costs one picture drawn, whatever their number. Of patches that lie over each
 * other the last one shows, in a colour of the legend: the opacity is that of all together.
 */
export function cellPainter(raster: CellRaster, opacity: number, kept: KeptCellPictures): OverlayPainter {
  return (context, frame) => {
    const seen = overlap(visibleBox(frame), extentOf(raster.rects));
    if (!seen) return;
    const { a, b } = context.getTransform();
    const wanted = FINER_BY ** Math.floor(-Math.log(Math.hypot(a, b)) / Math.log(FINER_BY));
    let made = kept.get(raster);
    if (made?.wanted !== wanted || !contains(made, seen)) kept.set(raster, (made = paintPart(raster, seen, wanted)));
    if (!made.picture) return;
    const { picture, left, top, width, height, level0PxPerPx } = made;
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, left, top, width * level0PxPerPx, height * level0PxPerPx);
  };
}

function paintPart(raster: CellRaster, seen: Box, wanted: number): CellsPicture {
  const [marginX, marginY] = [(seen.right - seen.left) * MARGIN, (seen.bottom - seen.top) * MARGIN];
  const { left, top, right, bottom } = seen;
  const wide = { left: left - marginX, top: top - marginY, right: right + marginX, bottom: bottom + marginY };
  const box = overlap(wide, extentOf(raster.rects)) ?? seen;
  const area = (box.right - box.left) * (box.bottom - box.top);
  const level0PxPerPx = Math.max(wanted, Math.sqrt(area / MOST_PIXELS));
  // On whole pixels from level-0 (0, 0): the same patches have the same pixels in the next picture.
  const from = { left: Math.floor(box.left / level0PxPerPx), top: Math.floor(box.top / level0PxPerPx) };
  const window: PictureWindow = {
    left: from.left * level0PxPerPx,
    top: from.top * level0PxPerPx,
    level0PxPerPx,
    width: Math.ceil(box.right / level0PxPerPx) - from.left,
    height: Math.ceil(box.bottom / level0PxPerPx) - from.top,
  };
  const { width, height } = window;
  const rgba = pixelsFor(width * height);
  paintCells(raster, window, new Uint32Array(rgba.buffer, 0, width * height));
  return { ...window, wanted, picture: pictureOf(rgba, width, height) };
}

const extents = new WeakMap<Float64Array, Box>();

/** The box around all patches; made once per list. */
function extentOf(rects: Float64Array): Box {
  const known = extents.get(rects);
  if (known) return known;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 3 < rects.length; i += 4) {
    const x = rects[i] ?? NaN;
    const y = rects[i + 1] ?? NaN;
    const xEnd = x + (rects[i + 2] ?? NaN);
    const yEnd = y + (rects[i + 3] ?? NaN);
    if (x < left) left = x;
    if (y < top) top = y;
    if (xEnd > right) right = xEnd;
    if (yEnd > bottom) bottom = yEnd;
  }
  const extent = { left, top, right, bottom };
  extents.set(rects, extent);
  return extent;
}

/** Null where two boxes have nothing in common. */
function overlap(a: Box, b: Box): Box | null {
  const [left, right] = [Math.max(a.left, b.left), Math.min(a.right, b.right)];
  const [top, bottom] = [Math.max(a.top, b.top), Math.min(a.bottom, b.bottom)];
  return right > left && bottom > top ? { left, top, right, bottom } : null;
}

function contains({ left, top, width, height, level0PxPerPx }: PictureWindow, inner: Box): boolean {
  return (
    left <= inner.left &&
    top <= inner.top &&
    left + width * level0PxPerPx >= inner.right &&
    top + height * level0PxPerPx >= inner.bottom
  );
}
