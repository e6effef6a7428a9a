import type OpenSeadragon from 'openseadragon';
import type { Level0Point } from '#core/geometry/frames.ts';
import type { Grip } from './drawing/grips.ts';
import type { ShapeGroups } from './drawing/shape-groups.ts';
import { MarkWatch } from './mark-watch.ts';
import { PointerWatch } from './pointer-watch.ts';
import { toLevel0, transformOfFrame, type ViewFrame } from './view-frame.ts';
import type { PatchMark, ViewerEvent } from './viewer-types.ts';

export interface UnderPointerOptions {
  readonly osd: OpenSeadragon.Viewer;
  readonly container: HTMLElement;
  /** What is on screen; null while that is nothing. */
  readonly frame: () => ViewFrame | null;
  readonly shapes: Pick<ShapeGroups, 'at'>;
  /** What of the edited shape can be dragged at a position in CSS px; null for nothing. */
  readonly gripAt: (cssX: number, cssY: number) => Grip | null;
  readonly emit: (event: ViewerEvent) => void;
}

/** Tells where on the slide the pointer is and what it clicks: places, marks and shapes. */
export class UnderPointer {
  readonly #options: UnderPointerOptions;
  readonly #pointer: PointerWatch;
  readonly #marks: MarkWatch;

  constructor(options: UnderPointerOptions) {
    this.#options = options;
    const { osd, container, frame, emit } = options;
    osd.addHandler('canvas-click', ({ quick, position }) => {
      if (quick) this.click(position.x, position.y);
    });
    this.#marks = new MarkWatch(frame, (mark) => emit({ kind: 'mark-hover', mark }));
    this.#pointer = new PointerWatch(container, () => this.#tell());
  }

  setMarks(marks: readonly PatchMark[]): void {
    this.#marks.set(marks, this.#pointer.position);
  }

  clear(): void {
    this.#marks.set([], null);
  }

  /** The pointer stayed, the slide under it did not. */
  viewMoved(): void {
    if (this.#pointer.position) this.#tell();
  }

  destroy(): void {
    this.#pointer.destroy();
  }

  /** Tells of a click at a position, CSS px. */
  click(cssX: number, cssY: number): void {
    const { emit } = this.#options;
    const point = this.#pointAt(cssX, cssY);
    if (point) emit({ kind: 'click', point });
    const mark = this.#marks.at({ cssX, cssY });
    if (mark !== null) emit({ kind: 'mark-click', mark });
    const shape = this.#shapeAt(cssX, cssY);
    if (shape) emit({ kind: 'shape-click', ...shape });
  }

  #tell(): void {
    const { osd, emit } = this.#options;
    const { position } = this.#pointer;
    if (position) emit({ kind: 'pointer', point: this.#pointAt(position.cssX, position.cssY), ...position });
    else emit({ kind: 'pointer', point: null, cssX: 0, cssY: 0 });
    this.#marks.look(position);
    osd.canvas.style.cursor = position ? this.#cursorAt(position.cssX, position.cssY) : '';
  }

  /** What can be dragged or clicked looks like it. */
  #cursorAt(cssX: number, cssY: number): string {
    const grip = this.#options.gripAt(cssX, cssY);
    if (grip) return grip.kind === 'whole' ? 'move' : 'grab';
    return this.#marks.at({ cssX, cssY }) !== null || this.#shapeAt(cssX, cssY) ? 'pointer' : '';
  }

  #pointAt(cssX: number, cssY: number): Level0Point | null {
    const frame = this.#options.frame();
    return frame && toLevel0(transformOfFrame(frame), cssX, cssY);
  }

  #shapeAt(cssX: number, cssY: number): ReturnType<ShapeGroups['at']> {
    const frame = this.#options.frame();
    return frame && this.#options.shapes.at(frame, cssX, cssY);
  }
}
