import type { OverlayPainter } from '../overlay-painters.ts';
import type { ViewFrame } from '../view-frame.ts';
import type { DrawnShape, ShapeGroup } from '../viewer-types.ts';
import { shapeAt } from './shape-at.ts';
import type { PlacedLabel } from './shape-labels.ts';
import { boxed, type BoxedShape } from './shape-path.ts';
import { shapesPainter } from './shape-painter.ts';

interface Group {
  readonly shapes: readonly BoxedShape[];
  readonly painter: OverlayPainter;
  /** As painted last. */
  labels: readonly PlacedLabel[];
}

/** Bottom first. */
const ORDER: readonly ShapeGroup[] = ['question', 'annotations'];

/** The shapes over the slide, how they are painted, and which of them lies at a position. */
export class ShapeGroups {
  readonly #groups = new Map<ShapeGroup, Group>();

  set(name: ShapeGroup, shapes: readonly DrawnShape[]): void {
    if (shapes.length === 0) {
      this.#groups.delete(name);
      return;
    }
    const withBoxes = boxed(shapes);
    const painter = shapesPainter(withBoxes, (labels) => {
      group.labels = labels;
    });
    const group: Group = { shapes: withBoxes, painter, labels: [] };
    this.#groups.set(name, group);
  }

  clear(): void {
    this.#groups.clear();
  }

  painter(name: ShapeGroup): OverlayPainter | null {
    return this.#groups.get(name)?.painter ?? null;
  }

  /** The shape at a position, CSS px: labels before outlines, annotations before the question. */
  at(frame: ViewFrame, cssX: number, cssY: number): { readonly group: ShapeGroup; readonly index: number } | null {
    const top = ORDER.toReversed();
    for (const name of top) {
      const label = this.#groups
        .get(name)
        ?.labels.find(({ box }) => cssX >= box.left && cssX <= box.right && cssY >= box.top && cssY <= box.bottom);
      if (label) return { group: name, index: label.index };
    }
    for (const name of top) {
      const group = this.#groups.get(name);
      const index = group ? shapeAt(group.shapes, frame, cssX, cssY) : null;
      if (index !== null) return { group: name, index };
    }
    return null;
  }
}
