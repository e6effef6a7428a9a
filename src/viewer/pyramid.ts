import type { LevelDescription } from '#core/slide/description.ts';
import { showsBox, visibleBox, type ViewFrame } from './view-frame.ts';

/** One tile of a slide; `level` counts as in `SlideDescription.levels` (0 = full resolution). */
export interface TileAddress {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** Unique per slide. */
export function tileKey(address: TileAddress): string {
  return `${address.level}/${address.column}_${address.row}`;
}

/**
 * Smallest device pixel a level pixel may be shown at. Half a pixel is right for pyramids that halve (a level is always found
 * between ½ and 1, so the picture is never blown up). Where levels are further apart, a finer level is taken sooner at the price of
 * more tiles, or the picture would be blurred up to fourfold.
 */
export function minPixelRatioOf(levels: readonly LevelDescription[]): number {
  let widest = 1;
  for (let i = 1; i < levels.length; i++) {
    const ratio = (levels[i]?.downsampleX ?? 1) / (levels[i - 1]?.downsampleX ?? 1);
    widest = Math.max(widest, ratio);
  }
  return widest > 2.5 ? 0.35 : 0.5;
}

/** Level whose tiles a view wants: the finest whose pixels are not smaller than `minPixelRatio` device pixels. */
export function wantedLevel(
  levels: readonly LevelDescription[],
  level0PxPerDevicePx: number,
  minPixelRatio: number,
): number {
  const found = levels.findIndex((level) => level.downsampleX / level0PxPerDevicePx >= minPixelRatio);
  return found < 0 ? levels.length - 1 : found;
}

/** Tiles of one level that show in a view, nearest to the middle first. */
export function tilesInView(levels: readonly LevelDescription[], level: number, frame: ViewFrame): TileAddress[] {
  const description = levels[level];
  if (!description) return [];
  const tileWidth = description.tileWidth * description.downsampleX;
  const tileHeight = description.tileHeight * description.downsampleY;
  const box = visibleBox(frame);
  const firstColumn = Math.max(0, Math.floor(box.left / tileWidth));
  const lastColumn = Math.min(description.columns - 1, Math.floor(box.right / tileWidth));
  const firstRow = Math.max(0, Math.floor(box.top / tileHeight));
  const lastRow = Math.min(description.rows - 1, Math.floor(box.bottom / tileHeight));
  const found: { address: TileAddress; distance: number }[] = [];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = column * tileWidth;
      const y = row * tileHeight;
      if (!showsBox(frame, x, y, tileWidth, tileHeight)) continue;
      const distance = Math.hypot(x + tileWidth / 2 - frame.center.x, y + tileHeight / 2 - frame.center.y);
      found.push({ address: { level, column, row }, distance });
    }
  }
  return found.sort((a, b) => a.distance - b.distance).map((entry) => entry.address);
}

/** Whether a tile shows in a view. */
export function showsTile(levels: readonly LevelDescription[], address: TileAddress, frame: ViewFrame): boolean {
  const level = levels[address.level];
  if (!level) return false;
  const width = level.tileWidth * level.downsampleX;
  const height = level.tileHeight * level.downsampleY;
  return showsBox(frame, address.column * width, address.row * height, width, height);
}
