import { level0Point, type Level0Point } from '#core/geometry/frames.ts';

/** A view and the size of the element it is shown in: all that decides which pixel shows what. */
export interface ViewFrame {
  /** Level-0 point in the middle. */
  readonly center: Level0Point;
  readonly level0PxPerCssPx: number;
  /** Clockwise. */
  readonly rotationDeg: number;
  readonly widthCssPx: number;
  readonly heightCssPx: number;
}

/**
 * Affine map from level-0 px to CSS px of the viewer's corner, in the order of `CanvasRenderingContext2D.setTransform`:
 * `cssX = a·x + c·y + e`, `cssY = b·x + d·y + f`.
 */
export interface ViewTransform {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export function transformOfFrame(frame: ViewFrame): ViewTransform {
  const angle = (frame.rotationDeg * Math.PI) / 180;
  const cos = Math.cos(angle) / frame.level0PxPerCssPx;
  const sin = Math.sin(angle) / frame.level0PxPerCssPx;
  const { x, y } = frame.center;
  return {
    a: cos,
    b: sin,
    c: -sin,
    d: cos,
    e: frame.widthCssPx / 2 - cos * x + sin * y,
    f: frame.heightCssPx / 2 - sin * x - cos * y,
  };
}

export function toCss(transform: ViewTransform, x: number, y: number): { readonly x: number; readonly y: number } {
  return { x: transform.a * x + transform.c * y + transform.e, y: transform.b * x + transform.d * y + transform.f };
}

/** Level-0 point under a CSS pixel position; the inverse of {@link toCss}. */
export function toLevel0(transform: ViewTransform, cssX: number, cssY: number): Level0Point {
  const { a, b, c, d, e, f } = transform;
  const determinant = a * d - b * c;
  const x = cssX - e;
  const y = cssY - f;
  return level0Point((d * x - c * y) / determinant, (a * y - b * x) / determinant);
}

/** Upright level-0 box around all that is in view. */
export function visibleBox(frame: ViewFrame): { left: number; top: number; right: number; bottom: number } {
  const angle = (frame.rotationDeg * Math.PI) / 180;
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const halfWidth = ((frame.widthCssPx * cos + frame.heightCssPx * sin) / 2) * frame.level0PxPerCssPx;
  const halfHeight = ((frame.widthCssPx * sin + frame.heightCssPx * cos) / 2) * frame.level0PxPerCssPx;
  const { x, y } = frame.center;
  return { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight };
}

/** Whether an upright level-0 box shows in the view, exact at any rotation (separating axes of two rectangles). */
export function showsBox(frame: ViewFrame, x: number, y: number, width: number, height: number): boolean {
  const seen = visibleBox(frame);
  if (x >= seen.right || y >= seen.bottom || x + width <= seen.left || y + height <= seen.top) return false;
  const transform = transformOfFrame(frame);
  const corners = [
    toCss(transform, x, y),
    toCss(transform, x + width, y),
    toCss(transform, x, y + height),
    toCss(transform, x + width, y + height),
  ];
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  return (
    Math.max(...xs) > 0 &&
    Math.min(...xs) < frame.widthCssPx &&
    Math.max(...ys) > 0 &&
    Math.min(...ys) < frame.heightCssPx
  );
}

/** The frame in which the level-0 point under one CSS pixel position lies under another, enlarged by `factor`. */
export function heldFrame(
  frame: ViewFrame,
  from: { readonly cssX: number; readonly cssY: number },
  to: { readonly cssX: number; readonly cssY: number },
  factor: number,
): ViewFrame {
  const held = toLevel0(transformOfFrame(frame), from.cssX, from.cssY);
  const enlarged = { ...frame, level0PxPerCssPx: frame.level0PxPerCssPx / factor };
  const there = toLevel0(transformOfFrame(enlarged), to.cssX, to.cssY);
  const { x, y } = frame.center;
  return { ...enlarged, center: level0Point(x + held.x - there.x, y + held.y - there.y) };
}
