import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { attentionOf } from '#core/pipelines/attention-sampling-draw.ts';
import { scoresOf, weightsOf } from '#core/pipelines/attention-sampling-vote.ts';
import { attentionLogits, votesAt } from '#core/pipelines/attention-sampling.ts';
import { hasReferenceBundle, referenceBundleUrl, sharedFile } from '#test-support/browser-data.ts';
import { FULL } from '#test-support/full.ts';
import { readNpz } from '#test-support/npz.ts';
import { smallSamplingBundle } from '#test-support/small-sampling-bundle.ts';
import type { BackEnd, BundleRef } from './contract.ts';
import { createModels } from './models.ts';
import { createRuntime } from './ort/runtime.ts';

const runtime = createRuntime();
const models = createModels({ runtime, fetch: (url, init) => fetch(url, init), now: () => performance.now() });
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

const FOLDER = 'reference/attention-sampling';
/**
 * On the software GPU a patch of 50 px takes two seconds: there a few of the border ones are enough (all of them were compared once, see
 * `docs/measurements.md`), and only in full.
 */
const CASES = [
  { bundle: 'sampling-20-of-50-px', answers: 'io-020-patches-050-pixels.npz', placesOnSoftwareGpu: 0 },
  {
    bundle: 'sampling-20-of-50-px',
    answers: 'io-020-patches-050-pixels-borders.npz',
    placesOnSoftwareGpu: FULL ? 3 : 0,
  },
  {
    bundle: 'sampling-5-of-20-px',
    answers: 'io-005-patches-020-pixels-borders.npz',
    placesOnSoftwareGpu: FULL ? 5 : 0,
  },
] as const;

const pictureFile = await sharedFile(`${FOLDER}/${CASES[0].answers}`);
const hasBundles = (await Promise.all(CASES.map(({ bundle }) => hasReferenceBundle(bundle)))).every(Boolean);

async function bundleAt(baseUrl: string): Promise<BundleRef & { readonly manifest: ManifestOf<'attention-sampling'> }> {
  const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
  if (manifest.architecture !== 'attention-sampling') throw new Error(`${baseUrl} is a ${manifest.architecture}`);
  return { baseUrl, manifest };
}

const off = (got: ArrayLike<number>, want: ArrayLike<number>) => {
  expect(got.length).toBe(want.length);
  let most = 0;
  for (let i = 0; i < want.length; i++) most = Math.max(most, Math.abs((got[i] ?? NaN) - (want[i] ?? NaN)));
  return most;
};

/** The whole answer at given places. */
async function answerAt(
  bundle: Awaited<ReturnType<typeof bundleAt>>,
  kind: BackEnd,
  picture: { readonly data: Uint8Array<ArrayBuffer>; readonly dims: readonly number[] },
  places: readonly number[],
) {
  const { manifest } = bundle;
  const { graphs, backEnd } = await models.load(bundle, kind, quiet);
  const options = { limits: backEnd.limits, padBatches: kind === 'webgpu' };
  const attention = attentionOf(await attentionLogits(graphs, manifest.head.step_pixels, picture, options));
  const found = await votesAt(graphs, manifest, picture, [...new Set(places)], options);
  const votes = places.map((place) => found.get(place) ?? []);
  const weights = weightsOf({ places, times: places.map(() => 1) }, attention);
  return { attention, votes, scores: scoresOf(weights, votes, manifest.head.sharpness) };
}

/** The first file's picture, used by all: uint8 `[1000, 1300, 3]`. */
function picture() {
  const image = readNpz(pictureFile ?? new Uint8Array()).array('image');
  if (!(image.data instanceof Uint8Array)) throw new Error('the image is uint8');
  return { data: image.data, dims: image.shape };
}

describe('attention sampling in this browser', () => {
  for (const kind of ['wasm', 'webgpu'] as const)
    it(`answers the golden input of a small bundle right on ${kind}`, async () => {
      const bundle = await smallSamplingBundle();
      const own = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
      const report = await own.golden(bundle, kind, quiet);
      expect(report).toMatchObject({ backEnd: kind, passed: true, encoderCosine: null });
      expect(Object.keys(report.differences)).toEqual(['attention', 'votes', 'scores']);
      expect(Math.max(...Object.values(report.differences))).toBeLessThan(1e-4);
    });
});

describe.skipIf(!pictureFile || !hasBundles)(
  'attention sampling beside the published checkpoints’ reference (needs ../shared/data and npm run reference-bundles)',
  () => {
    for (const kind of ['wasm', 'webgpu'] as const)
      for (const { bundle: id, answers, placesOnSoftwareGpu } of CASES) {
        if (kind === 'webgpu' && placesOnSoftwareGpu === 0) continue;
        it(`${answers} on ${kind}, whole-tensor`, { timeout: 300_000 }, async () => {
          const bundle = await bundleAt(referenceBundleUrl(id));
          const want = readNpz((await sharedFile(`${FOLDER}/${answers}`)) ?? new Uint8Array());
          const all = Array.from(want.array('indices').data);
          const places = kind === 'webgpu' ? all.slice(0, placesOnSoftwareGpu) : all;
          const got = await answerAt(bundle, kind, picture(), places);
          const attention = want.float32('attention');
          expect(attention.length * off(got.attention, attention)).toBeLessThan(1e-4);
          const votes = want.float32('patch_logits').subarray(0, places.length * 3);
          expect(off(got.votes.flat(), votes)).toBeLessThan(1e-4);
          if (places.length === all.length) expect(off(got.scores, want.float32('probabilities'))).toBeLessThan(1e-4);
        });
      }
  },
);
