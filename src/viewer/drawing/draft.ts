import { rectBetween } from '#core/annotations/corners.ts';
import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import type { DrawKind } from '#state/drawing-store.ts';

export type DraftKind = Exclude<DrawKind, 'paint'>;

/** A shape that is being drawn, level-0 px. */
export interface Draft {
  readonly corners: readonly Level0Point[];
  /** Where the next corner would be set; null where no pointer or crosshair shows it. */
  readonly tip: Level0Point | null;
}

export const NO_DRAFT: Draft = { corners: [], tip: null };

/** How near, level-0 px, a corner must be set to an earlier one to mean that one. */
export interface CornerReach {
  readonly toFirst: number;
  readonly toLast: number;
}

/**
 * Sets a corner: a point is done with one, a line and a rectangle with two, an outline when its first or its last corner is set
 * again (a double click does that) or when it has `maxCorners`.
 */
export function setCorner(
  kind: DraftKind,
  { corners }: Draft,
  at: Level0Point,
  reach: CornerReach,
  maxCorners: number,
): { readonly draft: Draft; readonly isDone: boolean } {
  const first = corners[0];
  const last = corners.at(-1);
  const added = { draft: { corners: [...corners, at], tip: null }, isDone: false };
  const unchanged = { draft: { corners, tip: null }, isDone: false };
  if (kind === 'point') return { ...added, isDone: true };
  if (!first || !last) return added;
  const isAtLast = distance(last, at) <= reach.toLast;
  if (kind === 'line' || kind === 'rectangle') return isAtLast ? unchanged : { ...added, isDone: true };
  const closes = corners.length >= 3 && (isAtLast || distance(first, at) <= reach.toFirst);
  if (closes) return { ...unchanged, isDone: true };
  if (isAtLast) return unchanged;
  return corners.length + 1 >= maxCorners ? { ...added, isDone: true } : added;
}

/** Takes the last corner back. */
export function takeCornerBack({ corners, tip }: Draft): Draft {
  return corners.length > 1 ? { corners: corners.slice(0, -1), tip } : NO_DRAFT;
}

/** The shape as far as it is drawn, its tip included; null where it is none yet. */
export function shapeOfDraft(kind: DraftKind, { corners, tip }: Draft): Shape | null {
  const [first, second = tip] = corners;
  switch (kind) {
    case 'point':
      return first ? { kind: 'point', at: first } : null;
    case 'line':
      return first && second && distance(first, second) > 0 ? { kind: 'line', from: first, to: second } : null;
    case 'rectangle': {
      const rect = first && second ? rectBetween(first, second) : null;
      return rect && { kind: 'rectangle', rect };
    }
    case 'polygon':
    case 'freehand': {
      const last = corners.at(-1);
      const points = tip && last && distance(tip, last) > 0 ? [...corners, tip] : corners;
      return points.length >= 3 ? { kind: 'polygon', points } : null;
    }
  }
}

export function distance(a: Level0Point, b: Level0Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
