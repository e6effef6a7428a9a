import type { PlainError } from '#core/errors/fovea-error.ts';
import type { Level0Point, Level0Rect, Spacing } from '#core/geometry/frames.ts';
import type { HeatmapRaster } from '#core/heatmap/raster-types.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import type { DrawKind } from '#state/drawing-store.ts';

/** What part of the slide is on screen, as drawn in the last frame. */
export interface ViewState {
  /** Level-0 point in the middle of the viewer. */
  readonly center: Level0Point;
  /** Level-0 pixels per CSS pixel; 1 = one to one, larger = zoomed out. */
  readonly level0PxPerCssPx: number;
  /** Clockwise, `[0, 360)`. */
  readonly rotationDeg: number;
  /** µm per CSS pixel (mean of both axes); null while the slide has no spacing. */
  readonly umPerCssPx: number | null;
  /** Nominal magnification, 10 / umPerCssPx; null while the slide has no spacing. */
  readonly magnification: number | null;
}

/** A raster over the slide. `opacity` is 0..1; `visible: false` keeps it ready but undrawn (peek key). */
export interface HeatmapLayer {
  readonly raster: HeatmapRaster;
  readonly opacity: number;
  readonly visible: boolean;
}

/** Another map on the left of a divider; the heatmap is painted right of it only. */
export interface SwipeLayer {
  /** Null: the slide alone. */
  readonly left: HeatmapLayer | null;
  /** Where the divider is, 0..1 of the view's width. */
  readonly at: number;
}

/** Display adjustments; `{brightness: 0, contrast: 1, gamma: 1}` shows the stored pixels unchanged. */
export interface DisplaySettings {
  /** Added after contrast, −1..1 of full range. */
  readonly brightness: number;
  /** Factor about mid grey, 0.2..5. */
  readonly contrast: number;
  /** Exponent 1/gamma on each channel, 0.2..5: above 1 lightens. */
  readonly gamma: number;
}

/** A rectangle outlined over the slide. */
export interface RegionOutline {
  readonly rect: Level0Rect;
  /** `draft`: being drawn; `chosen`: the one that is meant; `quiet`: one of several. */
  readonly look: 'draft' | 'chosen' | 'quiet';
  /** A few characters, shown where there is room inside. */
  readonly label?: string;
}

/** A patch marked with a number. */
export interface PatchMark {
  readonly rect: Level0Rect;
  /** A few characters. */
  readonly label: string;
  /** `#rrggbb` */
  readonly colour: string;
  readonly lineWidthCssPx: number;
}

/** What is drawn with, while it is on. */
export interface DrawTool {
  readonly kind: DrawKind;
  /** `#rrggbb` of what is being drawn. */
  readonly colour: string;
  /** A few words about the shape as it is drawn (its length, its area), written beside it. */
  readonly describe?: (shape: Shape) => string;
}

/** Shapes over the slide are kept in groups, each replaced as a whole; `annotations` lie above `question`. */
export type ShapeGroup = 'annotations' | 'question';

/** Something outlined over the slide. */
export interface DrawnShape {
  /** `rects`: boxes that mean one thing together (painted patches). */
  readonly shape: Shape | { readonly kind: 'rects'; readonly rects: readonly Level0Rect[] };
  /** `#rrggbb` */
  readonly colour: string;
  /** Shown upright beside it where there is room. */
  readonly label?: string;
  /** `exclude` is hatched, `keep` is tinted: told apart without colour. */
  readonly look: 'plain' | 'selected' | 'exclude' | 'keep';
}

/** What was on screen at one moment. */
export interface Snapshot {
  /** Device pixels; opaque; a canvas of its own that nobody else draws on. */
  readonly picture: HTMLCanvasElement;
  readonly pxPerCssPx: number;
  readonly view: ViewState;
}

/** A shape that can be dragged, as a whole and by its corners. */
export interface EditedShape {
  readonly shape: Shape;
  /** `#rrggbb` */
  readonly colour: string;
  /** The corner that stands out; null for none. */
  readonly chosen: number | null;
}

export const NEUTRAL_DISPLAY: DisplaySettings = { brightness: 0, contrast: 1, gamma: 1 };

export type ViewerEvent =
  /** Every frame in which the view moved, and once when a slide opens or its spacing is stated. */
  | { readonly kind: 'view-changed'; readonly view: ViewState }
  /** Pointer over the viewer, moved itself or had the slide move under it: its level-0 point (also outside the slide) and CSS px from the viewer's corner; null when it left. */
  | {
      readonly kind: 'pointer';
      readonly point: Level0Point | null;
      readonly cssX: number;
      readonly cssY: number;
    }
  /** A click or tap that was not a drag. */
  | { readonly kind: 'click'; readonly point: Level0Point }
  /** The pointer came over a mark, or left it (null). */
  | { readonly kind: 'mark-hover'; readonly mark: number | null }
  /** A click or tap on a mark; a `click` is told as well. */
  | { readonly kind: 'mark-click'; readonly mark: number }
  /**
   * With a draw tool other than `paint`: the shape as it is drawn, upright and of whole px where it is a rectangle, cut to the slide;
   * null where it was given up. `isDone` with the last one. The tool stays on until it is turned off.
   */
  | { readonly kind: 'draw'; readonly shape: Shape | null; readonly isDone: boolean }
  /** With `paint`: the brush went from one level-0 point to another (the same one where it was put down). `isDone` ends the stroke. */
  | { readonly kind: 'paint'; readonly from: Level0Point; readonly at: Level0Point; readonly isDone: boolean }
  /** A click or tap on a shape's outline, point or label, or inside one too small to aim at its outline; a `click` is told as well. */
  | { readonly kind: 'shape-click'; readonly group: ShapeGroup; readonly index: number }
  /**
   * A corner of the edited shape is dragged, or a new one out of the middle of an edge, or all of the shape (`corner` is null): the shape as it
   * is now. `isDone` when it is let go.
   */
  | { readonly kind: 'edit'; readonly shape: Shape; readonly corner: number | null; readonly isDone: boolean }
  /** `settled`: every visible tile of the wanted level is drawn (or is a marked hole) and nothing moves. */
  | { readonly kind: 'tiles'; readonly loading: number; readonly settled: boolean }
  /** Distinct tiles of this slide that could not be shown so far. */
  | { readonly kind: 'holes'; readonly count: number }
  /** Distinct tiles that could not be had, as the server or a worker failed, and why the last of them; see `readAgain`. */
  | { readonly kind: 'unread'; readonly count: number; readonly error: PlainError | null };

/** What the keys do with a draw tool; who owns the keys passes them on. */
export type DrawKey =
  /** Moves the crosshair by steps on the screen, ten times as far where it is `far`. */
  | { readonly kind: 'move'; readonly dx: -1 | 0 | 1; readonly dy: -1 | 0 | 1; readonly far: boolean }
  /** Sets a corner at the crosshair; the last one again closes an outline or ends a stroke. */
  | { readonly kind: 'set' }
  /** Takes the last corner back. */
  | { readonly kind: 'back' };

/** Drawing over the slide. A part of {@link SlideViewer}. */
export interface DrawingSurface {
  /**
   * While on, pointer, pen and one finger draw instead of moving the slide (`draw`, `paint` events); two fingers, the wheel and the middle
   * button still move it. It stays on until it is turned off (which gives up what was begun) or the slide changes.
   */
  setDrawTool(tool: DrawTool | null): void;
  /** Passes a key to the draw tool. Gives whether it meant anything: false without a tool, and for `back` with nothing begun. */
  drawKey(key: DrawKey): boolean;
  /** Replaces the shapes of a group; events name them by their index. Dropped with the slide. */
  setShapes(group: ShapeGroup, shapes: readonly DrawnShape[]): void;
  /**
   * Shows handles on the corners of a shape, which itself is one of the shapes shown, and between those of an outline; the shape is dragged by its
   * outline, and by its inside where it is wholly in view (`edit` events). Null = none. Dropped with the slide.
   */
  setEdited(edited: EditedShape | null): void;
}

/**
 * The slide on screen. All positions are level-0 pixels, all lengths named `css` are CSS pixels; OpenSeadragon's own units
 * never leave this folder. Movements are eased unless nothing is open, in which case they do nothing. It never takes the
 * keyboard: whoever owns the keys calls these methods.
 */
export interface SlideViewer extends DrawingSurface {
  /** Shows a slide (whole) and replaces what is open; overlays of the old one are dropped. */
  open(slide: SlideDescription): void;
  close(): void;
  /** Truth for scale and magnification; null = px only. Overrides `SlideDescription.spacing`. */
  setSpacing(spacing: Spacing | null): void;
  /** Of the open slide; null while nothing is open. */
  slideId(): string | null;
  /** Null while nothing is open, and before its first frame. */
  view(): ViewState | null;
  fitSlide(): void;
  /** Zooms about the middle by a factor; 2 = twice as large. */
  zoomBy(factor: number): void;
  panBy(dxCssPx: number, dyCssPx: number): void;
  setScale(level0PxPerCssPx: number): void;
  rotateBy(deg: number): void;
  setRotation(deg: number): void;
  /** Brings a rectangle to the middle; what is shown is `surroundings` times its size (4 where not said). */
  flyTo(rect: Level0Rect, surroundings?: number): void;
  /**
   * Restores a view exactly, drawn before the call returns (links, coming back to a slide, moving with another view); right after `open` it
   * takes the place of the whole slide.
   */
  setView(view: Pick<ViewState, 'center' | 'level0PxPerCssPx' | 'rotationDeg'>): void;
  setHeatmap(layer: HeatmapLayer | null): void;
  /** Divides the view; null = the heatmap is everywhere. The divider stays in its place while the slide moves. */
  setSwipe(swipe: SwipeLayer | null): void;
  /** Points at a place of the slide, for a pointer that is over another view of it; null = none. */
  setCross(point: Level0Point | null): void;
  setTissueMask(mask: TissueMask | null): void;
  setPatchPlan(plan: PatchPlan | null): void;
  /** Outlines the patch that is pointed at; null = none. */
  setMarkedPatch(rect: Level0Rect | null): void;
  /** Outlines the patch that is looked into, beside the one that is pointed at; null = none. */
  setSelectedPatch(rect: Level0Rect | null): void;
  /** Outlines regions, one or several. */
  setRegions(regions: readonly RegionOutline[]): void;
  /** Shows numbered patches; `highlighted` is the index of one that stands out. Events name marks by their index. */
  setMarks(marks: readonly PatchMark[], highlighted: number | null): void;
  /** Upright level-0 box around what is in view, cut to the slide, whole numbers; null while nothing of a slide is in view. */
  regionInView(): Level0Rect | null;
  setDisplay(display: DisplaySettings): void;
  /** Asks once more for the tiles that could not be had. */
  readAgain(): void;
  /** What is on screen now, in device pixels; null while nothing is open, and before its first frame. */
  snapshot(): Snapshot | null;
  /** Calls `listener` on every event until the returned function is called. */
  subscribe(listener: (event: ViewerEvent) => void): () => void;
  /** Ends everything: tiles in flight are aborted, pictures closed, elements removed. */
  destroy(): void;
}
