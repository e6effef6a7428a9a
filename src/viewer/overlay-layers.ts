import type { Level0Rect } from '#core/geometry/frames.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { marksPainter, regionPainter } from './mark-painters.ts';
import { heatmapPainter, markPainter, type OverlayPainter } from './overlay-painters.ts';
import { planPainter } from './plan-painter.ts';
import { tissuePainter } from './tissue-painter.ts';
import type { HeatmapLayer, PatchMark, RegionOutline } from './viewer-types.ts';

/** Tells which painters to show, bottom first, and the heatmap's alone (for the minimap; null while hidden). */
export type LayersChanged = (painters: readonly OverlayPainter[], heatmap: OverlayPainter | null) => void;

/** What lies over the slide, in a fixed order: heatmap, tissue, patch grid, regions, selected patch, marked patch, numbered marks, the region being drawn. */
export class OverlayLayers {
  readonly #changed: LayersChanged;
  #heatmap: OverlayPainter | null = null;
  #tissue: OverlayPainter | null = null;
  #plan: OverlayPainter | null = null;
  #regions: OverlayPainter | null = null;
  #selected: OverlayPainter | null = null;
  #mark: OverlayPainter | null = null;
  #marks: OverlayPainter | null = null;
  #draft: OverlayPainter | null = null;

  constructor(changed: LayersChanged) {
    this.#changed = changed;
  }

  setHeatmap(layer: HeatmapLayer | null): void {
    const shown = layer?.visible && layer.opacity > 0;
    this.#heatmap = shown ? heatmapPainter(layer.raster, Math.min(1, layer.opacity)) : null;
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

  /** The region being drawn. */
  setDraft(rect: Level0Rect | null): void {
    this.#draft = rect && regionPainter([{ rect, look: 'draft' }]);
    this.#tell();
  }

  clear(): void {
    this.#heatmap = this.#tissue = this.#plan = this.#regions = this.#selected = null;
    this.#mark = this.#marks = this.#draft = null;
    this.#tell();
  }

  #tell(): void {
    const below = [this.#heatmap, this.#tissue, this.#plan, this.#regions, this.#selected];
    const layers = [...below, this.#mark, this.#marks, this.#draft];
    const painters = layers.filter((painter) => painter !== null);
    this.#changed(painters, this.#heatmap);
  }
}
