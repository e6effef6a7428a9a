import { DrawingTool } from './drawing/drawing-tool.ts';
import type { Grip } from './drawing/grips.ts';
import { ShapeEditor } from './drawing/shape-editor.ts';
import type { OpenSlide } from './open-slide.ts';
import type { OverlayLayers } from './overlay-layers.ts';
import { heldFrame } from './view-frame.ts';
import type { ViewMotion } from './view-motion.ts';
import type { DrawKey, DrawTool, EditedShape, ViewerEvent } from './viewer-types.ts';

export interface DrawingOverSlideOptions {
  readonly container: HTMLElement;
  readonly open: () => OpenSlide | null;
  readonly motion: ViewMotion;
  readonly layers: OverlayLayers;
  /** Whether a press on an element is one on the slide, not on what lies over it. */
  readonly isSlide: (target: EventTarget | null) => boolean;
  /** A press that was no drag, CSS px. */
  readonly onClick: (cssX: number, cssY: number) => void;
  readonly emit: (event: ViewerEvent) => void;
}

/** Ties the drawing tool and the handles of the edited shape to the open slide: what they draw against, paint, move and tell. */
export class DrawingOverSlide {
  readonly #options: DrawingOverSlideOptions;
  readonly #tool: DrawingTool;
  readonly #editor: ShapeEditor;

  constructor(options: DrawingOverSlideOptions) {
    this.#options = options;
    const { container, open, motion, layers, isSlide, onClick, emit } = options;
    const frame = () => open()?.drawn ?? null;
    const slideSize = () => open()?.slide ?? null;
    this.#tool = new DrawingTool(container, {
      frame,
      slideSize,
      target: () => motion.target(),
      onDraft: (draft) => layers.setDraft(draft),
      onDraw: (shape, isDone) => emit({ kind: 'draw', shape, isDone }),
      onPaint: (from, at, isDone) => emit({ kind: 'paint', from, at, isDone }),
      onZoom: (factor, cssX, cssY) => motion.zoomAbout(factor, cssX, cssY),
      onHold: (from, to, factor) => {
        const target = motion.target();
        if (target) motion.hold(heldFrame(target, from, to, factor));
      },
    });
    this.#editor = new ShapeEditor(container, {
      frame,
      slideSize,
      isBusy: () => this.#tool.isOn,
      isSlide,
      onClick,
      onEdit: (shape, corner, isDone) => emit({ kind: 'edit', shape, corner, isDone }),
    });
  }

  setTool(tool: DrawTool | null): void {
    this.#tool.set(this.#options.open() ? tool : null);
  }

  key(key: DrawKey): boolean {
    return this.#tool.key(key);
  }

  setEdited(edited: EditedShape | null): void {
    this.#editor.set(this.#options.open() ? edited : null);
    this.#options.layers.setHandles(this.#editor.painter());
  }

  /** What of the edited shape can be dragged at a position, CSS px; null for nothing. */
  gripAt(cssX: number, cssY: number): Grip | null {
    return this.#editor.at(cssX, cssY);
  }

  viewMoved(): void {
    this.#tool.viewMoved();
  }

  /** The slide goes: nothing is drawn or edited any more. */
  clear(): void {
    this.#tool.set(null);
    this.#editor.set(null);
  }

  destroy(): void {
    this.#tool.destroy();
    this.#editor.destroy();
  }
}
