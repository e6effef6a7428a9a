import type { Spacing } from '#core/geometry/frames.ts';
import { magnificationOfSpacing, meanSpacing } from '#core/geometry/spacing.ts';
import type { ViewFrame } from './view-frame.ts';
import type { ViewState } from './viewer-types.ts';

/** What a frame shows, as the rest of the window is told; lengths and magnification are null without a spacing. */
export function viewStateOf(frame: ViewFrame, spacing: Spacing | null): ViewState {
  const umPerCssPx = spacing ? frame.level0PxPerCssPx * meanSpacing(spacing) : null;
  return {
    center: frame.center,
    level0PxPerCssPx: frame.level0PxPerCssPx,
    rotationDeg: frame.rotationDeg,
    umPerCssPx,
    magnification: umPerCssPx === null ? null : magnificationOfSpacing(umPerCssPx),
  };
}
