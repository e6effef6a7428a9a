import type { Level0Rect } from '#core/geometry/frames.ts';
import { firstNotBelow, unitRows, type UnitRows } from './unit-rows.ts';

/**
 * Painted units as boxes, neighbours in a row as one: fewer lines over the slide, and less to draw. Rows that nothing was painted in since are
 * not looked at again, so that a move of the brush costs its own rows, however many units there are.
 */
export class PaintedBoxes {
  readonly #units: readonly Level0Rect[];
  readonly #rows: UnitRows;
  /** uint8 `[n]`, 1 where painted. */
  readonly #painted: Uint8Array;
  /** By row; none for rows in which nothing was ever painted. */
  readonly #ofRow = new Map<number, readonly Level0Rect[]>();
  readonly #changed = new Set<number>();

  /** @param units borrowed, not to be changed afterwards */
  constructor(units: readonly Level0Rect[]) {
    this.#units = units;
    this.#rows = unitRows(units);
    this.#painted = new Uint8Array(units.length);
  }

  /** Paints units, or takes their paint away; indices that name none are passed over. */
  paint(indices: Iterable<number>, isPainted = true): void {
    const value = isPainted ? 1 : 0;
    for (const i of indices) {
      const unit = this.#units[i];
      if (!unit || this.#painted[i] === value) continue;
      this.#painted[i] = value;
      this.#changed.add(firstNotBelow(this.#rows.ys, unit.y + unit.height / 2));
    }
  }

  /** Level-0 px; row by row in the order in which the rows were first painted in. */
  boxes(): readonly Level0Rect[] {
    for (const row of this.#changed) this.#ofRow.set(row, this.#boxesOf(row));
    this.#changed.clear();
    const all: Level0Rect[] = [];
    for (const row of this.#ofRow.values()) for (const box of row) all.push(box);
    return all;
  }

  #boxesOf(row: number): readonly Level0Rect[] {
    const { starts, order } = this.#rows;
    const joined: Level0Rect[] = [];
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const i = order[at] ?? 0;
      const unit = this.#painted[i] === 1 ? this.#units[i] : undefined;
      if (!unit) continue;
      const last = joined.at(-1);
      // Corners are whole px: neighbours may overlap or leave a gap by one.
      const isNext = last?.y === unit.y && last.height === unit.height && Math.abs(last.x + last.width - unit.x) <= 1;
      if (isNext) joined[joined.length - 1] = { ...last, width: unit.x + unit.width - last.x };
      else joined.push(unit);
    }
    return joined;
  }
}

const known = new WeakMap<readonly number[], { readonly of: readonly Level0Rect[]; readonly boxes: readonly Level0Rect[] }>(); // prettier-ignore

/** The boxes of units that are painted for good; worked out once for the two lists. */
export function boxesOfPainted(units: readonly Level0Rect[], indices: readonly number[]): readonly Level0Rect[] {
  const before = known.get(indices);
  if (before?.of === units) return before.boxes;
  const painted = new PaintedBoxes(units);
  painted.paint(indices);
  const boxes = painted.boxes();
  known.set(indices, { of: units, boxes });
  return boxes;
}
