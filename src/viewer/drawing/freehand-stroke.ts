import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import { simplifyOutline } from '#core/geometry/simplify.ts';
import { distance } from './draft.ts';

/** A freehand outline is simplified by this much: what was drawn is nowhere farther from what is kept. */
const FREEHAND_TOLERANCE_CSS_PX = 1;
const MAX_CORNERS = { whenDone: 4_000, whileDrawing: 16_000 } as const;

/**
 * A stroke with one more point; null where that is not a CSS px away from the last one. A very long stroke is simplified while it is drawn.
 *
 * @param cssPx in level-0 px
 */
export function longerStroke(
  corners: readonly Level0Point[],
  point: Level0Point,
  cssPx: number,
): readonly Level0Point[] | null {
  const last = corners.at(-1);
  if (last && distance(last, point) < cssPx) return null;
  const longer = [...corners, point];
  return longer.length <= MAX_CORNERS.whileDrawing
    ? longer
    : simplifyOutline(longer, cssPx, MAX_CORNERS.whileDrawing / 2);
}

/** What a stroke goes round; null where it is none. */
export function outlineOfStroke(corners: readonly Level0Point[], cssPx: number): Shape | null {
  const points = simplifyOutline(corners, FREEHAND_TOLERANCE_CSS_PX * cssPx, MAX_CORNERS.whenDone);
  return points.length >= 3 ? { kind: 'polygon', points } : null;
}
