import { redrawWhenRestored } from './lasting-canvas.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import { transformOfFrame, type ViewFrame } from './view-frame.ts';

/**
 * Canvas over the slide. It is drawn in the same frame as the slide, from the same view, so the two never slip; its pixels are
 * device pixels.
 */
export class OverlayCanvas {
  readonly element: HTMLCanvasElement;
  #painters: readonly OverlayPainter[] = [];
  #frame: ViewFrame | null = null;
  #requested = 0;

  constructor(container: HTMLElement) {
    this.element = document.createElement('canvas');
    this.element.className = 'fovea-overlay';
    Object.assign(this.element.style, {
      position: 'absolute',
      inset: '0',
      width: '100%',
      height: '100%',
      pointerEvents: 'none',
    });
    redrawWhenRestored(this.element, () => this.#paint());
    container.append(this.element);
  }

  /** Replaces what is painted, bottom first; shown with the next frame. */
  setPainters(painters: readonly OverlayPainter[]): void {
    this.#painters = painters;
    this.#requested ||= requestAnimationFrame(() => {
      this.#requested = 0;
      this.#paint();
    });
  }

  /** Paints at once for a view; null clears. */
  draw(frame: ViewFrame | null): void {
    this.#frame = frame;
    this.#paint();
  }

  destroy(): void {
    cancelAnimationFrame(this.#requested);
    this.element.remove();
  }

  #paint(): void {
    const frame = this.#frame;
    const ratio = window.devicePixelRatio;
    const width = Math.round((frame?.widthCssPx ?? 0) * ratio);
    const height = Math.round((frame?.heightCssPx ?? 0) * ratio);
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
    }
    const context = this.element.getContext('2d');
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!frame || this.#painters.length === 0) return;
    const { a, b, c, d, e, f } = transformOfFrame(frame);
    for (const paint of this.#painters) {
      context.save();
      context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
      paint(context, frame);
      context.restore();
    }
  }
}
