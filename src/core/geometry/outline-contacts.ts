import type { Level0Point } from './frames.ts';

/** Edges in one leaf of the tree. */
const LEAF = 4;

/**
 * Where a closed outline crosses or touches itself, as y in its own unit: of crossings that of the crossing point, of contacts in a corner or
 * along an edge some y of it, in no order. Nothing for an outline whose edges meet only where one follows the other; where rounding leaves it
 * open, they are said to touch.
 *
 * Boxes around ever shorter parts of the outline are held against each other, so that of an outline drawn by hand only what lies close
 * together is looked at, whatever its number of corners.
 *
 * @param corners at least three, none on the one before; the last joins the first; borrowed
 * @returns null where more than `maxWork` boxes and edges would have to be compared
 */
export function outlineContacts(corners: readonly Level0Point[], maxWork: number): readonly number[] | null {
  const n = corners.length;
  const at = (i: number): Level0Point => corners[i === n ? 0 : i] ?? ORIGIN;
  const boxes = boxesOf(corners);
  const ys: number[] = [];
  let work = 0;
  // Parts of the outline as spans of edges, each pair to be held against each other; a part and itself for what lies within it.
  const pairs: (readonly [number, number])[] = [[1, 1]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    if (++work > maxWork) return null;
    const [a, b] = pair;
    if (a !== b && !overlap(boxes.box, a, b)) continue;
    if (boxes.isLeaf(a) && boxes.isLeaf(b)) {
      for (let i = boxes.from(a); i < Math.min(boxes.from(a) + LEAF, n); i++)
        for (let j = a === b ? i + 2 : boxes.from(b); j < Math.min(boxes.from(b) + LEAF, n); j++) {
          if (j === i + 1 || (i === 0 && j === n - 1) || (j === 0 && i === n - 1)) continue;
          work++;
          const y = contactOf(at(i), at(i + 1), at(j), at(j + 1));
          if (y !== null) ys.push(y);
        }
    } else if (a === b) pairs.push([2 * a, 2 * a], [2 * a + 1, 2 * a + 1], [2 * a, 2 * a + 1]);
    else pairs.push([2 * a, 2 * b], [2 * a, 2 * b + 1], [2 * a + 1, 2 * b], [2 * a + 1, 2 * b + 1]);
  }
  return ys;
}

const ORIGIN: Level0Point = { x: 0, y: 0 };

/** A binary tree over the edges, node 1 for all of them and 2i, 2i + 1 for the halves of i; left, top, right and bottom of each. */
function boxesOf(corners: readonly Level0Point[]) {
  const n = corners.length;
  let leaves = 1;
  while (leaves * LEAF < n) leaves *= 2;
  const box = new Float64Array(8 * leaves);
  for (let node = 2 * leaves - 1; node > 0; node--) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const add = (x0: number, y0: number, x1: number, y1: number) => {
      left = Math.min(left, x0);
      top = Math.min(top, y0);
      right = Math.max(right, x1);
      bottom = Math.max(bottom, y1);
    };
    if (node < leaves) {
      for (const half of [8 * node, 8 * node + 4])
        add(box[half] ?? 0, box[half + 1] ?? 0, box[half + 2] ?? 0, box[half + 3] ?? 0);
    } else {
      const from = (node - leaves) * LEAF;
      // The end of an edge is the beginning of the next.
      for (let i = from; i <= Math.min(from + LEAF, n) && from < n; i++) {
        const { x, y } = corners[i % n] ?? ORIGIN;
        add(x, y, x, y);
      }
    }
    box.set([left, top, right, bottom], 4 * node);
  }
  return { box, isLeaf: (node: number) => node >= leaves, from: (node: number) => (node - leaves) * LEAF };
}

function overlap(box: Float64Array, a: number, b: number): boolean {
  const at = (node: number, side: number) => box[4 * node + side] ?? NaN;
  return at(a, 0) <= at(b, 2) && at(b, 0) <= at(a, 2) && at(a, 1) <= at(b, 3) && at(b, 1) <= at(a, 3);
}

/** y of where two edges meet; null where they do not. */
function contactOf(a: Level0Point, b: Level0Point, p: Level0Point, q: Level0Point): number | null {
  if (Math.max(a.x, b.x) < Math.min(p.x, q.x) || Math.max(p.x, q.x) < Math.min(a.x, b.x)) return null;
  if (Math.max(a.y, b.y) < Math.min(p.y, q.y) || Math.max(p.y, q.y) < Math.min(a.y, b.y)) return null;
  const [toP, toQ] = [turn(a, b, p), turn(a, b, q)];
  if ((toP > 0 && toQ > 0) || (toP < 0 && toQ < 0)) return null;
  const [toA, toB] = [turn(p, q, a), turn(p, q, b)];
  if ((toA > 0 && toB > 0) || (toA < 0 && toB < 0)) return null;
  return toP === toQ ? p.y : p.y + (q.y - p.y) * (toP / (toP - toQ));
}

/** Rounding's share in `turn`, as part of its two products (Shewchuk 1997: 3 units in the last place). */
const ROUNDING = 4 * Number.EPSILON;

/** On which side of a line a point lies: twice the area of the triangle, 0 where rounding leaves it open. */
function turn(a: Level0Point, b: Level0Point, p: Level0Point): number {
  const left = (a.x - p.x) * (b.y - p.y);
  const right = (a.y - p.y) * (b.x - p.x);
  const twice = left - right;
  return Math.abs(twice) <= ROUNDING * (Math.abs(left) + Math.abs(right)) ? 0 : twice;
}
