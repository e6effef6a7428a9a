import type { RgbImage } from '../codecs/encoded-chunk.ts';
import { axisWeights } from '../region/axis-weights.ts';

/** The image at half the size (rounded down, at least 1): the exact area average, rounded half up. Holds one row of sums. */
export function halve({ width, height, data }: RgbImage): RgbImage {
  const outWidth = Math.max(1, Math.floor(width / 2));
  const outHeight = Math.max(1, Math.floor(height / 2));
  const x = axisWeights(0, width, outWidth, width);
  const y = axisWeights(0, height, outHeight, height);
  const out = new Uint8Array(outWidth * outHeight * 3);
  const columns = new Float64Array(width * 3);
  for (let i = 0; i < outHeight; i += 1) {
    columns.fill(0);
    const firstRow = y.first[i] ?? 0;
    const startWeight = y.start[i] ?? 0;
    for (let w = startWeight; w < (y.start[i + 1] ?? 0); w += 1) {
      const weight = y.weights[w] ?? 0;
      const base = (firstRow + w - startWeight) * width * 3;
      for (let k = 0; k < columns.length; k += 1) columns[k] = (columns[k] ?? 0) + weight * (data[base + k] ?? 0);
    }
    for (let j = 0; j < outWidth; j += 1) {
      const firstColumn = x.first[j] ?? 0;
      const startColumn = x.start[j] ?? 0;
      for (let c = 0; c < 3; c += 1) {
        let sum = 0;
        for (let w = startColumn; w < (x.start[j + 1] ?? 0); w += 1) {
          sum += (x.weights[w] ?? 0) * (columns[(firstColumn + w - startColumn) * 3 + c] ?? 0);
        }
        out[(i * outWidth + j) * 3 + c] = Math.min(255, Math.floor(sum + 0.5 + 1e-9));
      }
    }
  }
  return { width: outWidth, height: outHeight, data: out };
}

/** Levels stop when one tile of this size holds all. */
const SMALLEST_LEVEL_PX = 512;

/** The image and its halves down to one tile. */
export function pyramidOfImage(image: RgbImage): RgbImage[] {
  const levels = [image];
  for (let last = image; Math.max(last.width, last.height) > SMALLEST_LEVEL_PX; levels.push(last)) last = halve(last);
  return levels;
}
