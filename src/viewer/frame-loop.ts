import type OpenSeadragon from 'openseadragon';
import type { OpenSlide } from './open-slide.ts';
import { forgetOldTiles } from './osd-setup.ts';
import { fittingFrame, frameOfViewport, sameFrame } from './osd-view.ts';
import type { ViewFrame } from './view-frame.ts';
import type { ViewerEvent } from './viewer-types.ts';

const FORGET_TILES_AFTER_MS = 10_000;
const FORGET_TILES_EVERY_MS = 5_000;

export interface FrameLoopOptions {
  readonly osd: OpenSeadragon.Viewer;
  readonly open: () => OpenSlide | null;
  /** Another view than before has been drawn: what lies over the slide is drawn in the same frame. */
  readonly onView: (frame: ViewFrame) => void;
  /** After that, and after the tiles of the view have been asked for. */
  readonly onMoved: () => void;
  /** All of the view is there, and nothing moves. */
  readonly onSettled: () => void;
  /** That is so no longer. */
  readonly onUnsettled: () => void;
  readonly emit: (event: ViewerEvent) => void;
}

/** What happens with each frame that OpenSeadragon draws: overlays in the same frame, tiles aimed for, at rest or not. */
export class FrameLoop {
  readonly #options: FrameLoopOptions;
  #lastForgot = 0;

  constructor(options: FrameLoopOptions) {
    this.#options = options;
    options.osd.addHandler('update-viewport', () => this.#drawn());
    // Raised where a movement is asked for, a frame or more before it is seen.
    for (const asked of ['pan', 'zoom', 'rotate'] as const) options.osd.addHandler(asked, () => this.#askedToMove());
  }

  /** What OpenSeadragon does once per frame, now: what moves with another view is drawn in the frame in which that one is. */
  drawNow(): void {
    const { viewport, world } = this.#options.osd;
    world.update(viewport.update());
    world.draw();
    this.#drawn();
  }

  /** After OpenSeadragon has drawn a frame, in the same frame. */
  #drawn(): void {
    const { osd, onView, onMoved } = this.#options;
    const open = this.#options.open();
    if (!open?.image) return;
    const current = frameOfViewport(osd.viewport, open.slide.width, true);
    const target = frameOfViewport(osd.viewport, open.slide.width, false);
    const moved = !open.drawn || !sameFrame(open.drawn, current);
    if (moved) {
      open.drawn = current;
      onView(current);
    }
    open.fits = sameFrame(target, fittingFrame(open.slide, target, target.rotationDeg));
    open.aim(target, current, moved);
    if (moved) onMoved();
    this.#tellSettled(open, sameFrame(current, target) && open.image.getFullyLoaded());
  }

  /** From the moment on at which it is asked for, a movement is told of as one: nobody takes the view before it for the one after. */
  #askedToMove(): void {
    const { osd } = this.#options;
    const open = this.#options.open();
    if (!open?.image || !open.settled) return;
    const current = frameOfViewport(osd.viewport, open.slide.width, true);
    const target = frameOfViewport(osd.viewport, open.slide.width, false);
    if (sameFrame(current, target)) return;
    this.#tellSettled(open, false);
    // One more frame tells of rest again, whatever comes of it.
    osd.forceRedraw();
  }

  #tellSettled(open: OpenSlide, settled: boolean): void {
    const { onSettled, onUnsettled, emit } = this.#options;
    if (settled !== open.settled) {
      open.settled = settled;
      emit({ kind: 'tiles', loading: open.loader.pending, settled });
    }
    if (!settled) {
      onUnsettled();
      return;
    }
    onSettled();
    const now = performance.now();
    if (open.image && now - this.#lastForgot > FORGET_TILES_EVERY_MS) {
      this.#lastForgot = now;
      forgetOldTiles(open.image, FORGET_TILES_AFTER_MS);
    }
  }
}
