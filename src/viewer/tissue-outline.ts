import type { TissueMask } from '#core/tissue/tissue-mask.ts';

/** One closed border of the mask, along pixel edges, in mask pixels. */
export interface OutlineLoop {
  /** x, y of each corner, in order; the last joins the first. */
  readonly points: Int32Array<ArrayBuffer>;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const RIGHT = 0;
const DOWN = 1;
const LEFT = 2;
const UP = 3;
const STEP_X = [1, 0, -1, 0] as const;
const STEP_Y = [0, 1, 0, -1] as const;

/**
 * Borders between tissue and the rest as closed loops with tissue on the right hand, straight runs merged. Where two tissue pixels
 * touch only at a corner they are taken as apart.
 */
export function tissueOutline(mask: Pick<TissueMask, 'width' | 'height' | 'data'>): OutlineLoop[] {
  const { width, height, data } = mask;
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
  // Every border above a tissue pixel belongs to exactly one loop and is walked from left to right.
  const walked = new Uint8Array(width * height);
  const loops: OutlineLoop[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(x, y) || inside(x, y - 1) || walked[y * width + x]) continue;
      loops.push(walk(x, y, inside, (px, py) => (walked[py * width + px] = 1)));
    }
  }
  return loops;
}

/** Walks the loop that starts at the top left corner of tissue pixel (x, y), going right. */
function walk(
  startX: number,
  startY: number,
  inside: (x: number, y: number) => boolean,
  markTop: (x: number, y: number) => void,
): OutlineLoop {
  const points: number[] = [];
  let x = startX;
  let y = startY;
  let heading = RIGHT;
  let left = x;
  let top = y;
  let right = x;
  let bottom = y;
  do {
    points.push(x, y);
    // Straight on while the pixel on the right hand is tissue and the one on the left hand is not.
    for (;;) {
      if (heading === RIGHT) markTop(x, y);
      x += STEP_X[heading] ?? 0;
      y += STEP_Y[heading] ?? 0;
      const [rightX, rightY, leftX, leftY] = ahead(x, y, heading);
      if (!inside(rightX, rightY)) {
        heading = (heading + 1) % 4;
        break;
      }
      if (inside(leftX, leftY)) {
        heading = (heading + 3) % 4;
        break;
      }
    }
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  } while (x !== startX || y !== startY || heading !== RIGHT);
  return { points: Int32Array.from(points), left, top, right, bottom };
}

/** The pixels right and left of the next unit step from corner (x, y). */
function ahead(x: number, y: number, heading: number): readonly [number, number, number, number] {
  switch (heading) {
    case RIGHT:
      return [x, y, x, y - 1];
    case DOWN:
      return [x - 1, y, x, y];
    case LEFT:
      return [x - 1, y - 1, x - 1, y];
    case UP:
    default:
      return [x, y - 1, x - 1, y - 1];
  }
}
