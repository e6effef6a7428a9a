import { level0Point, type Level0Point } from '#core/geometry/frames.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { lastingContext, redrawWhenRestored } from './lasting-canvas.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import type { TileAddress } from './pyramid.ts';
import type { LentImage } from './tile-pool.ts';
import { toCss, toLevel0, transformOfFrame, type ViewFrame } from './view-frame.ts';

/** More tiles than this are not fetched for a picture of a hand's breadth; the map then shows the frame alone. */
const MAX_TILES = 256;
const WANTED_PX = 480;

export interface MinimapOptions {
  readonly element: HTMLElement;
  readonly load: (address: TileAddress, signal: AbortSignal) => Promise<LentImage>;
  /** False for a picture of damaged data. */
  readonly isSound: (address: TileAddress, bitmap: ImageBitmap, signal: AbortSignal) => Promise<boolean>;
  /** Clicked or dragged to a point of the slide. */
  readonly onGoTo: (point: Level0Point) => void;
}

/**
 * The whole slide, small, with the part on screen marked. Made from the coarsest level that is sharp enough, in one picture that
 * is then kept; it follows the slide's own orientation, so with a rotated view the mark turns.
 */
export class Minimap {
  readonly #options: MinimapOptions;
  readonly #canvas = document.createElement('canvas');
  readonly #controller = new AbortController();
  readonly #resize: ResizeObserver;
  #slide: SlideDescription | null = null;
  #picture: OffscreenCanvas | null = null;
  #loading: AbortController | null = null;
  /** Part of the picture could not be had. */
  #isPartial = false;
  #view: ViewFrame | null = null;
  #heatmap: OverlayPainter | null = null;
  #requested = 0;

  constructor(options: MinimapOptions) {
    this.#options = options;
    this.#canvas.className = 'fovea-minimap';
    Object.assign(this.#canvas.style, { display: 'block', width: '100%', height: '100%', touchAction: 'none' });
    options.element.append(this.#canvas);
    this.#resize = new ResizeObserver(() => this.#request());
    this.#resize.observe(this.#canvas);
    redrawWhenRestored(this.#canvas, () => this.#request());
    const { signal } = this.#controller;
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#go(event);
    }, { signal }); // prettier-ignore
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.buttons & 1) this.#go(event);
    }, { signal }); // prettier-ignore
  }

  /** Shows another slide's frame (null = none); its picture comes with {@link loadPicture}. */
  setSlide(slide: SlideDescription | null): void {
    this.#loading?.abort();
    this.#loading = null;
    this.#slide = slide;
    this.#picture = null;
    this.#isPartial = false;
    this.#view = null;
    this.#request();
  }

  /** Fetches the picture, once; called when the slide itself has been drawn, so as not to delay it. */
  loadPicture(): void {
    const slide = this.#slide;
    if (!slide || this.#loading) return;
    const controller = new AbortController();
    this.#loading = controller;
    const level = slide.levels.findLastIndex((candidate) => Math.max(candidate.width, candidate.height) >= WANTED_PX);
    const chosen = slide.levels[Math.max(level, 0)];
    if (!chosen || chosen.columns * chosen.rows > MAX_TILES) return;
    const shrink = Math.min(1, (2 * WANTED_PX) / Math.max(chosen.width, chosen.height));
    const picture = new OffscreenCanvas(Math.ceil(chosen.width * shrink), Math.ceil(chosen.height * shrink));
    const context = lastingContext(picture);
    if (!context) return;
    context.scale(picture.width / chosen.width, picture.height / chosen.height);
    this.#picture = picture;
    const draw = async (column: number, row: number): Promise<void> => {
      const address = { level: Math.max(level, 0), column, row };
      const image = await this.#options.load(address, controller.signal);
      if (image.kind === 'hole') return;
      try {
        if (await this.#options.isSound(address, image.bitmap, controller.signal))
          context.drawImage(image.bitmap, column * chosen.tileWidth, row * chosen.tileHeight);
      } finally {
        image.release();
      }
    };
    const drawAll = async (): Promise<void> => {
      for (let row = 0; row < chosen.rows; row++) {
        for (let column = 0; column < chosen.columns; column++) {
          if (controller.signal.aborted) return;
          await draw(column, row);
        }
        this.#request();
      }
    };
    drawAll().catch((error: unknown) => {
      // Without its picture the map still shows where the view is; a closed slide is no failure.
      if (controller.signal.aborted) return;
      this.#isPartial = true;
      console.warn('minimap', error);
    });
  }

  /** A picture that broke off is fetched again with the next {@link loadPicture}. */
  readAgain(): void {
    if (!this.#isPartial) return;
    this.#isPartial = false;
    this.#loading = null;
  }

  setView(view: ViewFrame | null): void {
    this.#view = view;
    this.#request();
  }

  setHeatmap(painter: OverlayPainter | null): void {
    this.#heatmap = painter;
    this.#request();
  }

  destroy(): void {
    this.#controller.abort();
    this.#loading?.abort();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#requested);
    this.#canvas.remove();
  }

  /** The view in which the whole slide fills the map. */
  #frame(): ViewFrame | null {
    // The element may have padding; the canvas fills what is left.
    const { clientWidth, clientHeight } = this.#canvas;
    if (!this.#slide || clientWidth === 0 || clientHeight === 0) return null;
    const { width, height } = this.#slide;
    return {
      center: level0Point(width / 2, height / 2),
      level0PxPerCssPx: Math.max(width / clientWidth, height / clientHeight),
      rotationDeg: 0,
      widthCssPx: clientWidth,
      heightCssPx: clientHeight,
    };
  }

  #go(event: PointerEvent): void {
    const frame = this.#frame();
    if (frame) this.#options.onGoTo(toLevel0(transformOfFrame(frame), event.offsetX, event.offsetY));
  }

  #request(): void {
    this.#requested ||= requestAnimationFrame(() => {
      this.#requested = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const frame = this.#frame();
    const ratio = window.devicePixelRatio;
    const width = Math.round((frame?.widthCssPx ?? 0) * ratio);
    const height = Math.round((frame?.heightCssPx ?? 0) * ratio);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!frame || !this.#slide) return;
    const { a, b, c, d, e, f } = transformOfFrame(frame);
    context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
    context.fillStyle = 'white';
    context.fillRect(0, 0, this.#slide.width, this.#slide.height);
    context.imageSmoothingQuality = 'high';
    if (this.#picture) context.drawImage(this.#picture, 0, 0, this.#slide.width, this.#slide.height);
    if (this.#heatmap) {
      context.save();
      this.#heatmap(context, frame);
      context.restore();
    }
    if (this.#view) {
      // A view wider than the slide would draw its sides beside the picture, where they mean nothing.
      context.save();
      context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
      context.beginPath();
      context.rect(0, 0, this.#slide.width, this.#slide.height);
      context.clip();
      paintMark(context, this.#view, frame, ratio);
      context.restore();
    }
  }
}

const MIN_MARK_CSS_PX = 6;

/** The outline of the view; a dot when it is too small to see. */
function paintMark(context: CanvasRenderingContext2D, view: ViewFrame, frame: ViewFrame, ratio: number): void {
  const transform = transformOfFrame(view);
  const map = transformOfFrame(frame);
  const corners = [
    [0, 0],
    [view.widthCssPx, 0],
    [view.widthCssPx, view.heightCssPx],
    [0, view.heightCssPx],
  ].map(([x = 0, y = 0]) => {
    const point = toLevel0(transform, x, y);
    return toCss(map, point.x, point.y);
  });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.beginPath();
  const sizeCssPx = (Math.max(view.widthCssPx, view.heightCssPx) * view.level0PxPerCssPx) / frame.level0PxPerCssPx;
  if (sizeCssPx < MIN_MARK_CSS_PX) {
    const middle = toCss(map, view.center.x, view.center.y);
    context.arc(middle.x, middle.y, MIN_MARK_CSS_PX / 2, 0, 2 * Math.PI);
  } else {
    for (const { x, y } of corners) context.lineTo(x, y);
    context.closePath();
  }
  context.lineWidth = 3;
  context.strokeStyle = 'rgb(255 255 255 / 0.85)';
  context.stroke();
  context.lineWidth = 1.5;
  context.strokeStyle = 'rgb(225 29 72)';
  context.stroke();
}
