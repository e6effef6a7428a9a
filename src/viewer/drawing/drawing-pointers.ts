/** A position over the slide, CSS px from the viewer's corner. */
export interface PressAt {
  readonly cssX: number;
  readonly cssY: number;
  readonly isTouch: boolean;
}

export interface DrawingPointersHost {
  readonly onPress: (at: PressAt) => void;
  /** Only once the press has become a drag. */
  readonly onDrag: (at: PressAt) => void;
  readonly onRelease: (at: PressAt, wasDragged: boolean) => void;
  /** The press was not meant to draw. */
  readonly onCancel: () => void;
  /** The pointer moves without being pressed. */
  readonly onHover: (at: PressAt) => void;
  readonly onZoom: (factor: number, cssX: number, cssY: number) => void;
  readonly onHold: (from: PressAt, to: PressAt, factor: number) => void;
}

/** Shorter drags are clicks: a slip of the hand. */
const LEAST_DRAG_CSS_PX = 4;
/** As the slide itself does without the tool. */
const ZOOM_PER_WHEEL_STEP = 1.3;
const LEFT_BUTTON = 0;
const MIDDLE_BUTTON = 1;

/**
 * Lies over the slide while something is drawn and takes what would otherwise move it: one pointer draws; two fingers, the middle
 * button and the wheel move the view. A palm beside the pen is ignored.
 */
export class DrawingPointers {
  readonly #element = document.createElement('div');
  readonly #container: HTMLElement;
  readonly #host: DrawingPointersHost;
  readonly #listening = new AbortController();
  readonly #fingers = new Map<number, PressAt>();
  #press: { readonly id: number; readonly type: string; readonly at: PressAt; isDragged: boolean } | null = null;
  #hold: { readonly id: number; at: PressAt } | null = null;
  #lastMove: PressAt | null = null;

  constructor(container: HTMLElement, host: DrawingPointersHost) {
    this.#container = container;
    this.#host = host;
    Object.assign(this.#element.style, { position: 'absolute', inset: '0', cursor: 'crosshair', touchAction: 'none' });
    this.#element.className = 'fovea-drawing';
    this.#element.hidden = true;
    const { signal } = this.#listening;
    this.#element.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    this.#element.addEventListener('pointermove', (event) => this.#hover(event), { signal });
    this.#element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    // A drag goes on outside the slide, and may end there.
    window.addEventListener('pointermove', (event) => this.#move(event), { signal });
    window.addEventListener('pointerup', (event) => this.#up(event), { signal });
    window.addEventListener('pointercancel', (event) => this.#lost(event), { signal });
    container.append(this.#element);
  }

  set(isOn: boolean): void {
    this.#element.hidden = !isOn;
    if (!isOn) this.drop();
  }

  /** Forgets what is pressed, without a word. */
  drop(): void {
    this.#press = this.#hold = null;
    this.#fingers.clear();
  }

  /** Tells anew where the pointer is: the slide has moved under it. */
  tellAgain(): void {
    const at = this.#lastMove;
    if (!at || this.#fingers.size > 1 || this.#hold) return;
    if (this.#press?.isDragged) this.#host.onDrag(at);
    else if (!this.#press && !at.isTouch) this.#host.onHover(at);
  }

  destroy(): void {
    this.#listening.abort();
    this.#element.remove();
  }

  #down(event: PointerEvent): void {
    const at = this.#position(event);
    if (event.button === MIDDLE_BUTTON && !this.#press) {
      // Else the browser begins to scroll by itself.
      event.preventDefault();
      this.#hold = { id: event.pointerId, at };
      return;
    }
    if (event.button !== LEFT_BUTTON) return;
    if (at.isTouch) {
      if (this.#press?.type === 'pen') return;
      this.#fingers.set(event.pointerId, at);
      if (this.#fingers.size > 1) {
        if (this.#press) this.#host.onCancel();
        this.#press = null;
        return;
      }
    }
    if (this.#press) return;
    // No text is selected where the drag leaves the slide; the focus that a click gives is given here.
    event.preventDefault();
    this.#container.focus({ preventScroll: true });
    // Else what lies over the slide where the drag ends, the minimap, would take its end for a click. Only a real pointer can be captured.
    if (event.isTrusted) this.#element.setPointerCapture(event.pointerId);
    this.#press = { id: event.pointerId, type: event.pointerType, at, isDragged: false };
    this.#host.onPress(at);
  }

  #move(event: PointerEvent): void {
    const at = this.#position(event);
    if (this.#press?.id === event.pointerId) this.#lastMove = at;
    if (event.pointerId === this.#hold?.id) {
      this.#host.onHold(this.#hold.at, at, 1);
      this.#hold.at = at;
    } else if (this.#fingers.size > 1 && this.#fingers.has(event.pointerId)) {
      this.#pinch(event.pointerId, at);
    } else if (event.pointerId === this.#press?.id) {
      const { at: start } = this.#press;
      this.#press.isDragged ||= Math.hypot(at.cssX - start.cssX, at.cssY - start.cssY) >= LEAST_DRAG_CSS_PX;
      if (this.#press.isDragged) this.#host.onDrag(at);
    }
  }

  /** The first two fingers hold the slide: it follows their middle, and is enlarged as they part. */
  #pinch(id: number, at: PressAt): void {
    const before = [...this.#fingers.values()].slice(0, 2);
    this.#fingers.set(id, at);
    const after = [...this.#fingers.values()].slice(0, 2);
    const apart = ([a, b]: readonly PressAt[]) => (a && b ? Math.hypot(a.cssX - b.cssX, a.cssY - b.cssY) : 0);
    const factor = apart(before) > 0 && apart(after) > 0 ? apart(after) / apart(before) : 1;
    this.#host.onHold(middle(before), middle(after), factor);
  }

  #up(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    if (event.pointerId === this.#hold?.id) this.#hold = null;
    if (event.pointerId !== this.#press?.id || event.button !== LEFT_BUTTON) return;
    const at = this.#position(event);
    const last = this.#lastMove;
    if (last?.cssX !== at.cssX || last.cssY !== at.cssY) this.#move(event);
    const press = this.#press;
    this.#press = null;
    this.#host.onRelease(at, press.isDragged);
  }

  #lost(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    if (event.pointerId === this.#hold?.id) this.#hold = null;
    if (event.pointerId !== this.#press?.id) return;
    this.#press = null;
    this.#host.onCancel();
  }

  #hover(event: PointerEvent): void {
    const at = this.#position(event);
    const last = this.#lastMove;
    this.#lastMove = at;
    if (this.#press || this.#hold || at.isTouch) return;
    // Browsers tell of a pointer that stands still while the page changes under it.
    if (last?.cssX === at.cssX && last.cssY === at.cssY) return;
    this.#host.onHover(at);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.deltaY === 0) return;
    const { cssX, cssY } = this.#position(event);
    this.#host.onZoom(event.deltaY < 0 ? ZOOM_PER_WHEEL_STEP : 1 / ZOOM_PER_WHEEL_STEP, cssX, cssY);
  }

  #position(event: MouseEvent): PressAt {
    const box = this.#element.getBoundingClientRect();
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
    return { cssX: event.clientX - box.left, cssY: event.clientY - box.top, isTouch };
  }
}

function middle(positions: readonly PressAt[]): PressAt {
  const count = positions.length || 1;
  return {
    cssX: positions.reduce((sum, { cssX }) => sum + cssX, 0) / count,
    cssY: positions.reduce((sum, { cssY }) => sum + cssY, 0) / count,
    isTouch: true,
  };
}
