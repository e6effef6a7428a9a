import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import { IMPORT_LIMITS } from './imported-maps.ts';

/** The patch with these edges, each rounded to whole level-0 px; null where it has no area then, or lies beyond all slides. */
export function patchOfEdges(left: number, top: number, right: number, bottom: number): Level0Rect | null {
  const [x, y] = [Math.round(left), Math.round(top)];
  const [width, height] = [Math.round(right) - x, Math.round(bottom) - y];
  const isSane =
    [x, y, x + width, y + height].every((edge) => Math.abs(edge) <= IMPORT_LIMITS.coordinate) &&
    width > 0 &&
    height > 0;
  // −0 is 0 to everyone but a comparison of files.
  return isSane ? level0Rect(x + 0, y + 0, width, height) : null;
}
