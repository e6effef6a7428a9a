import { describe, expect, it } from 'vitest';
import { comparePhantom, isWithin } from '#core/check/compare-phantom.ts';
import { parsePhantomAnswer } from '#core/check/phantom-answer.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { hasEncoder, parseManifest } from '#core/model/manifest.ts';
import type { EncodingManifest } from '#core/model/manifest.ts';
import { createSlideClient } from '../slide/client.ts';
import { createInferenceClient } from './client.ts';
import type { BundleRef } from './contract.ts';
import { cosine } from './golden-file.ts';
import { createModels } from './models.ts';
import { createRuntime } from './ort/runtime.ts';
import reference from './testdata/phantom-reference.json';

const absolute = (path: string) => new URL(path, location.href).href;
const baseUrl = absolute('/models/phantom-tda-mil/');

async function phantomBundle(): Promise<BundleRef & { readonly manifest: EncodingManifest }> {
  const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
  if (!hasEncoder(manifest)) throw new Error('the phantom bundle has an encoder');
  return { baseUrl, manifest };
}

const MAPS = ['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const;

const slides = createSlideClient();
const slide = await slides.open({ source: { kind: 'url', url: absolute('/phantom/phantom-01.tif') } });
const spacing = slide.spacing ?? { xUmPerPx: NaN, yUmPerPx: NaN };

const off = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
};

/** Average ranks of ties are not needed: equal values differ in the last digits on both sides alike, or are both 0. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (list: readonly number[]) => {
    const sorted = [...list].sort((x, y) => x - y);
    return list.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
  };
  const centred = (list: number[]) => list.map((value) => value - (list.length - 1) / 2);
  return cosine(Float32Array.from(centred(ranks(a))), Float32Array.from(centred(ranks(b))));
}

/** `testdata/make_reference.py` computed the reference with OpenSlide, numpy and native ONNX Runtime. */
describe('the shipped phantom through both workers, beside the Python pipeline', () => {
  it('is about the bundle that ships (else run testdata/make_reference.py again)', async () => {
    const { manifest } = await phantomBundle();
    const graphs = manifest.files.filter(({ path }) => path.endsWith('.onnx'));
    expect(Object.fromEntries(graphs.map(({ path, sha256 }) => [path, sha256]))).toEqual(reference.bundle);
  });

  it('has the same answer and the same maps, whole-tensor', async () => {
    const client = createInferenceClient({ slides });
    const request = {
      slide: {
        slideId: slide.id,
        name: slide.name,
        fingerprint: slide.fingerprint,
        width: slide.width,
        height: slide.height,
        spacing,
        spacingStatedBy: 'metadata' as const,
      },
      bundle: await phantomBundle(),
      backEnd: 'wasm' as const,
    };
    const result = await client.run(request, () => undefined);
    client.dispose();
    expect(result.patches.map(({ x, y }) => [x, y])).toEqual(reference.corners);
    expect(off(classAnswer(result.answer).logits, reference.logits)).toBeLessThan(1e-3);
    const n = result.patches.length;
    expect(result.maps.map(({ id }) => id)).toEqual(MAPS);
    for (const id of MAPS) {
      const values = result.maps.find((map) => map.id === id)?.values ?? new Float32Array();
      const limit = id === 'task-relevance' ? 1e-3 : 1e-2 / n;
      expect(off(values, reference[id])).toBeLessThan(limit);
      expect(rankCorrelation([...values], reference[id].map(Math.fround))).toBeGreaterThanOrEqual(0.999);
    }

    // As the installation check compares; and one wrong value in the last patch of one map is found by it.
    const known = parsePhantomAnswer(await (await fetch(absolute('/phantom/phantom-tda-mil.answer.json'))).text());
    if (!known) throw new Error('the phantom has an answer of this model');
    expect(known.slide.fingerprint).toBe(slide.fingerprint);
    expect(comparePhantom(result, known).filter((row) => !isWithin(row))).toEqual([]);
    const planted = known.maps.map((map) => ({ ...map, values: map.values.slice() }));
    const last = planted[2]?.values;
    if (last) last[n - 1] = (last[n - 1] ?? 0) + 0.02 / n;
    const wrong = comparePhantom(result, { ...known, maps: planted }).filter((row) => !isWithin(row));
    expect(wrong.map(({ what }) => what)).toEqual(['top-down-attention']);
  }, 180_000);

  it('has the same features for 50 patches', async () => {
    const bundle = await phantomBundle();
    const { patch_size_pixels: size, encoder } = bundle.manifest;
    const models = createModels({ runtime: createRuntime(), fetch: (url) => fetch(url), now: () => performance.now() });
    const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
    const model = await models.load(bundle, 'wasm', quiet);
    const rects = reference.indices.map((i) => {
      const [x = NaN, y = NaN] = reference.corners[i] ?? [];
      return level0Rect(x, y, 256, 256);
    });
    const { pixels, holes } = await slides.patches({ slideId: slide.id, rects, outWidthPx: size, outHeightPx: size });
    expect(holes).toEqual([]);
    const features = (await model.encoder?.encode(pixels, rects.length)) ?? new Float32Array();
    const D = encoder.feature_dim;
    for (const [k, want] of reference.features.entries()) {
      expect(cosine(features.subarray(k * D, (k + 1) * D), Float32Array.from(want))).toBeGreaterThanOrEqual(0.999);
    }
  });
});
