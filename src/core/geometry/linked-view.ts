import { level0Point, type Level0Point } from './frames.ts';

/** Where a view of a slide is: all that two views must share to show the same. */
export interface ViewPlace {
  /** Level-0 point in the middle. */
  readonly center: Level0Point;
  /** Level-0 pixels per CSS pixel. */
  readonly level0PxPerCssPx: number;
  /** Clockwise. */
  readonly rotationDeg: number;
}

/** A place of a slide and how it is turned there. Anchors of several slides correspond to each other: laid over each other, all agree. */
export interface Anchor {
  /** Level-0 px of its own slide. */
  readonly point: Level0Point;
  /** The rotation, clockwise, at which it lies like the others at theirs. */
  readonly rotationDeg: number;
}

/** A slide in a link: its anchor, and the length of its pixels in the unit that all slides of the link share (µm, or 1 where they are linked in px). */
export interface LinkedSlide {
  readonly anchor: Anchor;
  readonly unitsPerPx: number;
}

export function anchorOf(view: Pick<ViewPlace, 'center' | 'rotationDeg'>): Anchor {
  return { point: view.center, rotationDeg: view.rotationDeg };
}

/**
 * The point of another slide that corresponds to one of this: as far from its own anchor, in the shared unit, turned by what the
 * anchors differ in.
 */
export function linkedPoint(from: LinkedSlide, to: LinkedSlide, point: Level0Point): Level0Point {
  const scale = from.unitsPerPx / to.unitsPerPx;
  // A view turns by `rotationDeg` on the way to the screen; the same direction there is this much further round in the other slide.
  const angle = ((from.anchor.rotationDeg - to.anchor.rotationDeg) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const dx = point.x - from.anchor.point.x;
  const dy = point.y - from.anchor.point.y;
  return level0Point(to.anchor.point.x + cos * dx - sin * dy, to.anchor.point.y + sin * dx + cos * dy);
}

/** The view of another slide that corresponds to one of this: the corresponding middle, the same scale in the shared unit. */
export function linkedView(from: LinkedSlide, to: LinkedSlide, view: ViewPlace): ViewPlace {
  const turned = view.rotationDeg - from.anchor.rotationDeg + to.anchor.rotationDeg;
  return {
    center: linkedPoint(from, to, view.center),
    level0PxPerCssPx: (view.level0PxPerCssPx * from.unitsPerPx) / to.unitsPerPx,
    rotationDeg: ((turned % 360) + 360) % 360,
  };
}

/** Whether two views show the same to a thousandth of a CSS pixel over a screen's width. */
export function isSamePlace(a: ViewPlace, b: ViewPlace): boolean {
  const tolerance = 0.001 * Math.min(a.level0PxPerCssPx, b.level0PxPerCssPx);
  const turn = Math.abs(((((a.rotationDeg - b.rotationDeg) % 360) + 540) % 360) - 180);
  return (
    Math.abs(a.center.x - b.center.x) <= tolerance &&
    Math.abs(a.center.y - b.center.y) <= tolerance &&
    Math.abs(a.level0PxPerCssPx / b.level0PxPerCssPx - 1) < 1e-6 &&
    turn < 1e-5
  );
}
