import type { Level0Point } from './frames.ts';
import { outlineContacts } from './outline-contacts.ts';

/**
 * So much work goes into one outline at most: pairs of parts compared, crossings of middle lines. 10,000 corners drawn by hand need far less;
 * thousands of corners all over the place, as a file may have them, would need minutes.
 */
const MAX_WORK = { contacts: 1_500_000, strips: 3_000_000 } as const;
/** Strips of an outline that would need more, and how many corners times strips. */
const STRIPS = { least: 100, most: 4_000, timesCorners: 1_000_000 } as const;

const known = new WeakMap<readonly Level0Point[], number>();

/**
 * Area inside a closed outline by the even-odd rule, px²: what `containsPoint` holds for inside, and what is filled on screen. Exact to rounding,
 * also where the outline crosses or touches itself; only of one that crosses itself tens of thousands of times it is that of the middles of at least
 * 100 level strips (random corners: within 0.2 %). Worked out once for a list.
 *
 * @param points corners in order, level-0 px; the last joins the first; borrowed, not to be changed afterwards
 */
export function evenOddArea(points: readonly Level0Point[]): number {
  let area = known.get(points);
  if (area === undefined) known.set(points, (area = areaOf(withoutRepeats(points))));
  return area;
}

function areaOf(corners: readonly Level0Point[]): number {
  if (corners.length < 3) return 0;
  const contacts = outlineContacts(corners, MAX_WORK.contacts);
  if (contacts?.length === 0) return shoelace(corners);
  const ys = contacts && distinct(Float64Array.from([...corners.map(({ y }) => y), ...contacts]).sort());
  return (
    (ys && areaOfStrips(corners, ys, MAX_WORK.strips)) ?? areaOfStrips(corners, evenStrips(corners), Infinity) ?? 0
  );
}

function shoelace(corners: readonly Level0Point[]): number {
  let twice = 0;
  let before = corners.at(-1);
  for (const corner of corners) {
    if (before) twice += before.x * corner.y - corner.x * before.y;
    before = corner;
  }
  return Math.abs(twice) / 2;
}

/**
 * Sum over level strips of what lies between every first and second edge on the strip's middle line: exact where no edges meet within a
 * strip, for then trapezoids lie between them (Bentley and Ottmann's decomposition, without their tree: few edges cross one line).
 *
 * @param ys edges of the strips, ascending and distinct
 * @returns null where that would be more than `maxWork` crossings of a middle line
 */
function areaOfStrips(corners: readonly Level0Point[], ys: Float64Array, maxWork: number): number | null {
  const edges = corners
    .map((to, i) => ({ from: corners.at(i - 1) ?? to, to }))
    .filter(({ from, to }) => from.y !== to.y)
    .map(({ from, to }) => (from.y < to.y ? { top: from, bottom: to } : { top: to, bottom: from }))
    .sort((a, b) => a.top.y - b.top.y);
  const xs = new Float64Array(edges.length);
  let active: typeof edges = [];
  let [area, next, work] = [0, 0, 0];
  for (let strip = 0; strip + 1 < ys.length; strip++) {
    const [above, below] = [ys[strip] ?? NaN, ys[strip + 1] ?? NaN];
    const y = above + (below - above) / 2;
    active = active.filter(({ bottom }) => bottom.y > y);
    for (let edge = edges[next]; edge && edge.top.y <= y; edge = edges[++next])
      if (edge.bottom.y > y) active.push(edge);
    work += active.length;
    if (work > maxWork) return null;
    let crossed = 0;
    for (const { top, bottom } of active)
      xs[crossed++] = top.x + ((y - top.y) / (bottom.y - top.y)) * (bottom.x - top.x);
    const sorted = xs.subarray(0, crossed).sort();
    let inside = 0;
    for (let i = 0; i + 1 < crossed; i += 2) inside += (sorted[i + 1] ?? 0) - (sorted[i] ?? 0);
    area += inside * (below - above);
  }
  return area;
}

/** Strips of one height, fewer of an outline of more corners. */
function evenStrips(corners: readonly Level0Point[]): Float64Array {
  const strips = Math.round(Math.min(STRIPS.most, Math.max(STRIPS.least, STRIPS.timesCorners / corners.length)));
  const ys = Float64Array.from(corners, ({ y }) => y).sort();
  const [top, bottom] = [ys[0] ?? 0, ys.at(-1) ?? 0];
  return Float64Array.from({ length: strips + 1 }, (_, i) => top + ((bottom - top) * i) / strips);
}

/** A corner that lies on the one before would part its edge from the next. */
function withoutRepeats(points: readonly Level0Point[]): readonly Level0Point[] {
  return points.filter(({ x, y }, i) => {
    const before = points.at(i - 1);
    return x !== before?.x || y !== before.y;
  });
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((y, i) => i === 0 || y !== sorted[i - 1]);
}
