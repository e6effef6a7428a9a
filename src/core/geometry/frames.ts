/**
 * Coordinate frames, stated once.
 *
 * | frame            | unit | origin and direction                                   |
 * |------------------|------|--------------------------------------------------------|
 * | level-0 pixel    | px   | full-resolution image, x right, y down, corner origin  |
 * | level pixel      | px   | one pyramid level, the same origin and directions      |
 * | slide micrometre | µm   | level-0 pixel × spacing                                |
 *
 * Boxes are half open: `[x, x + width) × [y, y + height)`. Pixel `(0, 0)` covers the unit square at the origin and its
 * centre lies at `(0.5, 0.5)`. Everything stored, exported or linked is in level-0 pixels. OpenSeadragon's viewport
 * units exist inside `viewer` only.
 */
declare const frame: unique symbol;

/** A plain point without a frame; only the frame-tagged forms below are passed around. */
interface XY {
  readonly x: number;
  readonly y: number;
}

interface Box extends XY {
  readonly width: number;
  readonly height: number;
}

/** Point in level-0 pixels. */
export type Level0Point = XY & { readonly [frame]?: 'level-0' };
/** Half-open box in level-0 pixels. */
export type Level0Rect = Box & { readonly [frame]?: 'level-0' };
/** Half-open box in the pixels of one pyramid level. */
export type LevelRect = Box & { readonly [frame]?: 'level' };
/** Point in slide micrometres. */
export type MicrometrePoint = XY & { readonly [frame]?: 'µm' };

/** µm per level-0 pixel along each axis; both within {@link PLAUSIBLE_SPACING_UM_PER_PX}. */
export interface Spacing {
  readonly xUmPerPx: number;
  readonly yUmPerPx: number;
}

export function level0Point(x: number, y: number): Level0Point {
  return { x, y };
}

export function level0Rect(x: number, y: number, width: number, height: number): Level0Rect {
  return { x, y, width, height };
}

export function levelRect(x: number, y: number, width: number, height: number): LevelRect {
  return { x, y, width, height };
}

/** Size of one pyramid level against level 0; `downsampleX = level-0 width / level width`, per axis, ≥ 1. */
export interface LevelScale {
  readonly downsampleX: number;
  readonly downsampleY: number;
}

/** Maps a level-0 box into a level's pixels (fractional). */
export function level0ToLevel(rect: Level0Rect, scale: LevelScale): LevelRect {
  return levelRect(
    rect.x / scale.downsampleX,
    rect.y / scale.downsampleY,
    rect.width / scale.downsampleX,
    rect.height / scale.downsampleY,
  );
}

/** Maps a box in a level's pixels to level 0. */
export function levelToLevel0(rect: LevelRect, scale: LevelScale): Level0Rect {
  return level0Rect(
    rect.x * scale.downsampleX,
    rect.y * scale.downsampleY,
    rect.width * scale.downsampleX,
    rect.height * scale.downsampleY,
  );
}

export function level0ToMicrometre(point: Level0Point, spacing: Spacing): MicrometrePoint {
  return { x: point.x * spacing.xUmPerPx, y: point.y * spacing.yUmPerPx };
}

export function micrometreToLevel0(point: MicrometrePoint, spacing: Spacing): Level0Point {
  return level0Point(point.x / spacing.xUmPerPx, point.y / spacing.yUmPerPx);
}
