/**
 * A whole run on a real slide, beside the Python pipeline (OpenSlide, numpy, native ONNX Runtime) from pixels to maps.
 * Its numbers are stored: `python -m fovea_models reference … --answers e2e/testdata/lymph-node-reference.json`.
 */
import { readFileSync } from 'node:fs';
import { classAnswer } from '#core/result/run-result.ts';
import type { MapId } from '#core/result/run-result.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readFeaturesFile, readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { cosine, largestDifference, rankCorrelation } from './agreement.ts';

const LYMPH_NODE = sharedData('slides', 'lymph-node-metastasis-he.tif');

interface Reference {
  /** Judged from cells, ±15 %: the file does not say. */
  readonly spacingUmPerPx: number;
  readonly bundle: string;
  readonly files: Readonly<Record<string, string>>;
  readonly sizePx: readonly [number, number];
  readonly corners: readonly (readonly [number, number])[];
  readonly logits: readonly number[];
  /** base64 of float32, as are the features. */
  readonly maps: Readonly<Record<MapId, string>>;
  /** Every `step`th feature of the patches of `indices`. */
  readonly features: { readonly indices: readonly number[]; readonly step: number; readonly values: string };
}

const reference = JSON.parse(
  readFileSync(new URL('testdata/lymph-node-reference.json', import.meta.url), 'utf8'),
) as Reference;

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

test.describe.configure({ timeout: 900_000 });

test('a lymph node of 139 megapixels gives what the Python pipeline gives, on WASM', async ({ fovea }) => {
  test.skip(LYMPH_NODE === null, SHARED_DATA_ABSENT);
  if (LYMPH_NODE === null) return;
  await fovea.goto();
  await fovea.openFile(LYMPH_NODE);
  expect(await fovea.waitUntilOpened(60_000)).toBeNull();
  await fovea.stateSpacing(reference.spacingUmPerPx);
  await fovea.model.choose(reference.bundle);
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: 800_000 });
  const result = readResultFile((await fovea.result.export('result')).path);
  const exported = await fovea.result.exportFeatures();
  if (!('path' in exported)) throw new Error(exported.text);
  const { features, coords } = readFeaturesFile(exported.path);

  expect(result.run.slide.spacingStatedBy).toBe('user');
  expect(result.run.damagedTiles).toBe(0);
  const graphs = result.run.bundle.files.filter(({ path }) => path.endsWith('.onnx'));
  expect(graphs.length).toBeGreaterThan(5);
  for (const { path, sha256 } of graphs) {
    expect(sha256, `${path}: the reference is of another version of the bundle, make it anew`).toBe(
      reference.files[path],
    );
  }

  const n = reference.corners.length;
  expect(result.patches.map(({ x, y }) => [x, y])).toEqual(reference.corners);
  const [widthPx, heightPx] = reference.sizePx;
  expect(result.patches.every(({ width, height }) => width === widthPx && height === heightPx)).toBe(true);
  expect(coords).toEqual(reference.corners);

  expect(largestDifference(classAnswer(result.answer).logits, reference.logits)).toBeLessThan(1e-3);
  for (const [id, packed] of Object.entries(reference.maps) as [MapId, string][]) {
    const got = result.maps[id]?.values ?? [];
    const want = floats(packed);
    const isRelevance = id === 'task-relevance';
    expect(want.length).toBe(n);
    expect(largestDifference(got, want) * (isRelevance ? 1 : n), id).toBeLessThan(isRelevance ? 1e-3 : 1e-2);
    expect(rankCorrelation(got, want), id).toBeGreaterThanOrEqual(0.999);
  }

  const { indices, step, values } = reference.features;
  const wanted = floats(values);
  const length = wanted.length / indices.length;
  expect(indices).toHaveLength(50);
  const cosines = indices.map((patch, k) => {
    const own = (features[patch] ?? new Float32Array()).filter((_, at) => at % step === 0);
    return cosine(own, wanted.subarray(k * length, (k + 1) * length));
  });
  expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.999);
});
