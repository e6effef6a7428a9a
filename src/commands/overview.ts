import type { SlideDescription } from '#core/slide/description.ts';
import { levelForDownsample } from '#core/slide/level-choice.ts';
import type { SlideClient } from '#workers/slide/contract.ts';

/** Straight RGB pixels of a small picture of a slide. */
export interface SlidePicture {
  readonly width: number;
  readonly height: number;
  /** uint8 RGB `[height, width, 3]`. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Pixels that may be decoded for a picture some hundred pixels wide; more only where a slide has no coarse level. */
const MAX_DECODED_PIXELS = 64 * 1024 * 1024;
/** Tiles looked at in a slide that is too large to be decoded whole. */
const MAX_SAMPLES = 512;

/**
 * The whole slide, no side longer than `maxPx`. Of a large slide without a coarse level, which would have to be read and decoded
 * as a whole, a coarser picture: the mean colours of single tiles spread evenly over it.
 */
export async function slideOverview(
  slides: Pick<SlideClient, 'patches'>,
  { id: slideId, width, height, levels }: SlideDescription,
  maxPx: number,
  signal: AbortSignal,
): Promise<SlidePicture> {
  const shrink = Math.max(1, Math.max(width, height) / maxPx);
  const level = levels[levelForDownsample(levels, shrink)];
  if (level && level.width * level.height > MAX_DECODED_PIXELS) {
    const columns = Math.max(1, Math.min(level.columns, Math.floor(Math.sqrt((MAX_SAMPLES * width) / height)), maxPx));
    const rows = Math.max(1, Math.min(level.rows, Math.floor(MAX_SAMPLES / columns)));
    const tileWidth = level.tileWidth * level.downsampleX;
    const tileHeight = level.tileHeight * level.downsampleY;
    const rects = Array.from({ length: columns * rows }, (_, i) => ({
      x: Math.floor((((i % columns) + 0.5) * level.columns) / columns) * tileWidth,
      y: Math.floor(((Math.floor(i / columns) + 0.5) * level.rows) / rows) * tileHeight,
      width: tileWidth,
      height: tileHeight,
    }));
    const { pixels } = await slides.patches({ slideId, rects, outWidthPx: 1, outHeightPx: 1 }, signal);
    return { width: columns, height: rows, pixels };
  }
  const outWidthPx = Math.max(1, Math.round(width / shrink));
  const outHeightPx = Math.max(1, Math.round(height / shrink));
  const rects = [{ x: 0, y: 0, width, height }];
  const { pixels } = await slides.patches({ slideId, rects, outWidthPx, outHeightPx }, signal);
  return { width: outWidthPx, height: outHeightPx, pixels };
}
