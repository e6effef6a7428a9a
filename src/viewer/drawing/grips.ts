import { cornersOfShape } from '#core/annotations/corners.ts';
import { boundsOf, containsPoint, isArea, type Shape } from '#core/geometry/shapes.ts';
import type { OverlayPainter } from '../overlay-painters.ts';
import { toCss, toLevel0, transformOfFrame, type ViewFrame } from '../view-frame.ts';
import type { EditedShape } from '../viewer-types.ts';
import { shapeAt } from './shape-at.ts';
import { DARK, LIGHT, toCssPx } from './shape-painter.ts';
import { boxed, cssBoxOf } from './shape-path.ts';

/** What of the edited shape is dragged: a corner, a new one out of the edge that follows another, or all of it. */
export type Grip =
  | { readonly kind: 'corner'; readonly corner: number }
  | { readonly kind: 'edge'; readonly after: number }
  | { readonly kind: 'whole' };

const SIDE_CSS_PX = 9;
const CHOSEN_SIDE_CSS_PX = 13;
const EDGE_RADIUS_CSS_PX = 4;
const REACH_CSS_PX = 9;
const TOUCH_REACH_CSS_PX = 20;
/** An outline is hit by a finger so many times as far away as by a mouse. */
const TOUCH_REACHES = 2.5;
/** Of corners nearer to each other than this one has a handle; closer up all have. */
const APART_CSS_PX = 14;
/** Smaller shapes are covered by their handles. */
const LEAST_SHAPE_CSS_PX = 12;
/** Shorter edges have no handle between their corners'. */
const LEAST_EDGE_CSS_PX = 56;

/** A handle on screen, CSS px. */
interface Handle {
  readonly grip: Exclude<Grip, { kind: 'whole' }>;
  readonly x: number;
  readonly y: number;
}

/**
 * What can be dragged at a position, CSS px. All of a shape by its outline, and by its inside where it is wholly in view: else the slide could not
 * be moved any more. A finger, which moves the slide, takes it by its outline.
 */
export function gripAt(
  edited: EditedShape,
  frame: ViewFrame,
  cssX: number,
  cssY: number,
  isTouch: boolean,
): Grip | null {
  let nearest: Grip | null = null;
  let least = isTouch ? TOUCH_REACH_CSS_PX : REACH_CSS_PX;
  for (const { grip, x, y } of [...edgeHandlesOf(edited.shape, frame), ...handlesOf(edited, frame)]) {
    const distance = Math.hypot(x - cssX, y - cssY);
    if (distance <= least) [nearest, least] = [grip, distance];
  }
  if (nearest) return nearest;
  const { shape, colour } = edited;
  const isOutline =
    shapeAt(boxed([{ shape, colour, look: 'plain' }]), frame, cssX, cssY, isTouch ? TOUCH_REACHES : 1) !== null;
  return isOutline || (!isTouch && isInside(shape, frame, cssX, cssY)) ? { kind: 'whole' } : null;
}

function isInside(shape: Shape, frame: ViewFrame, cssX: number, cssY: number): boolean {
  if (!isArea(shape)) return false;
  const transform = transformOfFrame(frame);
  const { left, top, right, bottom } = cssBoxOf(boundsOf(shape), transform);
  const isWhole = left >= 0 && top >= 0 && right <= frame.widthCssPx && bottom <= frame.heightCssPx;
  return isWhole && containsPoint(shape, toLevel0(transform, cssX, cssY));
}

/** Handles in the middle of an outline's edges, where there is room for them. */
function edgeHandlesOf(shape: Shape, frame: ViewFrame): readonly Handle[] {
  if (shape.kind !== 'polygon') return [];
  const transform = transformOfFrame(frame);
  const corners = shape.points.map(({ x, y }) => toCss(transform, x, y));
  return corners.flatMap((from, after) => {
    const to = corners[(after + 1) % corners.length] ?? from;
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const isLong = Math.hypot(to.x - from.x, to.y - from.y) >= LEAST_EDGE_CSS_PX;
    return isLong && isInView(middle, frame) ? [{ grip: { kind: 'edge', after } as const, ...middle }] : [];
  });
}

/** The handles in view, not too close to each other; the chosen corner always has one. */
function handlesOf({ shape, chosen }: EditedShape, frame: ViewFrame): readonly Handle[] {
  const transform = transformOfFrame(frame);
  const corners = cornersOfShape(shape).map(({ x, y }) => toCss(transform, x, y));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const extent = Math.max(spanOf(xs), spanOf(ys));
  if (corners.length > 1 && extent < LEAST_SHAPE_CSS_PX && chosen === null) return [];
  const handles: Handle[] = [];
  const chosenAt = chosen === null ? undefined : corners[chosen];
  const isDense = corners.length > 4;
  let last = chosenAt;
  for (const [corner, at] of corners.entries()) {
    if (corner === chosen || !isInView(at, frame)) continue;
    if (isDense && (isClose(at, last) || isClose(at, chosenAt))) continue;
    handles.push({ grip: { kind: 'corner', corner }, ...at });
    last = at;
  }
  // On top of the others.
  if (chosen !== null && chosenAt) handles.push({ grip: { kind: 'corner', corner: chosen }, ...chosenAt });
  return handles;
}

interface CssPoint {
  readonly x: number;
  readonly y: number;
}

function isInView({ x, y }: CssPoint, { widthCssPx, heightCssPx }: ViewFrame): boolean {
  return x > -APART_CSS_PX && y > -APART_CSS_PX && x < widthCssPx + APART_CSS_PX && y < heightCssPx + APART_CSS_PX;
}

function isClose(a: CssPoint, b: CssPoint | undefined): boolean {
  return b !== undefined && Math.hypot(a.x - b.x, a.y - b.y) < APART_CSS_PX;
}

function spanOf(values: readonly number[]): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

export function handlesPainter(edited: EditedShape): OverlayPainter {
  return (context, frame) => {
    toCssPx(context, frame);
    context.lineWidth = 1.5;
    context.strokeStyle = DARK;
    context.fillStyle = LIGHT;
    // Round where a corner can be added, square where one is.
    for (const { x, y } of edgeHandlesOf(edited.shape, frame)) {
      context.beginPath();
      context.arc(x, y, EDGE_RADIUS_CSS_PX, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    for (const { grip, x, y } of handlesOf(edited, frame)) {
      const isChosen = grip.kind === 'corner' && grip.corner === edited.chosen;
      const side = isChosen ? CHOSEN_SIDE_CSS_PX : SIDE_CSS_PX;
      context.beginPath();
      context.rect(x - side / 2, y - side / 2, side, side);
      context.fillStyle = isChosen ? edited.colour : LIGHT;
      context.fill();
      context.lineWidth = isChosen ? 3 : 1.5;
      context.strokeStyle = DARK;
      context.stroke();
      if (!isChosen) continue;
      context.lineWidth = 1;
      context.strokeStyle = LIGHT;
      context.stroke();
    }
  };
}
