import { shortened, wrongAt } from '#core/errors/problems.ts';
import type { Annotation } from '#core/annotations/annotation.ts';
import { ANNOTATION_LIMITS } from '#core/annotations/annotation.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import { FileProblems, isFloat32 } from './file-problems.ts';
import { annotationsOf, type AnnotationStamp } from './geojson-annotations.ts';
import { isRecord, shapesOfGeometry } from './geojson-shapes.ts';
import { IMPORT_LIMITS, type ImportedFile, type ImportedMaps, type LeftOut } from './imported-maps.ts';
import { NameList } from './map-names.ts';
import { patchOfEdges } from './patch-rect.ts';

/**
 * Reads a GeoJSON file as QuPath, WSInfer and Fovea write them: a FeatureCollection, a list of features (QuPath before 0.3) or one feature, in level-0 px.
 * Tiles and detections that are upright rectangles become patches with a map per measurement (an object of numbers, or the older list
 * of `{name, value}`); annotations become annotations. Other detections (cells) are no patches: left out and counted.
 *
 * @param name of the file, for messages
 * @param stamp ids and the time of annotations whose file gives none
 * @throws FoveaError `result/invalid`, each bad object with its number, counted from 1
 */
export function readGeoJson(text: string, name: string, stamp: AnnotationStamp): ImportedFile {
  const problems = new FileProblems(name);
  const features = featuresOf(text, problems);
  const tiles = new TileTable(problems);
  const leftOut = new Map<LeftOut, number>();
  const annotations: Annotation[] = [];
  const ids = new Set<string>();
  for (const [i, feature] of features.entries()) {
    const object = i + 1;
    if (!isRecord(feature) || feature['type'] !== 'Feature') {
      problems.add({ code: 'geojson-no-feature', object });
      continue;
    }
    const properties = isRecord(feature['properties']) ? feature['properties'] : {};
    const type = objectType(feature, properties);
    // QuPath writes the whole image as a root object.
    if (type === 'root') continue;
    const read = shapesOfGeometry(feature['geometry']);
    if ('problem' in read) problems.add({ code: 'geojson-geometry', object, why: read.problem });
    else if ('leftOut' in read) leftOut.set(read.leftOut, (leftOut.get(read.leftOut) ?? 0) + 1);
    else if (type === 'annotation') {
      // Before they are made: one object may hold any number of points.
      if (annotations.length + read.shapes.length > ANNOTATION_LIMITS.perSlide)
        throw problems.with({ code: 'too-many-annotations', most: ANNOTATION_LIMITS.perSlide });
      for (const one of annotationsOf(read.shapes, { feature, properties }, stamp, ids)) annotations.push(one);
    } else {
      const [shape, another] = read.shapes;
      if (shape?.kind === 'rectangle' && !another) tiles.add(shape.rect, properties['measurements'], object);
      else leftOut.set('not-a-rectangle', (leftOut.get('not-a-rectangle') ?? 0) + 1);
    }
  }
  problems.throwIfAny();
  const notes = Array.from(leftOut, ([why, count]) => ({ kind: 'objects-left-out' as const, count, why }));
  const maps = tiles.maps();
  if (!maps && annotations.length === 0) {
    const others = notes.reduce((sum, { count }) => sum + count, 0);
    throw problems.with({ code: 'geojson-nothing', others });
  }
  return { maps: maps && { ...maps, notes }, annotations, notes };
}

/** Whether a text begins as GeoJSON does, to tell it from other JSON by its first part. */
export function looksLikeGeoJson(beginning: string): boolean {
  return /^\s*(?:\[\s*)?\{/.test(beginning) && /"type"\s*:\s*"Feature(?:Collection)?"/.test(beginning);
}

function featuresOf(text: string, problems: FileProblems): readonly unknown[] {
  let value: unknown;
  try {
    value = parseBoundedJson(text);
  } catch (cause) {
    throw problems.with({ code: 'not-json', position: wrongAt(cause) }, cause);
  }
  const features: unknown = isRecord(value) ? (value['type'] === 'Feature' ? [value] : value['features']) : value;
  if (!Array.isArray(features)) throw problems.with({ code: 'geojson-no-features' });
  if (features.length > IMPORT_LIMITS.patches)
    throw problems.with({ code: 'geojson-too-many-objects', objects: features.length, most: IMPORT_LIMITS.patches });
  return features as unknown[];
}

/** What QuPath calls the object; plain GeoJSON counts as annotations, as it does there. */
function objectType(
  feature: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, unknown>>,
): 'annotation' | 'measured' | 'root' {
  // `id` was the type's name up to QuPath 0.2.
  const stated = properties['objectType'] ?? properties['object_type'] ?? feature['id'];
  switch (stated) {
    case 'tile':
    case 'detection':
    case 'cell':
    case 'PathTileObject':
    case 'PathDetectionObject':
    case 'PathCellObject':
      return 'measured';
    case 'root':
    case 'PathRootObject':
      return 'root';
    default:
      return 'annotation';
  }
}

/** Patches and their measurements as they come. */
class TileTable {
  readonly #patches: Level0Rect[] = [];
  /** By measurement: its values by patch, as far as known. */
  readonly #values = new Map<string, number[]>();
  readonly #names: NameList;

  constructor(private readonly problems: FileProblems) {
    this.#names = new NameList(problems, 'measurements');
  }

  add(rect: Level0Rect, measurements: unknown, object: number): void {
    const patch = patchOfEdges(rect.x, rect.y, rect.x + rect.width, rect.y + rect.height);
    if (!patch) {
      this.problems.add({ code: 'geojson-small-tile', object });
      return;
    }
    const row = this.#patches.push(patch) - 1;
    this.#checkCount();
    for (const [name, value] of entriesOf(measurements)) {
      // QuPath writes NaN, which JSON cannot, as text or null.
      if (value === null || value === 'NaN') continue;
      if (typeof value !== 'number' || !isFloat32(value)) {
        this.problems.add({ code: 'geojson-measurement', object, name: shortened(name) });
        continue;
      }
      let values = this.#values.get(name);
      if (!values) {
        if (!this.#names.add(name)) continue;
        this.#values.set(name, (values = []));
        this.#checkCount();
      }
      while (values.length < row) values.push(NaN);
      if (values.length === row) values.push(value);
      else this.problems.add({ code: 'geojson-measurement-twice', object, name: shortened(name) });
    }
  }

  /** Every measurement is kept for every patch, however few have it. */
  #checkCount(): void {
    if (this.#patches.length * this.#values.size > IMPORT_LIMITS.values)
      throw this.problems.with({ code: 'too-many-values', most: IMPORT_LIMITS.values });
  }

  /** Null where no tile has a measurement. */
  maps(): Omit<ImportedMaps, 'notes'> | null {
    if (this.#values.size === 0) return null;
    const maps = Array.from(this.#values, ([name, known]) => {
      const values = new Float32Array(this.#patches.length).fill(NaN);
      values.set(known);
      return { name, values };
    });
    return { format: 'qupath-geojson', patches: this.#patches, maps };
  }
}

/** Names and values of measurements in either form; nothing where there are none. */
function entriesOf(measurements: unknown): (readonly [string, unknown])[] {
  if (isRecord(measurements)) return Object.entries(measurements);
  if (!Array.isArray(measurements)) return [];
  return (measurements as unknown[]).flatMap((one) =>
    isRecord(one) && typeof one['name'] === 'string' ? [[one['name'], one['value']] as const] : [],
  );
}
