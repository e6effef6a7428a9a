import type OpenSeadragon from 'openseadragon';
import { rectBetween, withinSlide } from '#core/annotations/corners.ts';
import type { Level0Rect, Spacing } from '#core/geometry/frames.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { DisplayFilter } from './display-filter.ts';
import { DrawingOverSlide } from './drawing-over-slide.ts';
import { FrameLoop } from './frame-loop.ts';
import { HeldTiles } from './held-tiles.ts';
import { Minimap } from './minimap.ts';
import { OpenSlide, type LoadTile } from './open-slide.ts';
import { createOsdViewer, dropTiles, tuneForSlide } from './osd-setup.ts';
import { fittingFrame } from './osd-view.ts';
import { OverlayCanvas } from './overlay-canvas.ts';
import { OverlayLayers } from './overlay-layers.ts';
import { SlideTileSource } from './slide-tile-source.ts';
import { pictureOf } from './snapshot.ts';
import { tileKey, type TileAddress } from './pyramid.ts';
import { TileCheck } from './tile-check.ts';
import { poolOf, type TileClient } from './tile-pool.ts';
import { UnderPointer } from './under-pointer.ts';
import { visibleBox } from './view-frame.ts';
import { ViewMotion } from './view-motion.ts';
import { viewStateOf } from './view-state.ts';
import {
  NEUTRAL_DISPLAY,
  type DisplaySettings,
  type SlideViewer,
  type ViewerEvent,
  type ViewState,
} from './viewer-types.ts';

export interface SlideViewerOptions {
  /** Filled by the slide; must be positioned and have a size of its own. */
  readonly container: HTMLElement;
  /** Gets the minimap. */
  readonly navigator: HTMLElement;
  readonly slides: TileClient;
}

export function createSlideViewer(options: SlideViewerOptions): SlideViewer {
  return new OsdSlideViewer(options);
}

/** Puts the parts together: each method of {@link SlideViewer} is one of theirs, or opens and closes them. */
class OsdSlideViewer implements SlideViewer {
  readonly #options: SlideViewerOptions;
  readonly #osd: OpenSeadragon.Viewer;
  readonly #overlay: OverlayCanvas;
  readonly #layers: OverlayLayers;
  readonly #minimap: Minimap;
  readonly #filter: DisplayFilter;
  readonly #listeners = new Set<(event: ViewerEvent) => void>();
  readonly #resize: ResizeObserver;
  readonly #frames: FrameLoop;
  readonly #pointer: UnderPointer;
  readonly #drawing: DrawingOverSlide;
  readonly #motion: ViewMotion;
  readonly #held = new HeldTiles();
  readonly #check: TileCheck;
  readonly #leavePool: () => void;
  /** Of the memory for tiles, 0..1. */
  #share = 1;
  #spacing: Spacing | null = null;
  #open: OpenSlide | null = null;
  #display: DisplaySettings = NEUTRAL_DISPLAY;

  constructor(options: SlideViewerOptions) {
    this.#options = options;
    const { container, navigator } = options;
    const open = () => this.#open;
    const frame = () => this.#open?.drawn ?? null;
    const emit = (event: ViewerEvent) => this.#emit(event);
    const osd = createOsdViewer(container);
    this.#osd = osd;
    this.#motion = new ViewMotion({ osd, container, open, drawNow: () => this.#frames.drawNow() });
    this.#overlay = new OverlayCanvas(container);
    this.#filter = new DisplayFilter(container);
    const isSound = (address: TileAddress, bitmap: ImageBitmap, signal: AbortSignal): Promise<boolean> => {
      const slide = this.#open?.slide;
      return slide ? poolOf(options.slides).isSound(slide, address, bitmap, signal) : Promise.resolve(true);
    };
    this.#check = new TileCheck({
      held: this.#held,
      isSound: ({ address, bitmap }, signal) => isSound(address, bitmap, signal),
      onDamaged: (tiles) => this.#readTiles(new Set(tiles.map(({ address }) => tileKey(address)))),
    });
    this.#minimap = new Minimap({
      element: navigator,
      load: (address, signal) => this.#loaderOf(this.#open?.slide)(address, signal),
      isSound,
      onGoTo: (center) => this.#motion.moveTo({ center }, true),
    });
    this.#layers = new OverlayLayers((painters, heatmap) => {
      this.#overlay.setPainters(painters);
      this.#minimap.setHeatmap(heatmap);
    });
    this.#frames = new FrameLoop({
      osd,
      open,
      emit,
      onView: (view) => {
        this.#overlay.draw(view);
        this.#minimap.setView(view);
      },
      onMoved: () => {
        this.#emitView();
        this.#pointer.viewMoved();
        this.#drawing.viewMoved();
      },
      onSettled: () => {
        this.#minimap.loadPicture();
        this.#check.start();
      },
      onUnsettled: () => this.#check.stop(),
    });
    this.#drawing = new DrawingOverSlide({
      container,
      open,
      motion: this.#motion,
      layers: this.#layers,
      isSlide: (target) => target instanceof Node && osd.canvas.contains(target),
      onClick: (cssX, cssY) => this.#pointer.click(cssX, cssY),
      emit,
    });
    const gripAt = (cssX: number, cssY: number) => this.#drawing.gripAt(cssX, cssY);
    this.#resize = new ResizeObserver(() => this.#motion.resized());
    this.#resize.observe(container);
    this.#pointer = new UnderPointer({ osd, container, frame, shapes: this.#layers.shapes, gripAt, emit });
    this.#leavePool = poolOf(options.slides).join((share) => {
      this.#share = share;
      if (this.#open) tuneForSlide(this.#osd, this.#open.slide, share);
    });
  }

  open(slide: SlideDescription): void {
    this.close();
    this.#spacing = slide.spacing;
    const open = new OpenSlide(slide, this.#loaderOf(slide), this.#held, (event) => this.#emit(event));
    this.#open = open;
    this.#minimap.setSlide(slide);
    const { clientWidth, clientHeight } = this.#options.container;
    const size = { widthCssPx: clientWidth, heightCssPx: clientHeight };
    // Tiles are on their way before OpenSeadragon has drawn its first, empty, frame.
    if (clientWidth > 0 && clientHeight > 0) open.aim(fittingFrame(slide, size, 0), null, true);
    tuneForSlide(this.#osd, slide, this.#share);
    this.#osd.viewport.setRotation(0, true);
    this.#osd.addOnceHandler('open', () => {
      if (this.#open !== open) return;
      open.image = this.#osd.world.getItemAt(0);
      // Nothing is drawn when the last tile that was waited for is given up; one more frame tells that all is there.
      open.image.addHandler('fully-loaded-change', () => this.#osd.forceRedraw());
      this.#motion.resized();
      if (open.initial) this.setView(open.initial);
      else this.fitSlide();
      this.#osd.viewport.update();
    });
    this.#osd.open({ tileSource: new SlideTileSource(slide, open.loader, this.#held) });
    this.#emit({ kind: 'holes', count: 0 });
    this.#emit({ kind: 'unread', count: 0, error: null });
  }

  readAgain(): void {
    if (!this.#open?.image) return;
    this.#readTiles(this.#open.takeUnread());
    this.#minimap.readAgain();
    this.#check.again();
    // Also where nothing is read again: a frame tells of rest.
    this.#osd.forceRedraw();
  }

  /** Gives up the pictures of some tiles, which are asked for again where they are in view. */
  #readTiles(keys: ReadonlySet<string>): void {
    const image = this.#open?.image;
    const source = image?.source;
    if (!image || !(source instanceof SlideTileSource)) return;
    dropTiles(this.#osd, image, (tile) => keys.has(tileKey(source.addressOf(tile))));
  }

  close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    this.#check.stop();
    open.loader.close();
    this.#osd.close();
    this.#held.clear();
    this.#drawing.clear();
    this.#pointer.clear();
    this.#layers.clear();
    this.#overlay.draw(null);
    this.#minimap.setSlide(null);
  }

  setSpacing(spacing: Spacing | null): void {
    this.#spacing = spacing;
    this.#emitView();
  }

  slideId(): string | null {
    return this.#open?.slide.id ?? null;
  }

  view(): ViewState | null {
    const frame = this.#open?.drawn;
    return frame ? viewStateOf(frame, this.#spacing) : null;
  }

  fitSlide: SlideViewer['fitSlide'] = () => this.#motion.fitSlide();
  zoomBy: SlideViewer['zoomBy'] = (factor) => this.#motion.zoomBy(factor);
  panBy: SlideViewer['panBy'] = (dxCssPx, dyCssPx) => this.#motion.panBy(dxCssPx, dyCssPx);
  setScale: SlideViewer['setScale'] = (level0PxPerCssPx) => this.#motion.setScale(level0PxPerCssPx);
  rotateBy: SlideViewer['rotateBy'] = (deg) => this.#motion.rotateBy(deg);
  setRotation: SlideViewer['setRotation'] = (deg) => this.#motion.setRotation(deg);
  flyTo: SlideViewer['flyTo'] = (rect, surroundings) => this.#motion.flyTo(rect, surroundings);
  setView: SlideViewer['setView'] = (view) => this.#motion.setView(view);
  setHeatmap: SlideViewer['setHeatmap'] = (layer) => this.#layers.setHeatmap(layer);
  setSwipe: SlideViewer['setSwipe'] = (swipe) => this.#layers.setSwipe(swipe);
  setCross: SlideViewer['setCross'] = (point) => this.#layers.setCross(point);
  setTissueMask: SlideViewer['setTissueMask'] = (mask) => this.#layers.setTissueMask(mask);
  setPatchPlan: SlideViewer['setPatchPlan'] = (plan) => this.#layers.setPatchPlan(plan);
  setMarkedPatch: SlideViewer['setMarkedPatch'] = (rect) => this.#layers.setMarkedPatch(rect);
  setSelectedPatch: SlideViewer['setSelectedPatch'] = (rect) => this.#layers.setSelectedPatch(rect);
  setRegions: SlideViewer['setRegions'] = (regions) => this.#layers.setRegions(regions);
  setMarks: SlideViewer['setMarks'] = (marks, highlighted) => {
    this.#pointer.setMarks(marks);
    this.#layers.setMarks(marks, highlighted);
  };
  setShapes: SlideViewer['setShapes'] = (group, shapes) => this.#layers.setShapes(group, shapes);
  setDrawTool: SlideViewer['setDrawTool'] = (tool) => this.#drawing.setTool(tool);
  setEdited: SlideViewer['setEdited'] = (edited) => this.#drawing.setEdited(edited);
  drawKey: SlideViewer['drawKey'] = (key) => this.#drawing.key(key);
  setDisplay: SlideViewer['setDisplay'] = (display) => {
    this.#display = display;
    this.#filter.apply(this.#osd.drawer.canvas, display);
  };
  snapshot: SlideViewer['snapshot'] = () => {
    const frame = this.#open?.drawn;
    const slide: unknown = this.#osd.drawer.canvas;
    if (!frame || !(slide instanceof HTMLCanvasElement) || slide.width === 0) return null;
    // Empty until it is given back and drawn again.
    if (slide.getContext('2d')?.isContextLost() !== false) return null;
    const picture = pictureOf(slide, this.#overlay.element, this.#display);
    return { picture, pxPerCssPx: picture.width / frame.widthCssPx, view: viewStateOf(frame, this.#spacing) };
  };

  regionInView(): Level0Rect | null {
    const frame = this.#open?.drawn;
    if (!frame || !this.#open) return null;
    const { left, top, right, bottom } = visibleBox(frame);
    const { slide } = this.#open;
    return rectBetween(withinSlide({ x: left, y: top }, slide), withinSlide({ x: right, y: bottom }, slide));
  }

  subscribe(listener: (event: ViewerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  destroy(): void {
    this.close();
    this.#pointer.destroy();
    this.#drawing.destroy();
    this.#resize.disconnect();
    this.#overlay.destroy();
    this.#minimap.destroy();
    this.#filter.destroy();
    this.#osd.destroy();
    this.#leavePool();
    this.#listeners.clear();
  }

  #loaderOf(slide: SlideDescription | undefined): LoadTile {
    return (address, signal) =>
      slide
        ? poolOf(this.#options.slides).tile(slide.id, address, signal)
        : Promise.reject(new DOMException('No slide is open', 'AbortError'));
  }

  #emitView(): void {
    const view = this.view();
    if (view) this.#emit({ kind: 'view-changed', view });
  }

  #emit(event: ViewerEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
