import type { Level0Rect } from '#core/geometry/frames.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';

/** Tells for any box which share of it is tissue, in constant time per box. */
export interface Coverage {
  /** Share of the box (level-0 px) that is tissue, 0..1; mask pixels cut by its edge count by area, what lies off the slide as glass. */
  share(rect: Level0Rect): number;
}

/** Builds the integral image of a mask: `(width + 1) × (height + 1)` sums, 4 bytes each. */
export function coverageOf(mask: TissueMask): Coverage {
  const { width, height, data, extent } = mask;
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] ?? 0) + row;
    }
  }
  /** Tissue area, in mask pixels, of the box from the mask's origin to (x, y). Bilinear between the sums is exact for square pixels. */
  const areaTo = (x: number, y: number): number => {
    const cx = Math.min(Math.max(x, 0), width);
    const cy = Math.min(Math.max(y, 0), height);
    const x0 = Math.min(Math.floor(cx), width - 1);
    const y0 = Math.min(Math.floor(cy), height - 1);
    const fx = cx - x0;
    const fy = cy - y0;
    const at = (i: number, j: number) => sums[j * stride + i] ?? 0;
    const top = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
    const bottom = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx;
    return top * (1 - fy) + bottom * fy;
  };
  const perPxX = width / extent.width;
  const perPxY = height / extent.height;
  return {
    share(rect) {
      const left = (rect.x - extent.x) * perPxX;
      const top = (rect.y - extent.y) * perPxY;
      const right = left + rect.width * perPxX;
      const bottom = top + rect.height * perPxY;
      const area = areaTo(right, bottom) - areaTo(left, bottom) - areaTo(right, top) + areaTo(left, top);
      const whole = rect.width * perPxX * rect.height * perPxY;
      return whole > 0 ? Math.min(1, Math.max(0, area / whole)) : 0;
    },
  };
}
