import OpenSeadragon from 'openseadragon';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { GivenView, OpenSlide } from './open-slide.ts';
import { fittingFrame, frameOfViewport, moveViewport } from './osd-view.ts';
import type { ViewFrame } from './view-frame.ts';

/** `flyTo` shows this many times the rectangle's size unless told otherwise. */
const FLY_TO_SURROUNDINGS = 4;

export interface ViewMotionOptions {
  readonly osd: OpenSeadragon.Viewer;
  readonly container: HTMLElement;
  readonly open: () => OpenSlide | null;
  /** Draws what is shown now, without waiting for the next frame. */
  readonly drawNow: () => void;
}

/** Moves the view over the open slide; does nothing while there is none. What the methods mean is said in `SlideViewer`. */
export class ViewMotion {
  readonly #options: ViewMotionOptions;
  readonly #osd: OpenSeadragon.Viewer;

  constructor(options: ViewMotionOptions) {
    this.#options = options;
    this.#osd = options.osd;
  }

  fitSlide(): void {
    const [target, open] = [this.target(), this.#options.open()];
    if (!target || !open) return;
    open.fits = true;
    this.moveTo(fittingFrame(open.slide, target, target.rotationDeg), open.drawn === null);
  }

  zoomBy(factor: number): void {
    if (!this.#options.open()?.image) return;
    this.#osd.viewport.zoomBy(factor);
    this.#osd.viewport.applyConstraints();
  }

  /** Zooms about a position, CSS px from the viewer's corner, which stays where it is. */
  zoomAbout(factor: number, cssX: number, cssY: number): void {
    if (!this.#options.open()?.image) return;
    const { viewport } = this.#osd;
    viewport.zoomBy(factor, viewport.pointFromPixel(new OpenSeadragon.Point(cssX, cssY), true));
    viewport.applyConstraints();
  }

  panBy(dxCssPx: number, dyCssPx: number): void {
    if (!this.#options.open()?.image) return;
    const { viewport } = this.#osd;
    viewport.panBy(viewport.deltaPointsFromPixels(new OpenSeadragon.Point(dxCssPx, dyCssPx)));
    viewport.applyConstraints();
  }

  setScale(level0PxPerCssPx: number): void {
    const target = this.target();
    if (target) this.zoomBy(target.level0PxPerCssPx / level0PxPerCssPx);
  }

  rotateBy(deg: number): void {
    const target = this.#options.open()?.image ? this.#osd.viewport.getRotation(false) : null;
    if (target !== null) this.#osd.viewport.setRotation(target + deg);
  }

  setRotation(deg: number): void {
    const target = this.target();
    if (!target) return;
    // The short way round.
    const turn = ((((deg - target.rotationDeg) % 360) + 540) % 360) - 180;
    this.rotateBy(turn);
  }

  flyTo(rect: Level0Rect, surroundings = FLY_TO_SURROUNDINGS): void {
    const target = this.target();
    if (!target) return;
    const fitted = Math.max(rect.width / target.widthCssPx, rect.height / target.heightCssPx);
    const center = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    this.moveTo({ center, level0PxPerCssPx: fitted * surroundings }, false);
  }

  setView(view: GivenView): void {
    const open = this.#options.open();
    if (!open) return;
    if (!open.image) {
      open.initial = view;
      const { clientWidth, clientHeight } = this.#options.container;
      open.aim({ ...view, widthCssPx: clientWidth, heightCssPx: clientHeight }, null, true);
      return;
    }
    this.#osd.viewport.setRotation(view.rotationDeg, true);
    this.moveTo(view, true);
    this.#osd.forceRedraw();
    if (open.drawn) this.#options.drawNow();
  }

  /** Moves at once to a frame that a hand holds, as far as the slide lets it. */
  hold(frame: ViewFrame): void {
    this.moveTo(frame, true);
    this.#osd.viewport.applyConstraints(true);
  }

  moveTo(frame: Partial<Pick<ViewFrame, 'center' | 'level0PxPerCssPx'>>, immediately: boolean): void {
    const [target, open] = [this.target(), this.#options.open()];
    if (target && open) moveViewport(this.#osd.viewport, open.slide.width, { ...target, ...frame }, immediately);
  }

  /** Where the view is heading; null before OpenSeadragon has opened the slide. */
  target(): ViewFrame | null {
    const open = this.#options.open();
    return open?.image ? frameOfViewport(this.#osd.viewport, open.slide.width, false) : null;
  }

  /** Takes the element's size: the same middle at the same scale, or all of the slide where that was shown. */
  resized(): void {
    const { clientWidth, clientHeight } = this.#options.container;
    const { viewport } = this.#osd;
    const size = viewport.getContainerSize();
    if (clientWidth === 0 || clientHeight === 0) return;
    if (size.x === clientWidth && size.y === clientHeight) return;
    const open = this.#options.open();
    const before = this.target();
    viewport.resize(new OpenSeadragon.Point(clientWidth, clientHeight));
    if (before && open) {
      const after = { ...before, widthCssPx: clientWidth, heightCssPx: clientHeight };
      this.moveTo(open.fits ? fittingFrame(open.slide, after, after.rotationDeg) : after, true);
    }
    this.#osd.forceRedraw();
  }
}
