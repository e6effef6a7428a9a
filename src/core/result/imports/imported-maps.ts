import type { Annotation } from '#core/annotations/annotation.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { MAP_IDS, type MapId } from '#core/model/map-ids.ts';

/** Formats of other programs that hold numbers per patch. */
export type MapsFormat = 'wsinfer-csv' | 'qupath-geojson' | 'clam-h5';

/** One number per patch under whatever name its file gives it. */
export interface NamedMap {
  /** As the file has it: text of anyone, at most {@link IMPORT_LIMITS}`.name` characters. */
  readonly name: string;
  /** float32 `[n]`, parallel to the patches; NaN where the file has no value. Not rescaled in any way. */
  readonly values: Float32Array<ArrayBuffer>;
}

/** Numbers per patch without a run: no answer, no model, and no slide that the file could be checked against. */
export interface ImportedMaps {
  readonly format: MapsFormat;
  /** Level-0 px, whole numbers, in the file's order. */
  readonly patches: readonly Level0Rect[];
  /** At least one; names differ. */
  readonly maps: readonly NamedMap[];
  readonly notes: readonly ImportNote[];
}

/** What a file of another program holds: maps, annotations or both. */
export interface ImportedFile {
  /** Null where it has none. */
  readonly maps: ImportedMaps | null;
  readonly annotations: readonly Annotation[];
  /** What was not taken of either. */
  readonly notes: readonly ImportNote[];
}

/** What of a file was not taken, or not told by it. */
export type ImportNote =
  /** Columns that hold words. */
  | { readonly kind: 'columns-left-out'; readonly names: readonly string[] }
  /** Objects of a GeoJSON that Fovea has no shape for. */
  | { readonly kind: 'objects-left-out'; readonly count: number; readonly why: LeftOut }
  /** The file does not say how large its patches are: the step between them, level-0 px. */
  | { readonly kind: 'size-from-step'; readonly sizePx: number };

export type LeftOut = 'holes' | 'not-a-rectangle' | 'polyline' | 'no-shape' | 'too-many-corners';

/** Limits on files that anyone may have written; bytes are those of the whole file. */
export const IMPORT_LIMITS = {
  bytes: 128 * 2 ** 20,
  patches: 1_000_000,
  maps: 64,
  /** Patches × maps. */
  values: 16_000_000,
  name: 200,
  coordinate: 2 ** 31 - 1,
  /** Told of a file, of all that is wrong with it. */
  problems: 20,
} as const;

/** Above this, a number has no finite float32. */
export const LARGEST_FLOAT32 = 3.4028235e38;

/** What a map is known by: one of ours, or any other by the name that its file gives it. */
export type MapKey = MapId | `file:${string}`;

/** The key of a map by its name in a file. */
export function mapKeyOfName(name: string): MapKey {
  return mapIdOfName(name) ?? `file:${name}`;
}

/** Whether a key is that of one of our maps. */
export function isMapId(key: MapKey): key is MapId {
  return !key.startsWith('file:');
}

/** The name that a map of another program has in its file. */
export function nameInFile(key: Exclude<MapKey, MapId>): string {
  return key.slice('file:'.length);
}

/** Our own map under the name that our exports give it (`task-relevance`, `task_relevance`); null for any other name. */
export function mapIdOfName(name: string): MapId | null {
  const plain = name.replaceAll('_', '-');
  return MAP_IDS.find((id) => id === plain) ?? null;
}

/**
 * How many patches lie wholly outside a slide. The finer patches of a two-scale run are counted only beyond the sixteen sizes that they can be
 * off the edge inside a coarse one.
 */
export function patchesOutside(
  { patches, maps }: Pick<ImportedMaps, 'patches' | 'maps'>,
  slide: { readonly width: number; readonly height: number },
): number {
  const ids = maps.map(({ name }) => mapIdOfName(name));
  const margin = ids.includes('cross-attention') || ids.includes('attention-product') ? 16 : 0;
  return patches.filter(
    ({ x, y, width, height }) =>
      x + width <= 0 || y + height <= 0 || x >= slide.width + margin * width || y >= slide.height + margin * height,
  ).length;
}
