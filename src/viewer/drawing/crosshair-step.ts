import type { Level0Point } from '#core/geometry/frames.ts';
import { toCss, toLevel0, transformOfFrame, type ViewFrame } from '../view-frame.ts';
import type { DrawKey } from '../viewer-types.ts';
import type { PressAt } from './drawing-pointers.ts';

export type CrosshairStep = Extract<DrawKey, { kind: 'move' }>;

/** More than the reach of the last corner, so that one step leads off it. */
const STEP_CSS_PX = { near: 6, far: 60 } as const;
/** The crosshair is kept this far inside the view. */
const MARGIN_CSS_PX = 48;

/** Where a step on the screen leads from a place on the slide. */
export function steppedBy(frame: ViewFrame, at: Level0Point, { dx, dy, far }: CrosshairStep): Level0Point {
  const transform = transformOfFrame(frame);
  const from = toCss(transform, at.x, at.y);
  const step = far ? STEP_CSS_PX.far : STEP_CSS_PX.near;
  return toLevel0(transform, from.x + dx * step, from.y + dy * step);
}

/** How the view has to move for a place to lie well inside it: what lies at `from` is to lie at `to`. Null where it does already. */
export function holdInView(
  frame: ViewFrame,
  place: Level0Point,
): { readonly from: PressAt; readonly to: PressAt } | null {
  const at = toCss(transformOfFrame(frame), place.x, place.y);
  const inside = (value: number, length: number) =>
    Math.min(Math.max(value, Math.min(MARGIN_CSS_PX, length / 2)), Math.max(length - MARGIN_CSS_PX, length / 2));
  const to = { cssX: inside(at.x, frame.widthCssPx), cssY: inside(at.y, frame.heightCssPx), isTouch: false };
  return to.cssX === at.x && to.cssY === at.y ? null : { from: { cssX: at.x, cssY: at.y, isTouch: false }, to };
}
