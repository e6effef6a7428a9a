import { cornersOfShape, moveCorner, withinSlide } from '#core/annotations/corners.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import type { OverlayPainter } from '../overlay-painters.ts';
import { toCss, toLevel0, transformOfFrame, type ViewFrame } from '../view-frame.ts';
import type { EditedShape } from '../viewer-types.ts';
import { DARK, LIGHT, toCssPx } from './shape-painter.ts';

/** What the handles are held against and tell. */
export interface CornerHandlesHost {
  /** Null while no slide is shown. */
  readonly frame: () => ViewFrame | null;
  readonly slideSize: () => { readonly width: number; readonly height: number } | null;
  /** Something else takes the pointer. */
  readonly isBusy: () => boolean;
  readonly onEdit: (shape: Shape, corner: number, isDone: boolean) => void;
}

const SIDE_CSS_PX = 9;
const CHOSEN_SIDE_CSS_PX = 13;
const REACH_CSS_PX = 9;
const TOUCH_REACH_CSS_PX = 20;
/** Of corners nearer to each other than this one has a handle; closer up all have. */
const APART_CSS_PX = 14;
/** Smaller shapes are covered by their handles. */
const LEAST_SHAPE_CSS_PX = 12;

/** A handle on screen, CSS px. */
interface Handle {
  readonly corner: number;
  readonly x: number;
  readonly y: number;
}

/** The handles of one shape, which are dragged with pointer, pen or finger before the slide hears of it. */
export class CornerHandles {
  readonly #host: CornerHandlesHost;
  readonly #listening = new AbortController();
  readonly #container: HTMLElement;
  #edited: EditedShape | null = null;
  #drag: { readonly id: number; readonly corner: number; readonly start: Shape; shape: Shape } | null = null;

  constructor(container: HTMLElement, host: CornerHandlesHost) {
    this.#container = container;
    this.#host = host;
    const options = { capture: true, signal: this.#listening.signal };
    container.addEventListener('pointerdown', (event) => this.#down(event), options);
    window.addEventListener('pointermove', (event) => this.#move(event), options);
    window.addEventListener('pointerup', (event) => this.#up(event), options);
    window.addEventListener('pointercancel', (event) => this.#cancel(event), options);
  }

  set(edited: EditedShape | null): void {
    this.#edited = edited;
    if (!edited) this.#drag = null;
  }

  destroy(): void {
    this.#listening.abort();
  }

  painter(): OverlayPainter | null {
    const edited = this.#edited;
    return edited && handlesPainter(edited);
  }

  /** The corner whose handle lies at a position, CSS px; null where there is none. */
  at(cssX: number, cssY: number, isTouch = false): number | null {
    const frame = this.#host.frame();
    if (!frame || !this.#edited || this.#host.isBusy()) return null;
    const reach = isTouch ? TOUCH_REACH_CSS_PX : REACH_CSS_PX;
    let nearest: number | null = null;
    let least = reach;
    for (const { corner, x, y } of handlesOf(this.#edited, frame)) {
      const distance = Math.hypot(x - cssX, y - cssY);
      if (distance <= least) [nearest, least] = [corner, distance];
    }
    return nearest;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.#drag || !this.#edited) return;
    const { cssX, cssY } = this.#position(event);
    const corner = this.at(cssX, cssY, event.pointerType === 'touch');
    if (corner === null) return;
    taken(event);
    const { shape } = this.#edited;
    this.#drag = { id: event.pointerId, corner, start: shape, shape };
    this.#host.onEdit(shape, corner, false);
  }

  #move(event: PointerEvent): void {
    const [drag, frame, size] = [this.#drag, this.#host.frame(), this.#host.slideSize()];
    if (event.pointerId !== drag?.id || !frame || !size) return;
    taken(event);
    const { cssX, cssY } = this.#position(event);
    const point = withinSlide(toLevel0(transformOfFrame(frame), cssX, cssY), size);
    // From the shape as it was: a rectangle led past its other corner goes on from that.
    drag.shape = moveCorner(drag.start, drag.corner, point);
    this.#host.onEdit(drag.shape, drag.corner, false);
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    if (event.pointerId !== drag?.id) return;
    taken(event);
    this.#drag = null;
    this.#host.onEdit(drag.shape, drag.corner, true);
  }

  #cancel(event: PointerEvent): void {
    const drag = this.#drag;
    if (event.pointerId !== drag?.id) return;
    this.#drag = null;
    this.#host.onEdit(drag.start, drag.corner, true);
  }

  #position(event: MouseEvent): { readonly cssX: number; readonly cssY: number } {
    const box = this.#container.getBoundingClientRect();
    return { cssX: event.clientX - box.left, cssY: event.clientY - box.top };
  }
}

function taken(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
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
    handles.push({ corner, ...at });
    last = at;
  }
  // On top of the others.
  if (chosen !== null && chosenAt) handles.push({ corner: chosen, ...chosenAt });
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

function handlesPainter(edited: EditedShape): OverlayPainter {
  return (context, frame) => {
    toCssPx(context, frame);
    for (const { corner, x, y } of handlesOf(edited, frame)) {
      const isChosen = corner === edited.chosen;
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
