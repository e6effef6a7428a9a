import { showsBox, toCss, transformOfFrame, type ViewFrame, type ViewTransform } from '../view-frame.ts';
import type { OverlayPainter } from '../overlay-painters.ts';
import type { DrawnShape } from '../viewer-types.ts';
import { placeLabels, type PlacedLabel } from './shape-labels.ts';
import { addOutline, boxOf, cssBoxOf } from './shape-path.ts';

export const DARK = 'rgb(15 23 42 / 0.85)';
export const LIGHT = 'rgb(255 255 255)';
/** Line widths, CSS px: a dark rim, a light one where it stands out, the colour; on pale stain, dark stain and any heatmap one of them shows. */
const STROKES = {
  plain: { dark: 5, light: 0, colour: 2.5 },
  selected: { dark: 8, light: 6, colour: 3 },
  exclude: { dark: 5, light: 0, colour: 2.5 },
  keep: { dark: 5, light: 0, colour: 2.5 },
} as const;
const POINT_RADIUS_CSS_PX = 5;
/** What is smaller on screen is a dot: its outline would be a blot, and thousands of them slow. */
const DOT_CSS_PX = 4;

/** Shapes that look alike, drawn in one go. */
interface Batch {
  readonly outlines: Path2D;
  readonly points: Path2D;
  readonly dots: Path2D;
}

/** Paints shapes that are in view, the selected ones on top, then as many labels as have room, of which `onLabels` is told. */
export function shapesPainter(
  shapes: readonly DrawnShape[],
  onLabels: (labels: readonly PlacedLabel[]) => void = () => undefined,
): OverlayPainter {
  const boxes = shapes.map(({ shape }) => boxOf(shape));
  const order = shapes.map((_, i) => i);
  return (context, frame) => {
    const transform = transformOfFrame(frame);
    const reach = POINT_RADIUS_CSS_PX * frame.level0PxPerCssPx;
    const seen = order.filter((i) => {
      const box = boxes[i];
      return box && showsBox(frame, box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach);
    });
    toCssPx(context, frame);
    for (const look of ['keep', 'exclude', 'plain', 'selected'] as const) {
      for (const [colour, members] of byColour(seen, shapes, look)) {
        const batch = batchOf(members, transform, frame);
        if (look === 'exclude' || look === 'keep') fillQuestion(context, batch, look, colour, transform);
        strokeBatch(context, batch, STROKES[look], colour);
      }
    }
    const labelled = seen.flatMap((i) => {
      const [shape, box] = [shapes[i], boxes[i]];
      return shape?.label && box ? [{ index: i, shape, box: cssBoxOf(box, transform) }] : [];
    });
    const labels = placeLabels(context, labelled, frame, transform);
    for (const label of labels) label.paint();
    onLabels(labels);
  };
}

function byColour(
  seen: readonly number[],
  shapes: readonly DrawnShape[],
  look: DrawnShape['look'],
): Map<string, DrawnShape[]> {
  const found = new Map<string, DrawnShape[]>();
  for (const i of seen) {
    const shape = shapes[i];
    if (shape?.look !== look) continue;
    const same = found.get(shape.colour);
    if (same) same.push(shape);
    else found.set(shape.colour, [shape]);
  }
  return found;
}

function batchOf(members: readonly DrawnShape[], transform: ViewTransform, frame: ViewFrame): Batch {
  const batch = { outlines: new Path2D(), points: new Path2D(), dots: new Path2D() };
  for (const { shape } of members) {
    if (shape.kind === 'point') {
      const { x, y } = toCss(transform, shape.at.x, shape.at.y);
      batch.points.moveTo(x + POINT_RADIUS_CSS_PX, y);
      batch.points.arc(x, y, POINT_RADIUS_CSS_PX, 0, 2 * Math.PI);
      continue;
    }
    const box = boxOf(shape);
    if (Math.max(box.width, box.height) / frame.level0PxPerCssPx >= DOT_CSS_PX) {
      addOutline(batch.outlines, shape, transform);
      continue;
    }
    const { x, y } = toCss(transform, box.x + box.width / 2, box.y + box.height / 2);
    batch.dots.rect(x - DOT_CSS_PX / 2, y - DOT_CSS_PX / 2, DOT_CSS_PX, DOT_CSS_PX);
  }
  return batch;
}

function strokeBatch(
  context: CanvasRenderingContext2D,
  { outlines, points, dots }: Batch,
  { dark, light, colour: width }: (typeof STROKES)[keyof typeof STROKES],
  colour: string,
): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const [lineWidth, style] of [
    [dark, DARK],
    [light, LIGHT],
    [width, colour],
  ] as const) {
    if (lineWidth === 0) continue;
    context.lineWidth = lineWidth;
    context.strokeStyle = style;
    context.stroke(outlines);
  }
  // A point is a ring around its place, which stays free to be seen.
  context.lineWidth = dark + 1;
  context.strokeStyle = light > 0 ? LIGHT : DARK;
  context.stroke(points);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(points);
  context.lineWidth = 1.5;
  context.strokeStyle = DARK;
  context.stroke(dots);
  context.fillStyle = colour;
  context.fill(dots);
}

/** Left out is hatched, kept is tinted and dotted; told apart by the pattern, not by the colour. */
function fillQuestion(
  context: CanvasRenderingContext2D,
  { outlines }: Batch,
  look: 'exclude' | 'keep',
  colour: string,
  transform: ViewTransform,
): void {
  if (look === 'keep') {
    context.save();
    context.globalAlpha = 0.16;
    context.fillStyle = colour;
    context.fill(outlines, 'evenodd');
    context.restore();
  }
  const picture = look === 'exclude' ? hatch(colour) : dots(colour);
  const pattern = context.createPattern(picture, 'repeat');
  if (!pattern) return;
  // Laid from the slide's own corner, so that it moves with the slide and does not swim.
  const period = picture.width;
  pattern.setTransform(new DOMMatrix([1, 0, 0, 1, transform.e % period, transform.f % period]));
  context.fillStyle = pattern;
  context.fill(outlines, 'evenodd');
}

const PERIOD_PX = 12;

/** Slanting lines, dark beside the colour. */
function hatch(colour: string): OffscreenCanvas {
  return picture(`hatch ${colour}`, (context) => {
    for (const [offset, width, style] of [
      [0, 3.5, 'rgb(15 23 42 / 0.55)'],
      [0, 1.5, colour],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.beginPath();
      for (const shift of [-PERIOD_PX, 0, PERIOD_PX]) {
        context.moveTo(shift + offset - 2, PERIOD_PX + 2);
        context.lineTo(shift + offset + PERIOD_PX + 2, -2);
      }
      context.stroke();
    }
  });
}

function dots(colour: string): OffscreenCanvas {
  return picture(`dots ${colour}`, (context) => {
    for (const [radius, style] of [
      [2, 'rgb(15 23 42 / 0.5)'],
      [1.2, colour],
    ] as const) {
      context.fillStyle = style;
      context.beginPath();
      context.arc(PERIOD_PX / 2, PERIOD_PX / 2, radius, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

const pictures = new Map<string, OffscreenCanvas>();
/** Colours come from a palette; a file with thousands of its own does not fill the memory. */
const MAX_PICTURES = 32;

function picture(key: string, draw: (context: OffscreenCanvasRenderingContext2D) => void): OffscreenCanvas {
  const known = pictures.get(key);
  if (known) return known;
  const canvas = new OffscreenCanvas(PERIOD_PX, PERIOD_PX);
  const context = canvas.getContext('2d');
  if (context) draw(context);
  if (pictures.size >= MAX_PICTURES) pictures.clear();
  pictures.set(key, canvas);
  return canvas;
}

/** From here on one unit is one CSS pixel of the viewer: lines keep their width and texts stay upright. */
export function toCssPx(context: CanvasRenderingContext2D, frame: ViewFrame): void {
  const ratio = context.canvas.width / frame.widthCssPx;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
