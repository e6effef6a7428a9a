import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { crossPainter } from './cross-painter.ts';
import { draftPainter, type DraftView } from './drawing/draft-painter.ts';
import { ShapeGroups } from './drawing/shape-groups.ts';
import { blockPainter, heatmapPainter } from './heatmap-painters.ts';
import { marksPainter, regionPainter } from './mark-painters.ts';
import { markPainter, type OverlayPainter } from './overlay-painters.ts';
import { planPainter } from './plan-painter.ts';
import { swipePainter } from './swipe-painter.ts';
import { tissuePainter } from './tissue-painter.ts';
import type { DrawnShape, HeatmapLayer, PatchMark, RegionOutline, ShapeGroup, SwipeLayer } from './viewer-types.ts';

/** Tells which painters to show, bottom first, and the heatmap's alone in blocks (for the minimap; null while hidden). */
export type LayersChanged = (painters: readonly OverlayPainter[], heatmap: OverlayPainter | null) => void;

/** What lies over the slide, in a fixed order: heatmap, tissue, patch grid, regions, what is asked, selected patch, marked patch, annotations and their handles, numbered marks, what is being drawn, the cross. */
export class OverlayLayers {
  readonly shapes = new ShapeGroups();
  readonly #changed: LayersChanged;
  #heatmap: OverlayPainter | null = null;
  #blocks: OverlayPainter | null = null;
  #tissue: OverlayPainter | null = null;
  #plan: OverlayPainter | null = null;
  #regions: OverlayPainter | null = null;
  #selected: OverlayPainter | null = null;
  #mark: OverlayPainter | null = null;
  #marks: OverlayPainter | null = null;
  #draft: OverlayPainter | null = null;
  #handles: OverlayPainter | null = null;
  #cross: OverlayPainter | null = null;
  #swipe: { readonly left: OverlayPainter | null; readonly at: number } | null = null;

  constructor(changed: LayersChanged) {
    this.#changed = changed;
  }

  setHeatmap(layer: HeatmapLayer | null): void {
    const shown = layer?.visible && layer.opacity > 0;
    this.#heatmap = painterOf(layer);
    this.#blocks = shown ? blockPainter(layer.raster, Math.min(1, layer.opacity)) : null;
    this.#tell();
  }

  setSwipe(swipe: SwipeLayer | null): void {
    this.#swipe = swipe && { left: painterOf(swipe.left), at: swipe.at };
    this.#tell();
  }

  setCross(point: Level0Point | null): void {
    this.#cross = point && crossPainter(point);
    this.#tell();
  }

  setTissueMask(mask: TissueMask | null): void {
    this.#tissue = mask && tissuePainter(mask);
    this.#tell();
  }

  setPatchPlan(plan: PatchPlan | null): void {
    this.#plan = plan && planPainter(plan);
    this.#tell();
  }

  setMarkedPatch(rect: Level0Rect | null): void {
    this.#mark = rect && markPainter(rect);
    this.#tell();
  }

  setSelectedPatch(rect: Level0Rect | null): void {
    this.#selected = rect && regionPainter([{ rect, look: 'chosen' }]);
    this.#tell();
  }

  setRegions(regions: readonly RegionOutline[]): void {
    this.#regions = regions.length > 0 ? regionPainter(regions) : null;
    this.#tell();
  }

  setMarks(marks: readonly PatchMark[], highlighted: number | null): void {
    this.#marks = marks.length > 0 ? marksPainter(marks, highlighted) : null;
    this.#tell();
  }

  setShapes(group: ShapeGroup, shapes: readonly DrawnShape[]): void {
    this.shapes.set(group, shapes);
    this.#tell();
  }

  setHandles(painter: OverlayPainter | null): void {
    if (!painter && !this.#handles) return;
    this.#handles = painter;
    this.#tell();
  }

  /** What is being drawn. */
  setDraft(draft: DraftView | null): void {
    if (!draft && !this.#draft) return;
    this.#draft = draft && draftPainter(draft);
    this.#tell();
  }

  clear(): void {
    this.#heatmap = this.#blocks = this.#tissue = this.#plan = this.#regions = this.#selected = null;
    this.#mark = this.#marks = this.#draft = this.#handles = this.#cross = null;
    this.#swipe = null;
    this.shapes.clear();
    this.#tell();
  }

  #tell(): void {
    const heatmap = this.#swipe ? swipePainter(this.#swipe.left, this.#heatmap, this.#swipe.at) : this.#heatmap;
    const below = [heatmap, this.#tissue, this.#plan, this.#regions, this.shapes.painter('question'), this.#selected];
    const above = [
      this.#mark,
      this.shapes.painter('annotations'),
      this.#handles,
      this.#marks,
      this.#draft,
      this.#cross,
    ];
    const layers = [...below, ...above];
    const painters = layers.filter((painter) => painter !== null);
    this.#changed(painters, this.#blocks);
  }
}

/** Null for a layer that shows nothing. */
function painterOf(layer: HeatmapLayer | null): OverlayPainter | null {
  return layer?.visible && layer.opacity > 0 ? heatmapPainter(layer.raster, Math.min(1, layer.opacity)) : null;
}
