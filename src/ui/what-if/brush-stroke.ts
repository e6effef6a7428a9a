import type { Level0Rect } from '#core/geometry/frames.ts';
import { PaintedBoxes } from '#core/what-if/painted-boxes.ts';
import type { Effect } from '#state/what-if-tools-store.ts';

/** A stroke of the brush, as far as it has come; it grows in place. */
export class BrushStroke {
  readonly effect: Effect;
  /** Begun on a painted unit: it takes away. */
  readonly isErasing: boolean;
  readonly #indices: Set<number>;
  /** What is painted with it, and what without it that was worked out over. */
  #shown: { readonly units: readonly Level0Rect[]; readonly before: readonly number[]; boxes: PaintedBoxes } | null =
    null;

  /**
   * @param under units that it begins on
   * @param painted units that are painted with its effect already
   */
  constructor(effect: Effect, under: readonly number[], painted: readonly number[] = NONE) {
    this.effect = effect;
    this.#indices = new Set(under);
    this.isErasing = painted.some((i) => this.#indices.has(i));
  }

  /** Units passed so far. */
  get indices(): ReadonlySet<number> {
    return this.#indices;
  }

  go(under: readonly number[]): void {
    for (const i of under) this.#indices.add(i);
    this.#shown?.boxes.paint(under, !this.isErasing);
  }

  /**
   * What is painted, the stroke with it, as boxes in level-0 px. Called again with the same lists it looks only at what the stroke passed since.
   *
   * @param before units that were painted without the stroke
   */
  boxes(units: readonly Level0Rect[], before: readonly number[] = NONE): readonly Level0Rect[] {
    if (this.#shown?.units !== units || this.#shown.before !== before) {
      const boxes = new PaintedBoxes(units);
      boxes.paint(before);
      boxes.paint(this.#indices, !this.isErasing);
      this.#shown = { units, before, boxes };
    }
    return this.#shown.boxes.boxes();
  }
}

const NONE: readonly number[] = [];
