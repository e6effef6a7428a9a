import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import { boundsOf } from '#core/geometry/shapes.ts';
import { toCss, type ViewFrame, type ViewTransform } from '../view-frame.ts';
import type { DrawnShape } from '../viewer-types.ts';

/** On screen, CSS px from the viewer's corner. */
export interface CssBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A shape of a group with the upright level-0 box around it, worked out once. */
export interface BoxedShape {
  readonly index: number;
  readonly drawn: DrawnShape;
  readonly box: Level0Rect;
}

export function boxed(shapes: readonly DrawnShape[]): readonly BoxedShape[] {
  return shapes.map((drawn, index) => ({ index, drawn, box: boxOf(drawn.shape) }));
}

/** Corners nearer than this to the one before are not drawn: nobody would see them. */
const LEAST_STEP_CSS_PX = 0.75;
/** Half the length of the tick across the end of a line. */
const END_CSS_PX = 6;
const LEAST_LINE_WITH_ENDS_CSS_PX = 24;

/** The upright level-0 box around a drawn shape. */
export function boxOf(shape: DrawnShape['shape']): Level0Rect {
  if (shape.kind !== 'rects') return boundsOf(shape);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of shape.rects) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Adds outlines to a path in CSS px, computed in doubles so that they stay exact however far the view is zoomed in. Points have none. */
export function addOutline(
  path: Path2D,
  shape: DrawnShape['shape'],
  transform: ViewTransform,
  stepCssPx = LEAST_STEP_CSS_PX,
): void {
  switch (shape.kind) {
    case 'point':
      return;
    case 'line':
      addCorners(path, [shape.from, shape.to], transform, false, stepCssPx);
      addEnds(path, shape, transform);
      return;
    case 'rectangle':
      addCorners(path, cornersOf(shape.rect), transform, true, stepCssPx);
      return;
    case 'polygon':
      addCorners(path, shape.points, transform, true, stepCssPx);
      return;
    case 'rects':
      for (const rect of shape.rects) addCorners(path, cornersOf(rect), transform, true, stepCssPx);
  }
}

/** Ticks across the ends of a line, as on a ruler: they show where it is measured from. */
function addEnds(path: Path2D, { from, to }: { from: Level0Point; to: Level0Point }, transform: ViewTransform): void {
  const [a, b] = [toCss(transform, from.x, from.y), toCss(transform, to.x, to.y)];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length < LEAST_LINE_WITH_ENDS_CSS_PX) return;
  const across = { x: ((a.y - b.y) / length) * END_CSS_PX, y: ((b.x - a.x) / length) * END_CSS_PX };
  for (const { x, y } of [a, b]) {
    path.moveTo(x - across.x, y - across.y);
    path.lineTo(x + across.x, y + across.y);
  }
}

function addCorners(
  path: Path2D,
  corners: readonly Level0Point[],
  transform: ViewTransform,
  isClosed: boolean,
  stepCssPx: number,
): void {
  let last: { readonly x: number; readonly y: number } | null = null;
  for (const corner of corners) {
    const at = toCss(transform, corner.x, corner.y);
    if (!last) path.moveTo(at.x, at.y);
    else if (Math.abs(at.x - last.x) + Math.abs(at.y - last.y) < stepCssPx) continue;
    else path.lineTo(at.x, at.y);
    last = at;
  }
  if (isClosed) path.closePath();
}

export function cornersOf({ x, y, width, height }: Level0Rect): readonly Level0Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** The box on screen around an upright level-0 box, at any rotation. */
export function cssBoxOf(rect: Level0Rect, transform: ViewTransform): CssBox {
  const corners = cornersOf(rect).map(({ x, y }) => toCss(transform, x, y));
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** Where a shape's label stands: a middle, CSS px. */
export function labelPlace(
  { shape, look }: DrawnShape,
  box: CssBox,
  frame: ViewFrame,
  transform: ViewTransform,
  size: { readonly width: number; readonly height: number },
): { readonly x: number; readonly y: number } {
  if (shape.kind === 'point') return { x: box.left + POINT_LABEL_GAP_CSS_PX + size.width / 2, y: box.top };
  if (shape.kind === 'line') {
    const from = toCss(transform, shape.from.x, shape.from.y);
    const to = toCss(transform, shape.to.x, shape.to.y);
    return besideLine(from, to, size, frame);
  }
  // Above what of it is in view, so that it hides none of the tissue inside; below its upper edge where there is no room.
  const left = Math.max(box.left, 0);
  const right = Math.min(box.right, frame.widthCssPx);
  // Clear of the handles of the selected one.
  const room = size.height / 2 + (look === 'selected' ? SELECTED_LABEL_GAP_CSS_PX : LABEL_GAP_CSS_PX);
  return { x: (left + right) / 2, y: Math.max(box.top - room, room) };
}

const LABEL_GAP_CSS_PX = 4;
const SELECTED_LABEL_GAP_CSS_PX = 12;
const POINT_LABEL_GAP_CSS_PX = 10;

/** Beside the middle of that part of a line which is in view, off the line by as much as the label needs at its slope. */
function besideLine(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  { width, height }: { readonly width: number; readonly height: number },
  frame: ViewFrame,
): { readonly x: number; readonly y: number } {
  const [t0, t1] = partInView(from, to, frame);
  const t = (t0 + t1) / 2;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  // Normal of the line that points up.
  const side = dx < 0 ? -1 : 1;
  const normal = { x: (side * dy) / length, y: (-side * dx) / length };
  const off = (Math.abs(normal.x) * width + Math.abs(normal.y) * height) / 2 + LABEL_GAP_CSS_PX;
  return { x: from.x + t * dx + normal.x * off, y: from.y + t * dy + normal.y * off };
}

/** The part of a segment inside the view, as shares of its length (Liang and Barsky 1984); all of it where none is. */
function partInView(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  { widthCssPx, heightCssPx }: ViewFrame,
): readonly [number, number] {
  let [t0, t1] = [0, 1];
  for (const [start, change, length] of [
    [from.x, to.x - from.x, widthCssPx],
    [from.y, to.y - from.y, heightCssPx],
  ] as const) {
    if (change === 0) continue;
    const [a, b] = [-start / change, (length - start) / change];
    t0 = Math.max(t0, Math.min(a, b));
    t1 = Math.min(t1, Math.max(a, b));
  }
  return t0 < t1 ? [t0, t1] : [0, 1];
}
