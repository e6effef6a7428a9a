import { toCss, toLevel0, transformOfFrame, type ViewFrame, type ViewTransform } from './view-frame.ts';
import type { PatchMark } from './viewer-types.ts';

/** Height of a number on a patch too small to be seen, and on one large enough to carry it; in between it grows with the patch. */
const BADGE_CSS_PX = { small: 14, large: 18, smallUpToPatch: 6, largeFromPatch: 30 } as const;
/** Room for each character of a label beyond the first, as a share of the height. */
const CHARACTER_SHARE = 0.4;
/** Slack around an outline within which the pointer still counts as on it. */
const REACH_CSS_PX = 3;

/** Where a mark's number stands on screen: the middle of a pill, CSS px of the viewer. */
export interface Badge {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The badge lies over the patch's own top left corner, whatever the zoom: it hides a patch too small to be seen and hardly touches a large one. */
export function badgeOf(mark: PatchMark, transform: ViewTransform): Badge {
  const { x, y } = toCss(transform, mark.rect.x, mark.rect.y);
  const { small, large, smallUpToPatch, largeFromPatch } = BADGE_CSS_PX;
  const patchCssPx = mark.rect.width * Math.hypot(transform.a, transform.b);
  const grown = Math.min(1, Math.max(0, (patchCssPx - smallUpToPatch) / (largeFromPatch - smallUpToPatch)));
  const height = small + grown * (large - small);
  return { x, y, width: height * (1 + CHARACTER_SHARE * Math.max(0, mark.label.length - 1)), height };
}

/** Index of the mark under a position, CSS px: badges before patches, of badges the one on top, of patches the nearest middle. */
export function markAt(marks: readonly PatchMark[], frame: ViewFrame, cssX: number, cssY: number): number | null {
  const transform = transformOfFrame(frame);
  const onBadge = marks.findIndex((mark) => {
    const badge = badgeOf(mark, transform);
    return Math.abs(cssX - badge.x) <= badge.width / 2 && Math.abs(cssY - badge.y) <= badge.height / 2;
  });
  if (onBadge >= 0) return onBadge;
  const { x, y } = toLevel0(transform, cssX, cssY);
  const reach = REACH_CSS_PX * frame.level0PxPerCssPx;
  let nearest: number | null = null;
  let least = Infinity;
  marks.forEach(({ rect }, i) => {
    const dx = x - (rect.x + rect.width / 2);
    const dy = y - (rect.y + rect.height / 2);
    const isInside = Math.abs(dx) <= rect.width / 2 + reach && Math.abs(dy) <= rect.height / 2 + reach;
    if (!isInside || dx * dx + dy * dy >= least) return;
    least = dx * dx + dy * dy;
    nearest = i;
  });
  return nearest;
}
