import { withinSlide } from '#core/annotations/corners.ts';
import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import { toLevel0, transformOfFrame, type ViewFrame } from '../view-frame.ts';
import type { DrawKey, DrawTool } from '../viewer-types.ts';
import { holdInView, steppedBy, type CrosshairStep } from './crosshair-step.ts';
import type { DraftView } from './draft-painter.ts';
import { NO_DRAFT, setCorner, shapeOfDraft, takeCornerBack, type Draft } from './draft.ts';
import { DrawingPointers, type PressAt } from './drawing-pointers.ts';
import { longerStroke, outlineOfStroke } from './freehand-stroke.ts';

/** What the tool draws against and tells. */
export interface DrawingHost {
  /** Null while no slide is shown. */
  readonly frame: () => ViewFrame | null;
  /** Where the view is heading. */
  readonly target: () => ViewFrame | null;
  readonly slideSize: () => { readonly width: number; readonly height: number } | null;
  /** What is to be painted of the drawing; null for nothing. */
  readonly onDraft: (draft: DraftView | null) => void;
  readonly onDraw: (shape: Shape | null, isDone: boolean) => void;
  readonly onPaint: (from: Level0Point, at: Level0Point, isDone: boolean) => void;
  readonly onZoom: (factor: number, cssX: number, cssY: number) => void;
  /** Moves the view: what lay under one position is to lie under another, enlarged by a factor. */
  readonly onHold: (from: PressAt, to: PressAt, factor: number) => void;
}

const MAX_POLYGON_CORNERS = 2_000;
/** How near to a corner a click means that corner; a finger covers more. */
const REACH_CSS_PX = { toFirst: 10, toFirstByTouch: 18, toLast: 4, toLastByTouch: 10 } as const;
/** With one corner set by a click, a longer drag than this is a new rectangle or line of its own. */
const OWN_DRAG_CSS_PX = 24;

/**
 * Draws shapes over the slide with pointer, pen, finger or keys. Everything drawn is in level-0 px from the moment it is set, so it
 * stays on its place on the slide while the view moves, zooms and turns.
 */
export class DrawingTool {
  readonly #host: DrawingHost;
  readonly #pointers: DrawingPointers;
  #tool: DrawTool | null = null;
  #draft: Draft = NO_DRAFT;
  /** Corners before the pointer was pressed: what a second finger goes back to. */
  #beforePress: Draft = NO_DRAFT;
  #pressed: { readonly at: PressAt; readonly point: Level0Point } | null = null;
  /** Set by keys; null while the pointer draws. */
  #crosshair: Level0Point | null = null;
  /** Where the brush was last; null while it is up. */
  #brush: Level0Point | null = null;
  #wasTold = false;

  constructor(container: HTMLElement, host: DrawingHost) {
    this.#host = host;
    this.#pointers = new DrawingPointers(container, {
      onPress: (at) => this.#press(at),
      onDrag: (at) => this.#drag(at),
      onRelease: (at, wasDragged) => this.#release(at, wasDragged),
      onCancel: () => this.#cancelPress(),
      onHover: (at) => this.#hover(at),
      onZoom: host.onZoom,
      onHold: host.onHold,
    });
  }

  set(tool: DrawTool | null): void {
    if (tool?.kind !== this.#tool?.kind) this.#giveUp();
    this.#tool = tool;
    if (!tool) this.#crosshair = null;
    this.#pointers.set(tool !== null);
    this.#show();
  }

  get isOn(): boolean {
    return this.#tool !== null;
  }

  destroy(): void {
    this.#pointers.destroy();
  }

  /** The slide has moved under the pointer: what is drawn goes on to where the pointer is now. */
  viewMoved(): void {
    if (this.#tool && !this.#crosshair && this.#draft.corners.length > 0) this.#pointers.tellAgain();
  }

  key(key: DrawKey): boolean {
    if (!this.#tool) return false;
    switch (key.kind) {
      case 'move':
        this.#moveCrosshair(key);
        return true;
      case 'set':
        this.#setByKey();
        return true;
      case 'back': {
        const hadCorner = this.#draft.corners.length > 0;
        if (hadCorner) this.#change(takeCornerBack(this.#draft));
        return hadCorner;
      }
    }
  }

  #press(at: PressAt): void {
    const point = this.#pointAt(at);
    if (!point) return;
    this.#crosshair = null;
    this.#beforePress = this.#draft;
    this.#pressed = { at, point };
    const { kind } = this.#tool ?? {};
    const isFirst = this.#draft.corners.length === 0;
    // A press begins a drag; whether it was a click is known at its end.
    if (kind === 'freehand' || (isFirst && (kind === 'line' || kind === 'rectangle' || kind === 'point')))
      this.#draft = { corners: [...this.#draft.corners, point], tip: null };
    else this.#draft = { ...this.#draft, tip: point };
    this.#show();
  }

  #drag(at: PressAt): void {
    const point = this.#pointAt(at);
    if (!point || !this.#tool) return;
    if (this.#tool.kind === 'paint') {
      this.#paintTo(point, false);
    } else if (this.#tool.kind === 'freehand') {
      const corners = longerStroke(this.#draft.corners, point, this.#level0Of(1));
      if (corners) this.#change({ corners, tip: null });
    } else if (this.#tool.kind === 'point') {
      this.#change({ corners: [point], tip: null });
    } else {
      const own = isTwoCornered(this.#tool.kind) && this.#pressed;
      const isOwnDrag = own && apart(at, own.at) > OWN_DRAG_CSS_PX;
      this.#change({ corners: isOwnDrag ? [own.point] : this.#draft.corners, tip: point });
    }
  }

  #release(at: PressAt, wasDragged: boolean): void {
    const point = this.#pointAt(at);
    const tool = this.#tool;
    if (!point || !tool) return;
    const before = this.#beforePress;
    if (tool.kind === 'paint') this.#paintTo(point, true);
    else if (tool.kind === 'freehand' && wasDragged)
      this.#finish(outlineOfStroke(this.#draft.corners, this.#level0Of(1)));
    // A click begins a line or a rectangle, whose other corner is the next click, for who cannot drag.
    else if (wasDragged || before.corners.length > 0 || tool.kind !== 'freehand')
      this.#setCorner(wasDragged && isTwoCornered(tool.kind) ? this.#draft : before, point, at.isTouch);
    else this.#change(before);
  }

  #hover(at: PressAt): void {
    if (this.#draft.corners.length === 0 && !this.#crosshair) return;
    this.#crosshair = null;
    this.#change({ ...this.#draft, tip: this.#draft.corners.length > 0 ? this.#pointAt(at) : null });
  }

  /** A second finger wants to move the view: what the first one began was not meant. */
  #cancelPress(): void {
    if (this.#brush) this.#paintTo(this.#brush, true);
    this.#change({ ...this.#beforePress, tip: null });
  }

  #setCorner(from: Draft, at: Level0Point, isTouch: boolean): void {
    const kind = this.#tool?.kind;
    if (!kind || kind === 'paint') return;
    const reach = {
      toFirst: this.#level0Of(isTouch ? REACH_CSS_PX.toFirstByTouch : REACH_CSS_PX.toFirst),
      toLast: this.#level0Of(isTouch ? REACH_CSS_PX.toLastByTouch : REACH_CSS_PX.toLast),
    };
    const { draft, isDone } = setCorner(kind, from, at, reach, MAX_POLYGON_CORNERS);
    if (isDone) this.#finish(shapeOfDraft(kind, draft));
    else this.#change(draft);
  }

  #finish(shape: Shape | null): void {
    this.#draft = this.#beforePress = NO_DRAFT;
    if (shape) {
      this.#wasTold = false;
      this.#show();
      this.#host.onDraw(shape, true);
    } else {
      this.#giveUp();
      this.#show();
    }
  }

  #change(draft: Draft): void {
    this.#draft = draft;
    const kind = this.#tool?.kind;
    const shape = kind && kind !== 'paint' ? shapeOfDraft(kind, draft) : null;
    this.#show();
    if (shape || this.#wasTold) this.#host.onDraw(shape, false);
    this.#wasTold = shape !== null;
  }

  #giveUp(): void {
    this.#pointers.drop();
    if (this.#brush) this.#paintTo(this.#brush, true);
    this.#draft = this.#beforePress = NO_DRAFT;
    if (!this.#wasTold) return;
    this.#wasTold = false;
    this.#host.onDraw(null, false);
  }

  #paintTo(at: Level0Point, isDone: boolean): void {
    const from = this.#brush ?? this.#draft.tip ?? at;
    this.#brush = isDone ? null : at;
    if (isDone) this.#draft = NO_DRAFT;
    this.#host.onPaint(from, at, isDone);
  }

  #moveCrosshair(step: CrosshairStep): void {
    // Keys may follow each other faster than frames.
    const frame = this.#host.target();
    if (!frame) return;
    const moved = this.#onSlide(steppedBy(frame, this.#crosshair ?? this.#startOfCrosshair(frame), step));
    if (!moved) return;
    this.#crosshair = moved;
    const hold = holdInView(frame, moved);
    if (hold) this.#host.onHold(hold.from, hold.to, 1);
    if (this.#brush) this.#paintTo(moved, false);
    if (this.#tool?.kind === 'paint' || this.#draft.corners.length === 0) this.#show();
    else this.#change({ ...this.#draft, tip: moved });
  }

  /** Where the pointer's drawing left off, else the middle of the view. */
  #startOfCrosshair(frame: ViewFrame): Level0Point {
    return this.#draft.tip ?? this.#draft.corners.at(-1) ?? frame.center;
  }

  #setByKey(): void {
    const frame = this.#host.frame();
    if (!frame || !this.#tool) return;
    const last = this.#draft.corners.at(-1);
    if (!this.#crosshair && !last) {
      // The first press shows where a corner would be.
      this.#crosshair = this.#onSlide(frame.center);
      this.#show();
    } else if (this.#tool.kind === 'paint') {
      if (this.#crosshair) this.#paintTo(this.#crosshair, this.#brush !== null);
      this.#show();
    } else {
      const at = this.#crosshair ?? last;
      if (at) this.#setCorner(this.#draft, at, false);
    }
  }

  #show(): void {
    const tool = this.#tool;
    const { corners } = this.#draft;
    if (!tool || (corners.length === 0 && !this.#crosshair)) {
      this.#host.onDraft(null);
      return;
    }
    const shape = tool.kind === 'paint' ? null : shapeOfDraft(tool.kind, this.#draft);
    const label = shape ? tool.describe?.(shape) : undefined;
    this.#host.onDraft({
      kind: tool.kind,
      colour: tool.colour,
      draft: this.#draft,
      shape,
      crosshair: this.#crosshair,
      ...(label ? { label } : {}),
    });
  }

  #pointAt({ cssX, cssY }: PressAt): Level0Point | null {
    const frame = this.#host.frame();
    return frame && this.#onSlide(toLevel0(transformOfFrame(frame), cssX, cssY));
  }

  #onSlide(point: Level0Point): Level0Point | null {
    const size = this.#host.slideSize();
    return size && withinSlide(point, size);
  }

  #level0Of(cssPx: number): number {
    return cssPx * (this.#host.frame()?.level0PxPerCssPx ?? 1);
  }
}

function isTwoCornered(kind: DrawTool['kind']): boolean {
  return kind === 'line' || kind === 'rectangle';
}

function apart(a: PressAt, b: PressAt): number {
  return Math.hypot(a.cssX - b.cssX, a.cssY - b.cssY);
}
