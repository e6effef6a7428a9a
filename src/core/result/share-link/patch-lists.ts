import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { isSameList } from '#core/geometry/same-rects.ts';
import { finePatches } from '#core/patches/two-scale-plan.ts';
import { MalformedBytes } from './bytes.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** The three forms of a list of patches; the number is what stands in the link. */
const FORM = { table: 0, list: 1, inside: 2 } as const;

/** What a two-scale plan says about the patches inside the coarse ones. */
export interface InsidePlan {
  readonly stepPx: number;
  readonly scale?: number;
}

/** Bounds that a list from a link must keep. */
export interface PatchBounds {
  /** Patches that may still come, over all lists. */
  readonly most: number;
  readonly coordinate: number;
}

/** A part of one axis that patches cover: its first pixel and its length. */
interface Interval {
  readonly start: number;
  readonly length: number;
}

/**
 * Writes patches so that {@link readPatchList} gives the very same rectangles in the same order. Those of a grid, whatever its rounding, as
 * columns, rows and which of the cells are taken; those inside coarse patches as just that; others one by one, each by its difference to the last.
 *
 * @param coarse the first list of the link; null while this is it
 */
export function writePatchList(
  to: ByteWriter,
  patches: readonly Level0Rect[],
  coarse: readonly Level0Rect[] | null,
  plan: InsidePlan,
): void {
  const { stepPx, scale } = plan;
  if (coarse && scale !== undefined && isSameList(patches, finePatches(coarse, { stepPx, scale }))) {
    to.unsigned(FORM.inside);
    return;
  }
  const columns = intervals(patches, ({ x, width }) => ({ start: x, length: width }));
  const rows = intervals(patches, ({ y, height }) => ({ start: y, length: height }));
  for (const isByColumn of [false, true]) {
    const cells = patches.map((_, i) => {
      const [column, row] = [columns.of[i] ?? 0, rows.of[i] ?? 0];
      return isByColumn ? column * rows.list.length + row : row * columns.list.length + column;
    });
    if (!cells.every((cell, i) => i === 0 || cell > (cells[i - 1] ?? 0))) continue;
    to.unsigned(FORM.table);
    to.unsigned(isByColumn ? 1 : 0);
    writeIntervals(to, columns.list);
    writeIntervals(to, rows.list);
    writeRuns(to, cells);
    return;
  }
  to.unsigned(FORM.list);
  to.unsigned(patches.length);
  // One kind of number after the other: neighbours that are alike compress.
  for (const key of ['x', 'y', 'width', 'height'] as const) {
    let last = 0;
    for (const patch of patches) {
      to.signed(patch[key] - last);
      last = patch[key];
    }
  }
}

/** @throws MalformedBytes for what breaks off, leaves its bounds or is no list */
export function readPatchList(
  from: ByteReader,
  coarse: readonly Level0Rect[] | null,
  plan: InsidePlan,
  bounds: PatchBounds,
): Level0Rect[] {
  const form = from.unsigned();
  if (form === FORM.inside) return readInside(coarse, plan, bounds);
  if (form === FORM.table) return readTable(from, bounds);
  if (form === FORM.list) return readList(from, bounds);
  throw new MalformedBytes({ code: 'link-patch-form', form });
}

function readInside(coarse: readonly Level0Rect[] | null, { stepPx, scale }: InsidePlan, bounds: PatchBounds) {
  if (!coarse || scale === undefined) throw new MalformedBytes({ code: 'link-patch-inside' });
  checkCount(coarse.length * scale ** 2, bounds);
  const inside = finePatches(coarse, { stepPx, scale });
  for (const patch of inside) checkPatch(patch, bounds);
  return inside;
}

function readTable(from: ByteReader, bounds: PatchBounds): Level0Rect[] {
  const order = from.unsigned();
  if (order > 1) throw new MalformedBytes({ code: 'link-patch-order', order });
  const columns = readIntervals(from, bounds);
  const rows = readIntervals(from, bounds);
  const count = from.unsigned();
  checkCount(count, bounds);
  const patches: Level0Rect[] = [];
  let cell = 0;
  while (patches.length < count) {
    cell += from.unsigned();
    const run = from.unsigned();
    if (run === 0 || run > count - patches.length) throw new MalformedBytes({ code: 'link-patch-runs' });
    for (let k = 0; k < run; k++, cell++) {
      const across = order === 1 ? rows.length : columns.length;
      const [major, minor] = [Math.floor(cell / across), cell % across];
      const column = columns[order === 1 ? major : minor];
      const row = rows[order === 1 ? minor : major];
      if (!column || !row) throw new MalformedBytes({ code: 'link-patch-cell' });
      patches.push(level0Rect(column.start, row.start, column.length, row.length));
    }
  }
  return patches;
}

function readList(from: ByteReader, bounds: PatchBounds): Level0Rect[] {
  const count = from.unsigned();
  checkCount(count, bounds);
  const read = (): number[] => {
    const numbers: number[] = [];
    let last = 0;
    for (let i = 0; i < count; i++) numbers.push((last += from.signed()));
    return numbers;
  };
  const [x, y, width, height] = [read(), read(), read(), read()];
  return x.map((left, i) => {
    const patch = level0Rect(left, y[i] ?? 0, width[i] ?? 0, height[i] ?? 0);
    checkPatch(patch, bounds);
    return patch;
  });
}

function checkCount(count: number, { most }: PatchBounds): void {
  if (count > most) throw new MalformedBytes({ code: 'link-too-many-patches', patches: count, most });
}

function checkPatch({ x, y, width, height }: Level0Rect, { coordinate }: PatchBounds): void {
  for (const [start, length] of [
    [x, width],
    [y, height],
  ] as const)
    if (!(length >= 1 && length <= coordinate && Math.abs(start) <= coordinate))
      throw new MalformedBytes({ code: 'link-patch-size' });
}

/** The distinct intervals in ascending order, and which of them each patch has. */
function intervals(patches: readonly Level0Rect[], intervalOf: (patch: Level0Rect) => Interval) {
  const known = new Map<string, Interval>();
  const keys = patches.map((patch) => {
    const interval = intervalOf(patch);
    const key = `${interval.start} ${interval.length}`;
    known.set(key, interval);
    return key;
  });
  const sorted = [...known].sort(([, a], [, b]) => a.start - b.start || a.length - b.length);
  const index = new Map(sorted.map(([key], i) => [key, i]));
  return { list: sorted.map(([, interval]) => interval), of: keys.map((key) => index.get(key) ?? 0) };
}

/** Gaps to the end of the last interval and changes of length: next to nothing but zeros where patches touch. */
function writeIntervals(to: ByteWriter, list: readonly Interval[]): void {
  to.unsigned(list.length);
  let end = 0;
  let length = 0;
  for (const interval of list) {
    to.signed(interval.start - end);
    to.signed(interval.length - length);
    end = interval.start + interval.length;
    ({ length } = interval);
  }
}

function readIntervals(from: ByteReader, bounds: PatchBounds): Interval[] {
  const count = from.unsigned();
  checkCount(count, bounds);
  const list: Interval[] = [];
  let end = 0;
  let length = 0;
  for (let i = 0; i < count; i++) {
    const start = end + from.signed();
    length += from.signed();
    checkPatch(level0Rect(start, 0, length, 1), bounds);
    list.push({ start, length });
    end = start + length;
  }
  return list;
}

/** Ascending cells as their number and pairs of (cells left out, cells taken). */
function writeRuns(to: ByteWriter, cells: readonly number[]): void {
  to.unsigned(cells.length);
  let next = 0;
  for (let i = 0; i < cells.length;) {
    const first = cells[i] ?? 0;
    let run = 1;
    while (cells[i + run] === first + run) run++;
    to.unsigned(first - next);
    to.unsigned(run);
    next = first + run;
    i += run;
  }
}
