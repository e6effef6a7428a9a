import type { RgbImage } from '../codecs/encoded-chunk.ts';
import type { AxisWeights } from './axis-weights.ts';

/**
 * One patch being put together from decoded chunks, in any order: each chunk adds its weighted share, so that no more than one
 * decoded chunk and one patch of sums are held at a time.
 */
export class PatchCanvas {
  readonly #x: AxisWeights;
  readonly #y: AxisWeights;
  /** float64 `[outHeight, outWidth, 3]`: weighted sums of 0..255. */
  readonly #sums: Float64Array;

  constructor(x: AxisWeights, y: AxisWeights) {
    this.#x = x;
    this.#y = y;
    this.#sums = new Float64Array(x.out * y.out * 3);
  }

  /** Adds the pixels of `image`, whose corner lies at (`left`, `top`) of the level. */
  add(image: RgbImage, left: number, top: number): void {
    const { out: outWidth } = this.#x;
    const row = new Float64Array(outWidth * 3);
    let rowOf = -1;
    const spans = clipSpans(this.#x, left, left + image.width);
    for (let i = 0; i < this.#y.out; i += 1) {
      const firstRow = this.#y.first[i] ?? 0;
      const startWeight = this.#y.start[i] ?? 0;
      const from = Math.max(firstRow, top);
      const to = Math.min(firstRow + (this.#y.start[i + 1] ?? 0) - startWeight, top + image.height);
      for (let y = from; y < to; y += 1) {
        if (rowOf !== y) {
          this.#shrinkRow(row, image, y - top, left, spans);
          rowOf = y;
        }
        const weight = this.#y.weights[startWeight + y - firstRow] ?? 0;
        const at = i * outWidth * 3;
        for (let k = spans.firstOut * 3; k < spans.endOut * 3; k += 1) {
          this.#sums[at + k] = (this.#sums[at + k] ?? 0) + weight * (row[k] ?? 0);
        }
      }
    }
  }

  /** Horizontal pass over one row of a chunk. */
  #shrinkRow(row: Float64Array, { width, data }: RgbImage, y: number, left: number, spans: ClippedSpans): void {
    const { weights } = this.#x;
    const base = (y * width - left) * 3;
    for (let i = spans.firstOut; i < spans.endOut; i += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      const end = spans.end[i] ?? 0;
      let at = spans.weightAt[i] ?? 0;
      for (let x = spans.first[i] ?? 0; x < end; x += 1, at += 1) {
        const weight = weights[at] ?? 0;
        const pixel = base + x * 3;
        red += weight * (data[pixel] ?? 0);
        green += weight * (data[pixel + 1] ?? 0);
        blue += weight * (data[pixel + 2] ?? 0);
      }
      row[i * 3] = red;
      row[i * 3 + 1] = green;
      row[i * 3 + 2] = blue;
    }
  }

  /** Writes uint8 `[outHeight, outWidth, 3]` at `offset` of `target`, rounded half up; what was never covered is white. */
  writeTo(target: Uint8Array, offset: number): void {
    const { out: outWidth, inside: insideX } = this.#x;
    let at = 0;
    for (let i = 0; i < this.#y.out; i += 1) {
      const insideRow = this.#y.inside[i] ?? 0;
      for (let j = 0; j < outWidth; j += 1) {
        const white = 255 * (1 - insideRow * (insideX[j] ?? 0));
        for (let c = 0; c < 3; c += 1, at += 1) {
          // Sums of weights carry errors of 1e-15: without the small push a half would sometimes round down.
          target[offset + at] = Math.min(255, Math.floor((this.#sums[at] ?? 0) + white + 0.5 + 1e-9));
        }
      }
    }
  }
}

/** For each output column the part of its source pixels that lies in one chunk. */
interface ClippedSpans {
  readonly firstOut: number;
  readonly endOut: number;
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly weightAt: Int32Array;
}

function clipSpans(axis: AxisWeights, left: number, right: number): ClippedSpans {
  const first = new Int32Array(axis.out);
  const end = new Int32Array(axis.out);
  const weightAt = new Int32Array(axis.out);
  let firstOut = axis.out;
  let endOut = 0;
  for (let i = 0; i < axis.out; i += 1) {
    const from = axis.first[i] ?? 0;
    const start = axis.start[i] ?? 0;
    const to = from + (axis.start[i + 1] ?? 0) - start;
    const clippedFirst = Math.max(from, left);
    const clippedEnd = Math.min(to, right);
    first[i] = clippedFirst;
    end[i] = clippedEnd;
    weightAt[i] = start + clippedFirst - from;
    if (clippedEnd > clippedFirst) {
      firstOut = Math.min(firstOut, i);
      endOut = i + 1;
    }
  }
  return { firstOut: Math.min(firstOut, endOut), endOut, first, end, weightAt };
}
