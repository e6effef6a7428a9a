import { addCorner, moveCorner, moveShape, withinSlide } from '#core/annotations/corners.ts';
import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import type { OverlayPainter } from '../overlay-painters.ts';
import { toLevel0, transformOfFrame, type ViewFrame } from '../view-frame.ts';
import type { EditedShape } from '../viewer-types.ts';
import { gripAt, handlesPainter, type Grip } from './grips.ts';

/** What the edited shape is held against and tells. */
export interface ShapeEditorHost {
  /** Null while no slide is shown. */
  readonly frame: () => ViewFrame | null;
  readonly slideSize: () => { readonly width: number; readonly height: number } | null;
  /** Something else takes the pointer. */
  readonly isBusy: () => boolean;
  /** Whether a press on an element is one on the slide, not on what lies over it. */
  readonly isSlide: (target: EventTarget | null) => boolean;
  /** A press that was no drag, CSS px. */
  readonly onClick: (cssX: number, cssY: number) => void;
  /** `corner` is null where all of the shape is moved. */
  readonly onEdit: (shape: Shape, corner: number | null, isDone: boolean) => void;
}

/** Shorter drags are clicks: a slip of the hand. */
const LEAST_DRAG_CSS_PX = 4;

interface CssPosition {
  readonly cssX: number;
  readonly cssY: number;
}

interface Hold {
  readonly id: number;
  readonly grip: Grip;
  readonly start: Shape;
  readonly at: CssPosition;
  readonly from: Level0Point;
  isDragged: boolean;
  shape: Shape;
  corner: number | null;
}

/** One shape that is dragged, by a corner, out of an edge or as a whole, with pointer, pen or finger, before the slide hears of it. */
export class ShapeEditor {
  readonly #host: ShapeEditorHost;
  readonly #listening = new AbortController();
  readonly #container: HTMLElement;
  #edited: EditedShape | null = null;
  #hold: Hold | null = null;

  constructor(container: HTMLElement, host: ShapeEditorHost) {
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
    if (!edited) this.#hold = null;
  }

  destroy(): void {
    this.#listening.abort();
  }

  painter(): OverlayPainter | null {
    const edited = this.#edited;
    return edited && handlesPainter(edited);
  }

  /** What can be dragged at a position, CSS px; null for nothing. */
  at(cssX: number, cssY: number, isTouch = false): Grip | null {
    const frame = this.#host.frame();
    if (!frame || !this.#edited || this.#host.isBusy()) return null;
    return gripAt(this.#edited, frame, cssX, cssY, isTouch);
  }

  #down(event: PointerEvent): void {
    const frame = this.#host.frame();
    if (event.button !== 0 || this.#hold || !this.#edited || !frame || !this.#host.isSlide(event.target)) return;
    const at = this.#position(event);
    const grip = this.at(at.cssX, at.cssY, event.pointerType === 'touch');
    if (!grip) return;
    taken(event);
    // The focus that a press on the slide gives is given here.
    this.#container.focus({ preventScroll: true });
    const { shape } = this.#edited;
    const from = toLevel0(transformOfFrame(frame), at.cssX, at.cssY);
    const corner = grip.kind === 'corner' ? grip.corner : null;
    this.#hold = { id: event.pointerId, grip, start: shape, at, from, isDragged: corner !== null, shape, corner };
    if (corner !== null) this.#host.onEdit(shape, corner, false);
  }

  #move(event: PointerEvent): void {
    const [hold, frame, size] = [this.#hold, this.#host.frame(), this.#host.slideSize()];
    if (event.pointerId !== hold?.id || !frame || !size) return;
    taken(event);
    const { cssX, cssY } = this.#position(event);
    hold.isDragged ||= Math.hypot(cssX - hold.at.cssX, cssY - hold.at.cssY) >= LEAST_DRAG_CSS_PX;
    if (!hold.isDragged) return;
    const { grip, start, from } = hold;
    const point = toLevel0(transformOfFrame(frame), cssX, cssY);
    // From the shape as it was: a rectangle led past its other corner goes on from that.
    if (grip.kind === 'whole') hold.shape = moveShape(start, { x: point.x - from.x, y: point.y - from.y }, size);
    else if (grip.kind === 'corner') hold.shape = moveCorner(start, grip.corner, withinSlide(point, size));
    else {
      hold.shape = addCorner(start, grip.after, withinSlide(point, size));
      hold.corner = hold.shape === start ? grip.after : grip.after + 1;
    }
    this.#host.onEdit(hold.shape, hold.corner, false);
  }

  #up(event: PointerEvent): void {
    const hold = this.#hold;
    if (event.pointerId !== hold?.id) return;
    taken(event);
    this.#hold = null;
    if (hold.isDragged) this.#host.onEdit(hold.shape, hold.corner, true);
    else this.#host.onClick(hold.at.cssX, hold.at.cssY);
  }

  #cancel(event: PointerEvent): void {
    const hold = this.#hold;
    if (event.pointerId !== hold?.id) return;
    this.#hold = null;
    if (hold.isDragged) this.#host.onEdit(hold.start, hold.grip.kind === 'edge' ? hold.grip.after : hold.corner, true);
  }

  #position(event: MouseEvent): CssPosition {
    const box = this.#container.getBoundingClientRect();
    return { cssX: event.clientX - box.left, cssY: event.clientY - box.top };
  }
}

function taken(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
