import { gridOfList, rememberGrid } from '#core/heatmap/grid-of-list.ts';
import { gridOfRects, type PatchGrid } from '#core/heatmap/patch-grid.ts';
import { level0Rect, type Level0Rect } from '#core/geometry/frames.ts';
import type { ImportedFile, ImportedMaps } from '#core/result/imports/imported-maps.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { PatchMap } from '#core/result/run-result.ts';

/**
 * A list of patches as it crosses between threads: numbers, and their grid, which is found where it keeps nobody waiting. As objects,
 * 300,000 patches would hold the page for tenths of a second.
 */
interface SentPatches {
  /** int32 `[n, 4]`: x, y, width, height, level-0 px. */
  readonly numbers: Int32Array<ArrayBuffer>;
  readonly grid: PatchGrid;
}

/** A result as it crosses between threads; lists of patches by their place in `lists`. */
export interface SentResult extends Omit<QuestionedResult, 'patches' | 'maps'> {
  readonly lists: readonly SentPatches[];
  readonly patches: number;
  readonly maps: readonly (Omit<PatchMap, 'patches'> & { readonly patches?: number })[];
}

/** What was read from another program's file, likewise. */
export interface SentFile extends Omit<ImportedFile, 'maps'> {
  readonly maps: (Omit<ImportedMaps, 'patches'> & { readonly patches: SentPatches }) | null;
}

type GridOf = (patches: readonly Level0Rect[]) => PatchGrid;

function sentPatches(patches: readonly Level0Rect[], gridOf: GridOf = gridOfRects): SentPatches {
  const numbers = new Int32Array(patches.length * 4);
  let at = 0;
  for (const { x, y, width, height } of patches) {
    numbers[at++] = x;
    numbers[at++] = y;
    numbers[at++] = width;
    numbers[at++] = height;
  }
  return { numbers, grid: gridOf(patches) };
}

/** The list, its grid known. */
function receivedPatches({ numbers, grid }: SentPatches): readonly Level0Rect[] {
  const patches = Array.from({ length: numbers.length >> 2 }, (_, i) =>
    level0Rect(numbers[i * 4] ?? NaN, numbers[i * 4 + 1] ?? NaN, numbers[i * 4 + 2] ?? NaN, numbers[i * 4 + 3] ?? NaN),
  );
  rememberGrid(patches, grid);
  return patches;
}

/** What may change owner with a list. */
function buffersOf({ numbers, grid }: SentPatches): ArrayBuffer[] {
  if (grid.kind === 'regular') return [numbers, grid.cellOfPatch, grid.patchOfCell].map(({ buffer }) => buffer);
  const { heads, next } = grid.lookup;
  return [numbers, grid.rects, heads, next].map(({ buffer }) => buffer);
}

/** Maps on one list of patches share it on the other side too. What {@link buffersOfResult} names is the other side's to have. */
export function sentResult(result: QuestionedResult): SentResult {
  return resultWith(gridOfRects, result);
}

/** The same with the grids that are known here and stay here: of this, {@link numbersOfResult} alone may change owner. */
export function lentResult(result: QuestionedResult): SentResult {
  return resultWith(gridOfList, result);
}

function resultWith(gridOf: GridOf, { patches, maps, ...rest }: QuestionedResult): SentResult {
  const known = [...new Set([patches, ...maps.map((map) => map.patches ?? patches)])];
  return {
    ...rest,
    lists: known.map((list) => sentPatches(list, gridOf)),
    patches: known.indexOf(patches),
    maps: maps.map(({ patches: own, ...map }) => (own ? { ...map, patches: known.indexOf(own) } : map)),
  };
}

/** What may change owner with a result. */
export function buffersOfResult({ lists, maps }: SentResult): ArrayBuffer[] {
  return [...lists.flatMap(buffersOf), ...maps.map(({ values }) => values.buffer)];
}

/** What may change owner with a lent result: the numbers of its patches, which are a copy. */
export function numbersOfResult({ lists }: SentResult): ArrayBuffer[] {
  return lists.map(({ numbers }) => numbers.buffer);
}

/** @throws RangeError where the result names a list that it does not bring */
export function receivedResult({ lists, patches, maps, ...rest }: SentResult): QuestionedResult {
  const known = lists.map(receivedPatches);
  const list = (index: number): readonly Level0Rect[] => {
    const found = known[index];
    if (!found) throw new RangeError(`list ${index} of ${known.length}`);
    return found;
  };
  return {
    ...rest,
    patches: list(patches),
    maps: maps.map(({ patches: own, ...map }) => (own === undefined ? map : { ...map, patches: list(own) })),
  };
}

export function sentFile({ maps, ...rest }: ImportedFile): SentFile {
  return { ...rest, maps: maps && { ...maps, patches: sentPatches(maps.patches) } };
}

/** What may change owner with a file. */
export function buffersOfFile({ maps }: SentFile): ArrayBuffer[] {
  return maps ? [...buffersOf(maps.patches), ...maps.maps.map(({ values }) => values.buffer)] : [];
}

export function receivedFile({ maps, ...rest }: SentFile): ImportedFile {
  return { ...rest, maps: maps && { ...maps, patches: receivedPatches(maps.patches) } };
}
