import type OpenSeadragon from 'openseadragon';
import { rectBetween, withinSlide } from '#core/annotations/corners.ts';
import type { Level0Point, Level0Rect, Spacing } from '#core/geometry/frames.ts';
import { magnificationOfSpacing, meanSpacing } from '#core/geometry/spacing.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { SlideClient } from '#workers/slide/contract.ts';
import { DisplayFilter } from './display-filter.ts';
import { CornerHandles } from './drawing/corner-handles.ts';
import { DrawingTool } from './drawing/drawing-tool.ts';
import { Minimap } from './minimap.ts';
import { HeldTiles } from './held-tiles.ts';
import { OpenSlide, type LoadTile } from './open-slide.ts';
import { createOsdViewer, forgetOldTiles, tuneForSlide } from './osd-setup.ts';
import { fittingFrame, frameOfViewport, sameFrame } from './osd-view.ts';
import { OverlayCanvas } from './overlay-canvas.ts';
import { OverlayLayers } from './overlay-layers.ts';
import { MarkWatch } from './mark-watch.ts';
import { PointerWatch } from './pointer-watch.ts';
import { SlideTileSource } from './slide-tile-source.ts';
import { poolOf } from './tile-pool.ts';
import { ViewMotion } from './view-motion.ts';
import { pictureOf } from './snapshot.ts';
import {
  NEUTRAL_DISPLAY,
  type DisplaySettings,
  type SlideViewer,
  type ViewerEvent,
  type ViewState,
} from './viewer-types.ts';
import { heldFrame, toLevel0, transformOfFrame, visibleBox, type ViewFrame } from './view-frame.ts';

export interface SlideViewerOptions {
  /** Filled by the slide; must be positioned and have a size of its own. */
  readonly container: HTMLElement;
  /** Gets the minimap. */
  readonly navigator: HTMLElement;
  readonly slides: Pick<SlideClient, 'tile'>;
}

const FORGET_TILES_AFTER_MS = 10_000;
const FORGET_TILES_EVERY_MS = 5_000;

export function createSlideViewer(options: SlideViewerOptions): SlideViewer {
  return new OsdSlideViewer(options);
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
  readonly #pointer: PointerWatch;
  readonly #drawing: DrawingTool;
  readonly #handles: CornerHandles;
  readonly #marks: MarkWatch;
  readonly #motion: ViewMotion;
  readonly #held = new HeldTiles();
  readonly #leavePool: () => void;
  /** Of the memory for tiles, 0..1. */
  #share = 1;
  #spacing: Spacing | null = null;
  #open: OpenSlide | null = null;
  #display: DisplaySettings = NEUTRAL_DISPLAY;
  #lastForgot = 0;

  constructor(options: SlideViewerOptions) {
    this.#options = options;
    const { container, navigator } = options;
    this.#osd = createOsdViewer(container);
    this.#motion = new ViewMotion({
      osd: this.#osd,
      container,
      open: () => this.#open,
      drawNow: () => this.#drawNow(),
    });
    this.#overlay = new OverlayCanvas(container);
    this.#filter = new DisplayFilter(container);
    this.#minimap = new Minimap({
      element: navigator,
      load: (address, signal) => this.#loaderOf(this.#open?.slide)(address, signal),
      onGoTo: (center) => this.#motion.moveTo({ center }, true),
    });
    this.#layers = new OverlayLayers((painters, heatmap) => {
      this.#overlay.setPainters(painters);
      this.#minimap.setHeatmap(heatmap);
    });
    this.#osd.addHandler('update-viewport', () => this.#drawn());
    this.#osd.addHandler('canvas-click', (event) => {
      if (!event.quick) return;
      const point = this.#pointAt(event.position.x, event.position.y);
      if (point) this.#emit({ kind: 'click', point });
      const mark = this.#marks.at({ cssX: event.position.x, cssY: event.position.y });
      if (mark !== null) this.#emit({ kind: 'mark-click', mark });
      const shape = this.#shapeAt(event.position.x, event.position.y);
      if (shape) this.#emit({ kind: 'shape-click', ...shape });
    });
    this.#marks = new MarkWatch(
      () => this.#open?.drawn ?? null,
      (mark) => this.#emit({ kind: 'mark-hover', mark }),
    );
    this.#drawing = new DrawingTool(container, {
      frame: () => this.#open?.drawn ?? null,
      target: () => this.#motion.target(),
      slideSize: () => this.#open?.slide ?? null,
      onDraft: (draft) => this.#layers.setDraft(draft),
      onDraw: (shape, isDone) => this.#emit({ kind: 'draw', shape, isDone }),
      onPaint: (from, at, isDone) => this.#emit({ kind: 'paint', from, at, isDone }),
      onZoom: (factor, cssX, cssY) => this.#motion.zoomAbout(factor, cssX, cssY),
      onHold: (from, to, factor) => {
        const target = this.#motion.target();
        if (!target) return;
        this.#motion.moveTo(heldFrame(target, from, to, factor), true);
        this.#osd.viewport.applyConstraints(true);
      },
    });
    this.#handles = new CornerHandles(container, {
      frame: () => this.#open?.drawn ?? null,
      slideSize: () => this.#open?.slide ?? null,
      isBusy: () => this.#drawing.isOn,
      onEdit: (shape, corner, isDone) => this.#emit({ kind: 'edit', shape, corner, isDone }),
    });
    this.#resize = new ResizeObserver(() => this.#motion.resized());
    this.#resize.observe(container);
    this.#pointer = new PointerWatch(container, () => this.#emitPointer());
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
  }

  close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    open.loader.close();
    this.#osd.close();
    this.#held.clear();
    this.#drawing.set(null);
    this.#handles.set(null);
    this.#marks.set([], null);
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
    return frame ? this.#viewState(frame) : null;
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
    this.#marks.set(marks, this.#pointer.position);
    this.#layers.setMarks(marks, highlighted);
  };
  setShapes: SlideViewer['setShapes'] = (group, shapes) => this.#layers.setShapes(group, shapes);
  setDrawTool: SlideViewer['setDrawTool'] = (tool) => this.#drawing.set(this.#open ? tool : null);
  setEdited: SlideViewer['setEdited'] = (edited) => {
    this.#handles.set(this.#open ? edited : null);
    this.#layers.setHandles(this.#handles.painter());
  };
  drawKey: SlideViewer['drawKey'] = (key) => this.#drawing.key(key);
  setDisplay: SlideViewer['setDisplay'] = (display) => {
    this.#display = display;
    this.#filter.apply(this.#osd.drawer.canvas, display);
  };
  snapshot: SlideViewer['snapshot'] = () => {
    const frame = this.#open?.drawn;
    const slide: unknown = this.#osd.drawer.canvas;
    if (!frame || !(slide instanceof HTMLCanvasElement) || slide.width === 0) return null;
    const picture = pictureOf(slide, this.#overlay.element, this.#display);
    return { picture, pxPerCssPx: picture.width / frame.widthCssPx, view: this.#viewState(frame) };
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
    this.#handles.destroy();
    this.#resize.disconnect();
    this.#overlay.destroy();
    this.#minimap.destroy();
    this.#filter.destroy();
    this.#osd.destroy();
    this.#leavePool();
    this.#listeners.clear();
  }

  /** What OpenSeadragon does once per frame, now: what moves with another view is drawn in the frame in which that one is. */
  #drawNow(): void {
    const { viewport, world } = this.#osd;
    world.update(viewport.update());
    world.draw();
    this.#drawn();
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
    open.fits = sameFrame(target, fittingFrame(open.slide, target, target.rotationDeg));
    open.aim(target, current, moved);
    if (moved) {
      this.#emitView();
      // The pointer stayed, the slide under it did not.
      if (this.#pointer.position) this.#emitPointer();
      this.#drawing.viewMoved();
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

  #loaderOf(slide: SlideDescription | undefined): LoadTile {
    return (address, signal) =>
      slide
        ? poolOf(this.#options.slides).tile(slide.id, address, signal)
        : Promise.reject(new DOMException('No slide is open', 'AbortError'));
  }

  #emitPointer(): void {
    const { position } = this.#pointer;
    if (position) this.#emit({ kind: 'pointer', point: this.#pointAt(position.cssX, position.cssY), ...position });
    else this.#emit({ kind: 'pointer', point: null, cssX: 0, cssY: 0 });
    this.#marks.look(position);
    this.#osd.canvas.style.cursor = position ? this.#cursorAt(position.cssX, position.cssY) : '';
  }

  /** What can be dragged or clicked looks like it. */
  #cursorAt(cssX: number, cssY: number): string {
    if (this.#handles.at(cssX, cssY) !== null) return 'grab';
    return this.#marks.at({ cssX, cssY }) !== null || this.#shapeAt(cssX, cssY) ? 'pointer' : '';
  }

  #pointAt(cssX: number, cssY: number): Level0Point | null {
    const frame = this.#open?.drawn;
    return frame ? toLevel0(transformOfFrame(frame), cssX, cssY) : null;
  }

  #shapeAt(cssX: number, cssY: number): ReturnType<OverlayLayers['shapes']['at']> {
    const frame = this.#open?.drawn;
    return frame ? this.#layers.shapes.at(frame, cssX, cssY) : null;
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
