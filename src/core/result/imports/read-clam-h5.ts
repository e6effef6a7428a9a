import { shortened, type Problem } from '#core/errors/problems.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { CLAM, FOVEA_H5 } from '../clam-h5.ts';
import type { H5Found, H5Source } from '../h5-content.ts';
import { FileProblems, isFloat32 } from './file-problems.ts';
import { IMPORT_LIMITS, mapIdOfName, type ImportNote, type ImportedMaps, type NamedMap } from './imported-maps.ts';
import { NameList } from './map-names.ts';
import { patchOfEdges } from './patch-rect.ts';
import { stepOf } from './patch-step.ts';

/**
 * Reads attention as CLAM's heatmap script stores it, and files of Fovea: `coords` `[N, 2]`, level-0 px, and scores `[N]`, `[N, 1]` or, for a
 * map per class, `[N, C]`: `attention_scores` and any other dataset of N numbers. Patch sizes: from our `patch_sizes`, else from the attributes of
 * `coords` (`patch_size_level0`, or `patch_size` × `downsample`), else the step between neighbours, which a note says.
 *
 * @param name of the file, for messages
 * @throws FoveaError `result/invalid`
 */
export function readClamH5(file: H5Source, name: string): ImportedMaps {
  const problems = new FileProblems(name);
  const found = new Map(file.datasets.map((dataset) => [dataset.name, dataset]));
  const coords = found.get(CLAM.coords);
  if (!coords) throw problems.with({ code: 'h5-no-coords', name: CLAM.coords });
  const [n = 0, pair] = coords.shape;
  if (coords.kind !== 'numbers' || coords.shape.length !== 2 || pair !== 2 || n === 0)
    throw problems.with({ code: 'h5-bad-coords', name: CLAM.coords });
  if (n > IMPORT_LIMITS.patches)
    throw problems.with({ code: 'h5-too-many-patches', patches: n, most: IMPORT_LIMITS.patches });

  const scores = file.datasets.filter((dataset) => isScores(dataset, n));
  if (scores.length === 0) throw problems.with(whyNoScores(found.get(CLAM.scores), n));
  // Before any is read: a small file can claim, and unpack to, far more than the memory holds.
  const count = scores.reduce((sum, dataset) => sum + columnsOf(dataset, n), 0);
  if (n * count > IMPORT_LIMITS.values)
    throw problems.with({ code: 'h5-too-many-values', patches: n, maps: count, most: IMPORT_LIMITS.values });
  const corners = file.numbers(CLAM.coords);
  const sizes = sizesOf(file, found, corners, problems);
  const patches: Level0Rect[] = [];
  for (let i = 0; i < n; i++) {
    const [x = NaN, y = NaN] = corners.subarray(i * 2, i * 2 + 2);
    const [width = NaN, height = NaN] = sizes.of(i);
    const patch = patchOfEdges(x, y, x + width, y + height);
    if (patch) patches.push(patch);
    else problems.add({ code: 'h5-bad-patch', row: i + 1, x, y, width, height });
  }
  const names = new NameList(problems, 'datasets');
  const maps = scores.flatMap((dataset) => mapsOf(dataset, n, file, names, problems));
  problems.throwIfAny();
  return { format: 'clam-h5', patches, maps, notes: sizes.notes };
}

function isScores({ name, kind, shape }: H5Found, n: number): boolean {
  const [rows, columns = 1, ...more] = shape;
  if (kind !== 'numbers' || name === CLAM.coords || name === FOVEA_H5.sizes || more.length > 0) return false;
  // A wide dataset is features, unless CLAM's name says otherwise.
  if (name === CLAM.scores) return (rows === n && columns <= IMPORT_LIMITS.maps) || (rows === 1 && columns === n);
  return rows === n && columns === 1;
}

function whyNoScores(scores: H5Found | undefined, n: number): Problem {
  return scores
    ? { code: 'h5-bad-scores', name: CLAM.scores, shape: scores.shape, patches: n }
    : { code: 'h5-no-scores', name: CLAM.scores };
}

/** One row of N numbers is one column of them. */
function columnsOf({ shape }: H5Found, n: number): number {
  return shape[0] === n ? (shape[1] ?? 1) : 1;
}

/** One map per column; named by our map that its attribute says, else by the dataset. */
function mapsOf(dataset: H5Found, n: number, file: H5Source, names: NameList, problems: FileProblems): NamedMap[] {
  const { name } = dataset;
  const all = file.float32s(name);
  const columns = columnsOf(dataset, n);
  const stated = file.attribute(name, FOVEA_H5.map);
  const ours = typeof stated === 'string' ? mapIdOfName(stated) : null;
  return Array.from({ length: columns }, (_, column): NamedMap => {
    const own = columns > 1 ? `${name}_${column + 1}` : (ours ?? name);
    names.add(own);
    const values = columns === 1 ? all : all.filter((_, i) => i % columns === column);
    for (const [row, value] of values.entries())
      if (!Number.isNaN(value) && !isFloat32(value))
        problems.add({ code: 'h5-value-too-large', row: row + 1, name: shortened(name) });
    return { name: own, values };
  });
}

interface Sizes {
  /** Width and height of patch i, level-0 px. */
  readonly of: (i: number) => Iterable<number>;
  readonly notes: readonly ImportNote[];
}

function sizesOf(
  file: H5Source,
  found: ReadonlyMap<string, H5Found>,
  corners: Float64Array,
  problems: FileProblems,
): Sizes {
  const own = found.get(FOVEA_H5.sizes);
  if (own?.kind === 'numbers' && own.shape[0] === corners.length / 2 && own.shape[1] === 2 && own.shape.length === 2) {
    const sizes = file.numbers(FOVEA_H5.sizes);
    return { of: (i) => sizes.subarray(i * 2, i * 2 + 2), notes: [] };
  }
  const [level0] = numbersOf(file.attribute(CLAM.coords, 'patch_size_level0'));
  const [size] = numbersOf(file.attribute(CLAM.coords, 'patch_size'));
  const [downX = 1, downY = downX] = numbersOf(file.attribute(CLAM.coords, 'downsample'));
  const stated = level0 ? [level0, level0] : size ? [size * downX, size * downY] : null;
  if (stated) return { of: () => stated, notes: [] };
  const step = stepOf(corners);
  if (step === null) throw problems.with({ code: 'h5-no-size' });
  return { of: () => [step, step], notes: [{ kind: 'size-from-step', sizePx: step }] };
}

function numbersOf(attribute: ReturnType<H5Source['attribute']>): readonly number[] {
  return typeof attribute === 'number' ? [attribute] : typeof attribute === 'object' && attribute ? attribute : [];
}
