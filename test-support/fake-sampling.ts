import type { ManifestOf } from '#core/model/manifest.ts';
import type { RunResult, SampledField } from '#core/result/run-result.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { fakeManifest, fakeResult, fakeSlide } from './fake-services.ts';

/** A model of attention sampling at 1 µm/px: patches of 32 px, 5 places, fields of 400 × 300 px. */
export function fakeSamplingManifest(
  change: Partial<ManifestOf<'attention-sampling'>> = {},
): ManifestOf<'attention-sampling'> {
  const { encoder: _encoder, golden, head: _head, architecture: _architecture, ...common } = fakeManifest();
  return {
    ...common,
    id: 'sampler',
    name: 'Sampler',
    architecture: 'attention-sampling',
    patch_size_pixels: 32,
    maps: [{ id: 'sampling-probability', label: 'Sampling', reading: 'How likely.', min: 0, max: null }],
    head: {
      architecture: 'attention-sampling',
      classes: 2,
      step_pixels: 5,
      samples: 5,
      sharpness: 3,
      image_pixels: { width: 400, height: 300 },
      graphs: { attention: 'attention.onnx', feature: 'feature.onnx' },
    },
    golden: { head: golden.head },
    ...change,
  };
}

/** {@link fakeSlide} as an open slide. */
export function fakeOpenSlide(change: Parameters<typeof fakeSlide>[0] = {}): OpenSlide {
  return {
    description: fakeSlide(change),
    statedUmPerPx: null,
    downloadedFrom: null,
    damagedTiles: 0,
    bytesRead: 0,
    hosts: [],
  };
}

/** A field whose three patches lie side by side; the second, drawn twice, votes for the second class. */
export function fakeField(x: number): SampledField {
  const rect = (column: number) => ({ x: x + 100 * column, y: 50, width: 64, height: 64 });
  return {
    rect: { x, y: 0, width: 800, height: 600 },
    scores: [0.3, 0.7],
    scoresSd: [0.04, 0.04],
    draw: [
      { rect: rect(0), weight: 0.25, timesDrawn: 1, vote: [1, 0] },
      { rect: rect(1), weight: 0.5, timesDrawn: 2, vote: [0.6, 0.8] },
      { rect: rect(2), weight: 0.25, timesDrawn: 1, vote: [0.8, 0.6] },
    ],
  };
}

/** What {@link fakeSamplingManifest} would answer about two fields of tissue. */
export function fakeSamplingResult(change: Partial<RunResult> = {}): RunResult {
  const { run, ...rest } = fakeResult();
  const fields = [fakeField(0), fakeField(800)];
  const patches = fields.map(({ rect }) => rect);
  return {
    ...rest,
    id: 'result-sampling',
    patches,
    maps: [{ id: 'sampling-probability', values: Float32Array.of(0.4, 0.6), patches }],
    answer: {
      classes: ['no', 'yes'],
      logits: [-1.2, -0.36],
      scores: [0.3, 0.7],
      spread: { scoresSd: [0.03, 0.03], repeats: 10 },
    },
    sampling: { scope: 'tissue', mode: 'draw', samples: 4, repeats: 10, fields },
    run: {
      ...run,
      seed: 17,
      bundle: { ...run.bundle, id: 'sampler', name: 'Sampler', architecture: 'attention-sampling' },
    },
    ...change,
  };
}
