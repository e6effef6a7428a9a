import OpenSeadragon from 'openseadragon';
import type { Level0Rect, Spacing } from '#core/geometry/frames.ts';
import { magnificationOfSpacing, meanSpacing } from '#core/geometry/spacing.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { SlideClient, TileImage } from '#workers/slide/contract.ts';
import { DisplayFilter } from './display-filter.ts';
import { Minimap } from './minimap.ts';
import { createOsdViewer, forgetOldTiles, onBitmapClosed, tuneForSlide } from './osd-setup.ts';
import { fittingFrame, frameOfViewport, moveViewport, sameFrame } from './osd-view.ts';
import { OverlayCanvas } from './overlay-canvas.ts';
import { OverlayLayers } from './overlay-layers.ts';
import { minPixelRatioOf, showsTile, tileKey, tilesInView, wantedLevel, type TileAddress } from './pyramid.ts';
import { SlideTileSource } from './slide-tile-source.ts';
import type { SlideViewer, ViewerEvent, ViewState } from './viewer-types.ts';
import { TileLoader } from './tile-loader.ts';
import { toLevel0, transformOfFrame, type ViewFrame } from './view-frame.ts';

export interface SlideViewerOptions {
  /** Filled by the slide; must be positioned and have a size of its own. */
  readonly container: HTMLElement;
  /** Gets the minimap. */
  readonly navigator: HTMLElement;
  readonly slides: Pick<SlideClient, 'tile'>;
}

/** Tile requests under way at once: keeps a pool of decoders and a slow network busy, few enough to be re-ordered soon. */
const MAX_TILES_IN_FLIGHT = 12;
/** `flyTo` shows this many times the rectangle's size. */
const FLY_TO_SURROUNDINGS = 4;
const FORGET_TILES_AFTER_MS = 10_000;
const FORGET_TILES_EVERY_MS = 5_000;

export function createSlideViewer(options: SlideViewerOptions): SlideViewer {
  return new OsdSlideViewer(options);
}

type GivenView = Parameters<SlideViewer['setView']>[0];

/** What exists only while a slide is open. */
interface OpenSlide {
  readonly slide: SlideDescription;
  readonly loader: TileLoader;
  readonly holes: Set<string>;
  image: OpenSeadragon.TiledImage | null;
  /** The frames last drawn and last aimed at. */
  drawn: ViewFrame | null;
  aimed: ViewFrame | null;
  /** A view asked for before OpenSeadragon had opened the slide. */
  initial: GivenView | null;
  /** The whole slide is shown and stays so when the window changes size. */
  fits: boolean;
  settled: boolean;
}

class OsdSlideViewer implements SlideViewer {
  readonly #options: SlideViewerOptions;
  readonly #osd: OpenSeadragon.Viewer;
  readonly #overlay: OverlayCanvas;
  readonly #layers: OverlayLayers;
  readonly #minimap: Minimap;
  readonly #filter: DisplayFilter;
  readonly #listeners = new Set<(event: ViewerEvent) => void>();
  readonly #resize: ResizeObserver;
  readonly #listening = new AbortController();
  /** Which tile each picture in OpenSeadragon's cache is, and the reverse. */
  readonly #keyOfBitmap = new WeakMap<ImageBitmap, string>();
  readonly #held = new Set<string>();
  readonly #stopWatching: () => void;
  #spacing: Spacing | null = null;
  #open: OpenSlide | null = null;
  /** Where the pointer is, CSS px from the viewer's corner; null = not over it. */
  #pointer: { readonly cssX: number; readonly cssY: number } | null = null;
  #lastForgot = 0;

  constructor(options: SlideViewerOptions) {
    this.#options = options;
    const { container, navigator } = options;
    this.#osd = createOsdViewer(container);
    this.#overlay = new OverlayCanvas(container);
    this.#filter = new DisplayFilter(container);
    this.#minimap = new Minimap({
      element: navigator,
      load: (address, signal) => this.#load(address, signal),
      onGoTo: (point) => {
        const target = this.#target();
        if (target && this.#open)
          moveViewport(this.#osd.viewport, this.#open.slide.width, { ...target, center: point }, true);
      },
    });
    this.#layers = new OverlayLayers((painters, heatmap) => {
      this.#overlay.setPainters(painters);
      this.#minimap.setHeatmap(heatmap);
    });
    this.#stopWatching = onBitmapClosed((bitmap) => {
      const key = this.#keyOfBitmap.get(bitmap);
      if (key !== undefined) this.#held.delete(key);
    });
    this.#osd.addHandler('update-viewport', () => this.#drawn());
    this.#osd.addHandler('canvas-click', (event) => {
      if (!event.quick) return;
      const point = this.#pointAt(event.position.x, event.position.y);
      if (point) this.#emit({ kind: 'click', point });
    });
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#resize.observe(container);
    this.#listenToPointer(container);
  }

  open(slide: SlideDescription): void {
    this.close();
    this.#spacing = slide.spacing;
    const holes = new Set<string>();
    const loader = new TileLoader({
      load: async (address, signal) => {
        const image = await this.#load(address, signal);
        if (image.kind === 'image') this.#keyOfBitmap.set(image.bitmap, tileKey(address));
        return image;
      },
      maxInFlight: MAX_TILES_IN_FLIGHT,
      isHeld: (key) => this.#held.has(key),
      onHole: (key) => {
        if (holes.has(key)) return;
        holes.add(key);
        this.#emit({ kind: 'holes', count: holes.size });
      },
      onPending: (loading) => this.#emit({ kind: 'tiles', loading, settled: this.#open?.settled ?? false }),
    });
    const open: OpenSlide = {
      slide,
      loader,
      holes,
      image: null,
      drawn: null,
      aimed: null,
      initial: null,
      fits: true,
      settled: false,
    };
    this.#open = open;
    this.#minimap.setSlide(slide);
    const { clientWidth, clientHeight } = this.#options.container;
    const size = { widthCssPx: clientWidth, heightCssPx: clientHeight };
    // Tiles are on their way before OpenSeadragon has drawn its first, empty, frame.
    if (clientWidth > 0 && clientHeight > 0) this.#aim(open, fittingFrame(slide, size, 0), null);
    tuneForSlide(this.#osd, slide);
    this.#osd.viewport.setRotation(0, true);
    this.#osd.addOnceHandler('open', () => {
      if (this.#open !== open) return;
      open.image = this.#osd.world.getItemAt(0);
      // Nothing is drawn when the last tile that was waited for is given up; one more frame tells that all is there.
      open.image.addHandler('fully-loaded-change', () => this.#osd.forceRedraw());
      this.#resized();
      if (open.initial) this.setView(open.initial);
      else this.fitSlide();
      this.#osd.viewport.update();
    });
    this.#osd.open({ tileSource: new SlideTileSource(slide, heldBy(loader, this.#held)) });
    this.#emit({ kind: 'holes', count: 0 });
  }

  close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    open.loader.close();
    this.#osd.close();
    this.#held.clear();
    this.#layers.clear();
    this.#overlay.draw(null);
    this.#minimap.setSlide(null);
  }

  setSpacing(spacing: Spacing | null): void {
    this.#spacing = spacing;
    this.#emitView();
  }

  view(): ViewState | null {
    const frame = this.#open?.drawn;
    return frame ? this.#viewState(frame) : null;
  }

  fitSlide(): void {
    const target = this.#target();
    if (!target || !this.#open) return;
    this.#open.fits = true;
    const immediately = this.#open.drawn === null;
    moveViewport(
      this.#osd.viewport,
      this.#open.slide.width,
      fittingFrame(this.#open.slide, target, target.rotationDeg),
      immediately,
    );
  }

  zoomBy(factor: number): void {
    if (!this.#open?.image) return;
    this.#osd.viewport.zoomBy(factor);
    this.#osd.viewport.applyConstraints();
  }

  panBy(dxCssPx: number, dyCssPx: number): void {
    if (!this.#open?.image) return;
    const { viewport } = this.#osd;
    viewport.panBy(viewport.deltaPointsFromPixels(new OpenSeadragon.Point(dxCssPx, dyCssPx)));
    viewport.applyConstraints();
  }

  setScale(level0PxPerCssPx: number): void {
    const target = this.#target();
    if (target) this.zoomBy(target.level0PxPerCssPx / level0PxPerCssPx);
  }

  rotateBy(deg: number): void {
    const target = this.#open?.image ? this.#osd.viewport.getRotation(false) : null;
    if (target !== null) this.#osd.viewport.setRotation(target + deg);
  }

  setRotation(deg: number): void {
    const target = this.#target();
    if (!target) return;
    // The short way round.
    const turn = ((((deg - target.rotationDeg) % 360) + 540) % 360) - 180;
    this.rotateBy(turn);
  }

  flyTo(rect: Level0Rect): void {
    const target = this.#target();
    if (!target || !this.#open) return;
    const scale = Math.max(rect.width / target.widthCssPx, rect.height / target.heightCssPx) * FLY_TO_SURROUNDINGS;
    const center = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    moveViewport(this.#osd.viewport, this.#open.slide.width, { center, level0PxPerCssPx: scale }, false);
  }

  setView(view: Pick<ViewState, 'center' | 'level0PxPerCssPx' | 'rotationDeg'>): void {
    if (!this.#open) return;
    if (!this.#open.image) {
      this.#open.initial = view;
      const { clientWidth, clientHeight } = this.#options.container;
      this.#aim(this.#open, { ...view, widthCssPx: clientWidth, heightCssPx: clientHeight }, null);
      return;
    }
    this.#osd.viewport.setRotation(view.rotationDeg, true);
    moveViewport(this.#osd.viewport, this.#open.slide.width, view, true);
    this.#osd.forceRedraw();
  }

  setHeatmap: SlideViewer['setHeatmap'] = (layer) => this.#layers.setHeatmap(layer);
  setTissueMask: SlideViewer['setTissueMask'] = (mask) => this.#layers.setTissueMask(mask);
  setPatchPlan: SlideViewer['setPatchPlan'] = (plan) => this.#layers.setPatchPlan(plan);
  setMarkedPatch: SlideViewer['setMarkedPatch'] = (rect) => this.#layers.setMarkedPatch(rect);
  setDisplay: SlideViewer['setDisplay'] = (display) => this.#filter.apply(this.#osd.drawer.canvas, display);

  subscribe(listener: (event: ViewerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  destroy(): void {
    this.close();
    this.#listening.abort();
    this.#resize.disconnect();
    this.#stopWatching();
    this.#overlay.destroy();
    this.#minimap.destroy();
    this.#filter.destroy();
    this.#osd.destroy();
    this.#listeners.clear();
  }

  /** After OpenSeadragon has drawn a frame, in the same frame. */
  #drawn(): void {
    const open = this.#open;
    if (!open?.image) return;
    const current = frameOfViewport(this.#osd.viewport, open.slide.width, true);
    const target = frameOfViewport(this.#osd.viewport, open.slide.width, false);
    const moved = !open.drawn || !sameFrame(open.drawn, current);
    if (moved) {
      open.drawn = current;
      this.#overlay.draw(current);
      this.#minimap.setView(current);
    }
    if (moved || !open.aimed || !sameFrame(open.aimed, target)) {
      open.fits = sameFrame(target, fittingFrame(open.slide, target, target.rotationDeg));
      this.#aim(open, target, current);
    }
    if (moved) {
      this.#emitView();
      // The pointer stayed, the slide under it did not.
      this.#emitPointer();
    }
    this.#tellSettled(open, sameFrame(current, target) && open.image.getFullyLoaded());
  }

  #tellSettled(open: OpenSlide, settled: boolean): void {
    if (settled !== open.settled) {
      open.settled = settled;
      this.#emit({ kind: 'tiles', loading: open.loader.pending, settled });
    }
    if (!settled) return;
    this.#minimap.loadPicture();
    const now = performance.now();
    if (open.image && now - this.#lastForgot > FORGET_TILES_EVERY_MS) {
      this.#lastForgot = now;
      forgetOldTiles(open.image, FORGET_TILES_AFTER_MS);
    }
  }

  /** Has the tiles fetched that the view is heading for, and gives up those that nobody will see. */
  #aim(open: OpenSlide, target: ViewFrame, current: ViewFrame | null): void {
    open.aimed = target;
    const { levels } = open.slide;
    const ratio = window.devicePixelRatio;
    const wanted = wantedLevel(levels, target.level0PxPerCssPx / ratio, minPixelRatioOf(levels));
    const tiles = tilesInView(levels, wanted, target);
    // The coarsest level comes first, once, if it is a picture of a few tiles: there is something to see at once.
    const coarsest = levels.length - 1;
    const base = levels[coarsest];
    if (!current && wanted !== coarsest && base && base.columns * base.rows <= 4) {
      tiles.unshift(...tilesInView(levels, coarsest, target));
    }
    open.loader.aim(
      tiles,
      (address) =>
        address.level >= wanted &&
        (showsTile(levels, address, target) || (current !== null && showsTile(levels, address, current))),
    );
  }

  #load(address: TileAddress, signal: AbortSignal): Promise<TileImage> {
    const slideId = this.#open?.slide.id;
    if (slideId === undefined) return Promise.reject(new DOMException('No slide is open', 'AbortError'));
    return this.#options.slides.tile({ slideId, ...address }, signal);
  }

  #target(): ViewFrame | null {
    if (!this.#open?.image) return null;
    return frameOfViewport(this.#osd.viewport, this.#open.slide.width, false);
  }

  #resized(): void {
    const { clientWidth, clientHeight } = this.#options.container;
    const { viewport } = this.#osd;
    const size = viewport.getContainerSize();
    if (clientWidth === 0 || clientHeight === 0) return;
    if (size.x === clientWidth && size.y === clientHeight) return;
    const open = this.#open;
    const before = this.#target();
    viewport.resize(new OpenSeadragon.Point(clientWidth, clientHeight));
    if (before && open) {
      const after = { ...before, widthCssPx: clientWidth, heightCssPx: clientHeight };
      const frame = open.fits ? fittingFrame(open.slide, after, after.rotationDeg) : after;
      moveViewport(viewport, open.slide.width, frame, true);
    }
    this.#osd.forceRedraw();
  }

  #listenToPointer(container: HTMLElement): void {
    const { signal } = this.#listening;
    const report = (event: PointerEvent): void => {
      const box = container.getBoundingClientRect();
      this.#pointer = { cssX: event.clientX - box.left, cssY: event.clientY - box.top };
      this.#emitPointer();
    };
    const leave = (): void => {
      this.#pointer = null;
      this.#emit({ kind: 'pointer', point: null, cssX: 0, cssY: 0 });
    };
    container.addEventListener('pointermove', report, { signal });
    container.addEventListener('pointerleave', leave, { signal });
  }

  #emitPointer(): void {
    if (!this.#pointer) return;
    const { cssX, cssY } = this.#pointer;
    this.#emit({ kind: 'pointer', point: this.#pointAt(cssX, cssY), cssX, cssY });
  }

  #pointAt(cssX: number, cssY: number): ReturnType<typeof toLevel0> | null {
    const frame = this.#open?.drawn;
    return frame ? toLevel0(transformOfFrame(frame), cssX, cssY) : null;
  }

  #viewState(frame: ViewFrame): ViewState {
    const umPerCssPx = this.#spacing ? frame.level0PxPerCssPx * meanSpacing(this.#spacing) : null;
    return {
      center: frame.center,
      level0PxPerCssPx: frame.level0PxPerCssPx,
      rotationDeg: frame.rotationDeg,
      umPerCssPx,
      magnification: umPerCssPx === null ? null : magnificationOfSpacing(umPerCssPx),
    };
  }

  #emitView(): void {
    const view = this.view();
    if (view) this.#emit({ kind: 'view-changed', view });
  }

  #emit(event: ViewerEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** The loader as the tile source sees it: what is handed over counts as held until OpenSeadragon drops it. */
function heldBy(loader: TileLoader, held: Set<string>): Pick<TileLoader, 'request' | 'cancel'> {
  return {
    request: (address, waiter) =>
      loader.request(address, {
        ...waiter,
        deliver: (image) => {
          if (image.kind === 'image') held.add(tileKey(address));
          waiter.deliver(image);
        },
      }),
    cancel: (address) => loader.cancel(address),
  };
}
