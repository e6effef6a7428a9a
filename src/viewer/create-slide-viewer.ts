import OpenSeadragon from 'openseadragon';
import type { Level0Point, Level0Rect, Spacing } from '#core/geometry/frames.ts';
import { magnificationOfSpacing, meanSpacing } from '#core/geometry/spacing.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { SlideClient } from '#workers/slide/contract.ts';
import { DisplayFilter } from './display-filter.ts';
import { Minimap } from './minimap.ts';
import { HeldTiles } from './held-tiles.ts';
import { OpenSlide, type GivenView, type LoadTile } from './open-slide.ts';
import { createOsdViewer, forgetOldTiles, tuneForSlide } from './osd-setup.ts';
import { fittingFrame, frameOfViewport, moveViewport, sameFrame } from './osd-view.ts';
import { OverlayCanvas } from './overlay-canvas.ts';
import { OverlayLayers } from './overlay-layers.ts';
import { MarkWatch } from './mark-watch.ts';
import { PointerWatch } from './pointer-watch.ts';
import { rectBetween, RegionTool } from './region-tool.ts';
import { SlideTileSource } from './slide-tile-source.ts';
import type { SlideViewer, ViewerEvent, ViewState } from './viewer-types.ts';
import { toLevel0, transformOfFrame, visibleBox, type ViewFrame } from './view-frame.ts';

export interface SlideViewerOptions {
  /** Filled by the slide; must be positioned and have a size of its own. */
  readonly container: HTMLElement;
  /** Gets the minimap. */
  readonly navigator: HTMLElement;
  readonly slides: Pick<SlideClient, 'tile'>;
}

/** `flyTo` shows this many times the rectangle's size unless told otherwise. */
const FLY_TO_SURROUNDINGS = 4;
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
  readonly #regionTool: RegionTool;
  readonly #marks: MarkWatch;
  readonly #held = new HeldTiles();
  #spacing: Spacing | null = null;
  #open: OpenSlide | null = null;
  #lastForgot = 0;

  constructor(options: SlideViewerOptions) {
    this.#options = options;
    const { container, navigator } = options;
    this.#osd = createOsdViewer(container);
    this.#overlay = new OverlayCanvas(container);
    this.#filter = new DisplayFilter(container);
    this.#minimap = new Minimap({
      element: navigator,
      load: (address, signal) => this.#loaderOf(this.#open?.slide)(address, signal),
      onGoTo: (center) => this.#moveTo({ center }, true),
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
    });
    this.#marks = new MarkWatch(
      () => this.#open?.drawn ?? null,
      (mark) => {
        this.#osd.canvas.style.cursor = mark === null ? '' : 'pointer';
        this.#emit({ kind: 'mark-hover', mark });
      },
    );
    this.#regionTool = new RegionTool(container, {
      pointAt: (cssX, cssY) => this.#pointAt(cssX, cssY),
      slideSize: () => this.#open?.slide ?? null,
      onDraw: (rect) => {
        this.#layers.setDraft(rect);
        this.#emit({ kind: 'region', rect, isDone: false });
      },
      onDone: (rect) => this.#emit({ kind: 'region', rect, isDone: true }),
      onZoom: (factor, cssX, cssY) => this.#zoomAbout(factor, cssX, cssY),
    });
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#resize.observe(container);
    this.#pointer = new PointerWatch(container, () => this.#emitPointer());
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
    this.#regionTool.set(false);
    this.#marks.set([], null);
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
    this.#moveTo(fittingFrame(this.#open.slide, target, target.rotationDeg), this.#open.drawn === null);
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

  flyTo(rect: Level0Rect, surroundings = FLY_TO_SURROUNDINGS): void {
    const target = this.#target();
    if (!target) return;
    const fitted = Math.max(rect.width / target.widthCssPx, rect.height / target.heightCssPx);
    const center = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    this.#moveTo({ center, level0PxPerCssPx: fitted * surroundings }, false);
  }

  setView(view: GivenView): void {
    if (!this.#open) return;
    if (!this.#open.image) {
      this.#open.initial = view;
      const { clientWidth, clientHeight } = this.#options.container;
      this.#open.aim({ ...view, widthCssPx: clientWidth, heightCssPx: clientHeight }, null, true);
      return;
    }
    this.#osd.viewport.setRotation(view.rotationDeg, true);
    this.#moveTo(view, true);
    this.#osd.forceRedraw();
  }

  setHeatmap: SlideViewer['setHeatmap'] = (layer) => this.#layers.setHeatmap(layer);
  setTissueMask: SlideViewer['setTissueMask'] = (mask) => this.#layers.setTissueMask(mask);
  setPatchPlan: SlideViewer['setPatchPlan'] = (plan) => this.#layers.setPatchPlan(plan);
  setMarkedPatch: SlideViewer['setMarkedPatch'] = (rect) => this.#layers.setMarkedPatch(rect);
  setSelectedPatch: SlideViewer['setSelectedPatch'] = (rect) => this.#layers.setSelectedPatch(rect);
  setRegions: SlideViewer['setRegions'] = (regions) => this.#layers.setRegions(regions);
  setMarks: SlideViewer['setMarks'] = (marks, highlighted) => {
    this.#marks.set(marks, this.#pointer.position);
    this.#layers.setMarks(marks, highlighted);
  };
  setRegionTool: SlideViewer['setRegionTool'] = (isOn) => this.#regionTool.set(isOn && this.#open !== null);
  setDisplay: SlideViewer['setDisplay'] = (display) => this.#filter.apply(this.#osd.drawer.canvas, display);

  regionInView(): Level0Rect | null {
    const frame = this.#open?.drawn;
    if (!frame || !this.#open) return null;
    const { left, top, right, bottom } = visibleBox(frame);
    return rectBetween({ x: left, y: top }, { x: right, y: bottom }, this.#open.slide);
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
    this.#regionTool.destroy();
    this.#resize.disconnect();
    this.#overlay.destroy();
    this.#minimap.destroy();
    this.#filter.destroy();
    this.#osd.destroy();
    this.#held.destroy();
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
    open.fits = sameFrame(target, fittingFrame(open.slide, target, target.rotationDeg));
    open.aim(target, current, moved);
    if (moved) {
      this.#emitView();
      // The pointer stayed, the slide under it did not.
      if (this.#pointer.position) this.#emitPointer();
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
        ? this.#options.slides.tile({ slideId: slide.id, ...address }, signal)
        : Promise.reject(new DOMException('No slide is open', 'AbortError'));
  }

  #moveTo(frame: Partial<Pick<ViewFrame, 'center' | 'level0PxPerCssPx'>>, immediately: boolean): void {
    const target = this.#target();
    if (target && this.#open) {
      moveViewport(this.#osd.viewport, this.#open.slide.width, { ...target, ...frame }, immediately);
    }
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
      this.#moveTo(frame, true);
    }
    this.#osd.forceRedraw();
  }

  #emitPointer(): void {
    const { position } = this.#pointer;
    if (position) this.#emit({ kind: 'pointer', point: this.#pointAt(position.cssX, position.cssY), ...position });
    else this.#emit({ kind: 'pointer', point: null, cssX: 0, cssY: 0 });
    this.#marks.look(position);
  }

  #zoomAbout(factor: number, cssX: number, cssY: number): void {
    if (!this.#open?.image) return;
    const { viewport } = this.#osd;
    viewport.zoomBy(factor, viewport.pointFromPixel(new OpenSeadragon.Point(cssX, cssY), true));
    viewport.applyConstraints();
  }

  #pointAt(cssX: number, cssY: number): Level0Point | null {
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
