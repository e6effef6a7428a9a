import { showsBox, toCss, transformOfFrame, type ViewFrame, type ViewTransform } from '../view-frame.ts';
import { lastingContext } from '../lasting-canvas.ts';
import type { OverlayPainter } from '../overlay-painters.ts';
import type { DrawnShape } from '../viewer-types.ts';
import { placeLabels, type PlacedLabel } from './shape-labels.ts';
import { addOutline, cssBoxOf, type BoxedShape } from './shape-path.ts';

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
/** What is smaller on screen is a dot: its outline would be a blot. */
const DOT_CSS_PX = 4;
/** With more than so many in view outlines are drawn plainer, and small ones as dots: a frame must not take longer than it is shown. */
const CROWD = { from: 500, dotCssPx: 12, stepCssPx: 2 } as const;

/** So many are drawn in one go: a browser's time for one path grows faster than its length. */
const BATCH = 32;

/** Shapes that look alike, drawn in one go. */
interface Batch {
  readonly outlines: Path2D;
  readonly points: Path2D;
  readonly dots: { readonly x: number; readonly y: number }[];
}

/** Paints shapes that are in view, the selected ones on top, then as many labels as have room, of which `onLabels` is told. */
export function shapesPainter(
  shapes: readonly BoxedShape[],
  onLabels: (labels: readonly PlacedLabel[]) => void = () => undefined,
): OverlayPainter {
  return (context, frame) => {
    const transform = transformOfFrame(frame);
    const reach = POINT_RADIUS_CSS_PX * frame.level0PxPerCssPx;
    const seen = shapes.filter(({ box }) =>
      showsBox(frame, box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach),
    );
    toCssPx(context, frame);
    const isCrowd = seen.length > CROWD.from;
    context.lineJoin = isCrowd ? 'bevel' : 'round';
    context.lineCap = isCrowd ? 'butt' : 'round';
    for (const look of ['keep', 'exclude', 'plain', 'selected'] as const) {
      for (const [colour, members] of byColour(seen, look)) {
        for (let at = 0; at < members.length; at += BATCH) {
          const batch = batchOf(members.slice(at, at + BATCH), transform, frame, isCrowd);
          if (look === 'exclude' || look === 'keep') fillQuestion(context, batch, look, colour, transform);
          strokeBatch(context, batch, STROKES[look], colour);
        }
      }
    }
    const labelled = seen.flatMap(({ index, drawn, box }) =>
      drawn.label ? [{ index, shape: drawn, box: cssBoxOf(box, transform) }] : [],
    );
    const labels = placeLabels(context, labelled, frame, transform);
    for (const label of labels) label.paint();
    onLabels(labels);
  };
}

function byColour(seen: readonly BoxedShape[], look: DrawnShape['look']): Map<string, BoxedShape[]> {
  const found = new Map<string, BoxedShape[]>();
  for (const one of seen) {
    if (one.drawn.look !== look) continue;
    const same = found.get(one.drawn.colour);
    if (same) same.push(one);
    else found.set(one.drawn.colour, [one]);
  }
  return found;
}

function batchOf(members: readonly BoxedShape[], transform: ViewTransform, frame: ViewFrame, isCrowd: boolean): Batch {
  const batch: Batch = { outlines: new Path2D(), points: new Path2D(), dots: [] };
  const dotCssPx = isCrowd ? CROWD.dotCssPx : DOT_CSS_PX;
  for (const { drawn, box } of members) {
    const { shape } = drawn;
    if (shape.kind === 'point') {
      const { x, y } = toCss(transform, shape.at.x, shape.at.y);
      batch.points.moveTo(x + POINT_RADIUS_CSS_PX, y);
      batch.points.arc(x, y, POINT_RADIUS_CSS_PX, 0, 2 * Math.PI);
      continue;
    }
    if (Math.max(box.width, box.height) / frame.level0PxPerCssPx >= dotCssPx) {
      addOutline(batch.outlines, shape, transform, isCrowd ? CROWD.stepCssPx : undefined);
      continue;
    }
    const { x, y } = toCss(transform, box.x + box.width / 2, box.y + box.height / 2);
    batch.dots.push({ x, y });
  }
  return batch;
}

function strokeBatch(
  context: CanvasRenderingContext2D,
  { outlines, points, dots }: Batch,
  { dark, light, colour: width }: (typeof STROKES)[keyof typeof STROKES],
  colour: string,
): void {
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
  for (const [side, style] of [
    [DOT_CSS_PX + 2, DARK],
    [DOT_CSS_PX, colour],
  ] as const) {
    context.fillStyle = style;
    for (const { x, y } of dots) context.fillRect(x - side / 2, y - side / 2, side, side);
  }
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
  const context = lastingContext(canvas);
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
