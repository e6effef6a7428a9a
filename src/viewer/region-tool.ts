import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';

/** What a drag is told against. */
export interface RegionToolHost {
  /** Level-0 point under a position of the element, CSS px; null while nothing is shown. */
  readonly pointAt: (cssX: number, cssY: number) => Level0Point | null;
  readonly slideSize: () => { readonly width: number; readonly height: number } | null;
  /** The rectangle as it is being drawn, null where there is none (any more). */
  readonly onDraw: (rect: Level0Rect | null) => void;
  readonly onDone: (rect: Level0Rect) => void;
  readonly onZoom: (factor: number, cssX: number, cssY: number) => void;
}

/** Shorter drags are a slip of the hand. */
const LEAST_DRAG_CSS_PX = 4;
/** As the slide itself does without the tool. */
const ZOOM_PER_WHEEL_STEP = 1.3;

/**
 * Draws a rectangle over the slide with pointer, pen or finger. While it is on it lies over the slide and takes what would otherwise
 * move it; the wheel still zooms. The first corner stays on its place on the slide while the view moves.
 */
export class RegionTool {
  readonly #element = document.createElement('div');
  readonly #host: RegionToolHost;
  readonly #listening = new AbortController();
  #start: { readonly point: Level0Point; readonly cssX: number; readonly cssY: number; readonly id: number } | null =
    null;
  #drawn: Level0Rect | null = null;

  constructor(container: HTMLElement, host: RegionToolHost) {
    this.#host = host;
    Object.assign(this.#element.style, { position: 'absolute', inset: '0', cursor: 'crosshair', touchAction: 'none' });
    this.#element.className = 'fovea-region-tool';
    this.#element.hidden = true;
    const { signal } = this.#listening;
    this.#element.addEventListener('pointerdown', (event) => this.#begin(event), { signal });
    this.#element.addEventListener('wheel', (event) => this.#zoom(event), { passive: false, signal });
    // A drag goes on outside the slide, and may end there.
    window.addEventListener('pointermove', (event) => this.#move(event), { signal });
    window.addEventListener('pointerup', (event) => this.#end(event), { signal });
    window.addEventListener('pointercancel', () => this.#giveUp(), { signal });
    container.append(this.#element);
  }

  set(isOn: boolean): void {
    this.#element.hidden = !isOn;
    if (!isOn) this.#giveUp();
  }

  destroy(): void {
    this.#listening.abort();
    this.#element.remove();
  }

  #begin(event: PointerEvent): void {
    // A second finger ends the drawing: it wants to do something else.
    if (!event.isPrimary) {
      this.#giveUp();
      return;
    }
    if (event.button !== 0) return;
    const at = this.#position(event);
    const point = this.#host.pointAt(at.cssX, at.cssY);
    if (!point) return;
    event.preventDefault();
    this.#start = { point, ...at, id: event.pointerId };
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#start?.id) return;
    const at = this.#position(event);
    if (!this.#drawn && Math.hypot(at.cssX - this.#start.cssX, at.cssY - this.#start.cssY) < LEAST_DRAG_CSS_PX) return;
    const point = this.#host.pointAt(at.cssX, at.cssY);
    const size = this.#host.slideSize();
    this.#drawn = point && size && rectBetween(this.#start.point, point, size);
    this.#host.onDraw(this.#drawn);
  }

  #end(event: PointerEvent): void {
    if (event.pointerId !== this.#start?.id) return;
    this.#move(event);
    const drawn = this.#drawn;
    this.#giveUp();
    if (drawn) this.#host.onDone(drawn);
  }

  #giveUp(): void {
    const wasDrawing = this.#drawn !== null;
    this.#start = this.#drawn = null;
    if (wasDrawing) this.#host.onDraw(null);
  }

  #zoom(event: WheelEvent): void {
    event.preventDefault();
    if (event.deltaY === 0) return;
    const { cssX, cssY } = this.#position(event);
    this.#host.onZoom(event.deltaY < 0 ? ZOOM_PER_WHEEL_STEP : 1 / ZOOM_PER_WHEEL_STEP, cssX, cssY);
  }

  #position(event: MouseEvent): { readonly cssX: number; readonly cssY: number } {
    const box = this.#element.getBoundingClientRect();
    return { cssX: event.clientX - box.left, cssY: event.clientY - box.top };
  }
}

/** The box between two level-0 points, cut to the slide and to whole pixels; null where nothing of it is left. */
export function rectBetween(
  a: Level0Point,
  b: Level0Point,
  slide: { readonly width: number; readonly height: number },
): Level0Rect | null {
  const within = (value: number, length: number) => Math.min(Math.max(Math.round(value), 0), length);
  const x = within(Math.min(a.x, b.x), slide.width);
  const y = within(Math.min(a.y, b.y), slide.height);
  const width = within(Math.max(a.x, b.x), slide.width) - x;
  const height = within(Math.max(a.y, b.y), slide.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
