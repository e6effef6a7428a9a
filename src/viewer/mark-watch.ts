import { markAt } from './patch-marks.ts';
import type { PointerPosition } from './pointer-watch.ts';
import type { ViewFrame } from './view-frame.ts';
import type { PatchMark } from './viewer-types.ts';

/** Which mark is under the pointer, told when it is another than before, because either of them moved. */
export class MarkWatch {
  readonly #frame: () => ViewFrame | null;
  readonly #told: (mark: number | null) => void;
  #marks: readonly PatchMark[] = [];
  #under: number | null = null;

  constructor(frame: () => ViewFrame | null, told: (mark: number | null) => void) {
    this.#frame = frame;
    this.#told = told;
  }

  set(marks: readonly PatchMark[], pointer: PointerPosition | null): void {
    this.#marks = marks;
    this.look(pointer);
  }

  look(pointer: PointerPosition | null): void {
    const mark = pointer && this.at(pointer);
    if (mark === this.#under) return;
    this.#under = mark;
    this.#told(mark);
  }

  /** Index of the mark at a position; null where there is none. */
  at({ cssX, cssY }: PointerPosition): number | null {
    const frame = this.#frame();
    return frame && this.#marks.length > 0 ? markAt(this.#marks, frame, cssX, cssY) : null;
  }
}
