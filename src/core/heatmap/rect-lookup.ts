/**
 * Finds which of many rectangles, lying anywhere and over each other, holds a point. Made once per list in linear time and in at most six
 * int32 a rectangle, whatever they cover. A search looks at rectangles near the point only.
 */
export interface RectLookup {
  /** float64 `[n, 4]`: x, y, width, height; half-open. Borrowed. */
  readonly rects: Float64Array;
  /**
   * Which sizes of cells there are, as powers of two. A rectangle is filed under the smallest cells that are no smaller than itself: it meets
   * at most four of them.
   */
  readonly levels: readonly number[];
  /** int32 `[a power of two]`: the first entry of each bucket, −1 for none. A cell's bucket is its hash. */
  readonly heads: Int32Array<ArrayBuffer>;
  /** int32 `[4 n]`: the entry after each one in its bucket, −1 at the end. Entry e is of rectangle e >> 2; those of a bucket go down. */
  readonly next: Int32Array<ArrayBuffer>;
}

/** Rectangles longer or farther out than this, level-0 px, are filed under one cell that is everywhere: beyond, a cell's number is not exact. */
const FARTHEST_PX = 2 ** 31;
const EVERYWHERE = 32;

/** @param rects float64 `[n, 4]`: x, y, width, height; those without an inside, and those that are no numbers, hold no point */
export function rectLookup(rects: Float64Array): RectLookup {
  const n = rects.length >> 2;
  const heads = new Int32Array(1 << Math.min(30, Math.max(4, 32 - Math.clz32(n)))).fill(-1);
  const next = new Int32Array(n * 4).fill(-1);
  const isUsed = new Uint8Array(EVERYWHERE + 1);
  for (let i = 0; i < n; i++) {
    const left = rects[i * 4] ?? NaN;
    const top = rects[i * 4 + 1] ?? NaN;
    const right = left + (rects[i * 4 + 2] ?? NaN);
    const bottom = top + (rects[i * 4 + 3] ?? NaN);
    if (!(right > left && bottom > top)) continue;
    let level = levelFor(left, top, right, bottom);
    // Rounding may let one that is as long as a cell reach into a third.
    while (isOverTwoCells(left, right, level) || isOverTwoCells(top, bottom, level)) level++;
    isUsed[level] = 1;
    const firstColumn = cellOf(left, level);
    const lastColumn = cellOf(right, level);
    const firstRow = cellOf(top, level);
    const lastRow = cellOf(bottom, level);
    let entry = i * 4;
    for (let row = firstRow; row <= lastRow; row++)
      for (let column = firstColumn; column <= lastColumn; column++, entry++) {
        const bucket = bucketOf(heads, level, column, row);
        next[entry] = heads[bucket] ?? -1;
        heads[bucket] = entry;
      }
  }
  return { rects, levels: [...isUsed.keys()].filter((level) => isUsed[level] === 1), heads, next };
}

/** Index of the rectangle that holds a point, null where none does; of several the last in the list. */
export function lastRectAt({ rects, levels, heads, next }: RectLookup, x: number, y: number): number | null {
  let found = -1;
  for (const level of levels) {
    // Down the list: the first that holds the point is the last of its size, and those below one already found are of no use.
    for (
      let entry = heads[bucketOf(heads, level, cellOf(x, level), cellOf(y, level))] ?? -1;
      entry >> 2 > found;
      entry = next[entry] ?? -1
    ) {
      const at = entry & ~3;
      const left = rects[at] ?? NaN;
      const top = rects[at + 1] ?? NaN;
      if (x < left || y < top || !(x < left + (rects[at + 2] ?? NaN)) || !(y < top + (rects[at + 3] ?? NaN))) continue;
      found = entry >> 2;
      break;
    }
  }
  return found < 0 ? null : found;
}

/** Exponent of the smallest cell, as a power of two, that is as long as the rectangle. */
function levelFor(left: number, top: number, right: number, bottom: number): number {
  const longest = Math.max(right - left, bottom - top);
  const farthest = Math.max(Math.abs(left), Math.abs(top), Math.abs(right), Math.abs(bottom));
  if (!(farthest <= FARTHEST_PX && longest <= FARTHEST_PX)) return EVERYWHERE;
  return longest <= 1 ? 0 : 32 - Math.clz32(Math.ceil(longest) - 1);
}

function isOverTwoCells(from: number, to: number, level: number): boolean {
  return cellOf(to, level) - cellOf(from, level) > 1;
}

function cellOf(position: number, level: number): number {
  return level === EVERYWHERE ? 0 : Math.floor(position / 2 ** level);
}

function bucketOf(heads: Int32Array, level: number, column: number, row: number): number {
  const hash = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca77) ^ Math.imul(level, 0xc2b2ae3d);
  return (hash ^ (hash >>> 15)) & (heads.length - 1);
}
