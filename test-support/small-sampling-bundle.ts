import { parseManifest } from '#core/model/manifest.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { onnxModel } from './onnx-writer.ts';
import { safetensors, sha256 } from './small-bundle.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** An attention-sampling bundle of a few kilobytes, made in memory; its golden answers come from plain arithmetic. */
export interface SmallSamplingBundle {
  readonly manifest: ManifestOf<'attention-sampling'>;
  readonly baseUrl: string;
  /** Serves the files under `baseUrl`. */
  readonly fetch: (url: string) => Promise<Response>;
  /** `[rows · columns]` logits of uint8 RGB `[height, width, 3]` by hand. */
  readonly attend: (pixels: Uint8Array, width: number, height: number) => number[];
  /** Vote `[c]` of a uint8 RGB patch by hand. */
  readonly vote: (patch: Uint8Array) => number[];
}

const STEP = 4;
const SIZE = 9;
const CLASSES = 2;
/** 3 × 3 × 3 (channel, row, column): what the attention's only convolution weighs the pooled image with. */
const KERNEL = Float32Array.from({ length: 27 }, (_, i) => Math.fround(0.02 * Math.sin(3 * i)));
/** 3 × 2: from the largest value of each channel to the vote. */
const VOTE = Float32Array.from([0.9, -0.3, -0.5, 0.8, 0.2, -0.6]);

export async function smallSamplingBundle(
  options: { image?: { width: number; height: number }; spoilGolden?: boolean } = {},
): Promise<SmallSamplingBundle> {
  const { image = { width: 42, height: 34 }, spoilGolden = false } = options;
  const [width, height] = [50, 30];
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 7 + 31 * i) & 255);
  const columns = Math.floor(width / STEP);
  const logits = attend(pixels, width, height);
  const places = [14, 40, 15, 40];
  // Inside the image, so that nothing has to be reflected here.
  const votes = places.map((place) => {
    const left = STEP * (place % columns) - (SIZE >> 1);
    const top = STEP * Math.floor(place / columns) - (SIZE >> 1);
    const rows = Array.from({ length: SIZE }, (_, y) =>
      Array.from(pixels.subarray(((top + y) * width + left) * 3, ((top + y) * width + left + SIZE) * 3)),
    );
    return vote(Uint8Array.from(rows.flat()));
  });
  const weights = places.map((place) => Math.exp(logits[place] ?? NaN));
  const sum = weights.reduce((a, b) => a + b, 0);
  const mean = [0, 1].map((c) => weights.reduce((all, w, i) => all + (w / sum) * (votes[i]?.[c] ?? NaN), 0));
  const powers = mean.map((value) => Math.exp(3 * value));
  const total = powers.reduce((a, b) => a + b, 0);
  const floats = (values: readonly number[], shape: readonly number[]) => ({
    shape,
    data: Float32Array.from(values, (value) => value + (spoilGolden ? 0.1 : 0)),
  });
  const files = new Map<string, Bytes>([
    ['head/attention.onnx', attentionFile()],
    ['head/feature.onnx', featureFile()],
    [
      'golden/head.safetensors',
      safetensors({
        image: { shape: [height, width, 3], data: pixels },
        logits: floats(logits, [Math.floor(height / STEP), columns]),
        places: { shape: [places.length], data: Int32Array.from(places) },
        votes: floats(votes.flat(), [places.length, CLASSES]),
        scores: floats(
          powers.map((power) => power / total),
          [CLASSES],
        ),
      }),
    ],
  ]);
  const listed = await Promise.all(
    [...files].map(async ([path, data]) => ({ path, sha256: await sha256(data), bytes: data.length })),
  );
  const manifest = parseManifest({
    spec_version: '1.0',
    id: 'small-sampling-test',
    version: '0.0.1',
    name: 'Small sampling test bundle',
    architecture: 'attention-sampling',
    phantom: true,
    task: { kind: 'classification', question: 'Is the test passing?' },
    num_classes: CLASSES,
    class_names: ['no', 'yes'],
    positive_class: null,
    patch_size_pixels: SIZE,
    spacing_um_px: 1,
    transform: [{ name: 'ToTensor' }],
    tissue: { min_coverage: 0.5 },
    order: 'y-outer',
    head: {
      architecture: 'attention-sampling',
      classes: CLASSES,
      step_pixels: STEP,
      samples: 6,
      sharpness: 3,
      image_pixels: image,
      graphs: { attention: 'head/attention.onnx', feature: 'head/feature.onnx' },
    },
    maps: [{ id: 'sampling-probability', label: 'Where it looks', reading: 'a test', min: 0, max: null }],
    golden: { head: 'golden/head.safetensors' },
    files: listed,
    licence: { weights: 'CC0-1.0', data: [] },
    training: { data: 'none', recipe: 'made up' },
    figures: [],
    intended_use: 'tests',
    limits: [],
  });
  if (manifest.architecture !== 'attention-sampling') throw new Error('the small bundle is an attention sampling');
  const baseUrl = 'https://bundle.test/small-sampling/';
  return {
    manifest,
    baseUrl,
    attend,
    vote,
    fetch(url) {
      const data = files.get(url.slice(baseUrl.length));
      return Promise.resolve(data ? new Response(data.slice()) : new Response(null, { status: 404 }));
    },
  };
}

function attend(pixels: Uint8Array, width: number, height: number): number[] {
  const columns = Math.floor(width / STEP);
  const rows = Math.floor(height / STEP);
  const pooled = (c: number, row: number, column: number) => {
    if (row < 0 || column < 0 || row >= rows || column >= columns) return 0;
    let sum = 0;
    for (let y = 0; y < STEP; y++)
      for (let x = 0; x < STEP; x++) sum += pixels[((row * STEP + y) * width + column * STEP + x) * 3 + c] ?? NaN;
    return sum / STEP ** 2 / 255;
  };
  return Array.from({ length: rows * columns }, (_, place) => {
    let sum = 0;
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < 3; x++) {
          const value = pooled(c, Math.floor(place / columns) + y - 1, (place % columns) + x - 1);
          sum += value * (KERNEL[c * 9 + y * 3 + x] ?? NaN) * 100;
        }
    return sum;
  });
}

function vote(patch: Uint8Array): number[] {
  const most = [0, 1, 2].map(
    (c) => patch.reduce((max, value, i) => (i % 3 === c ? Math.max(max, value) : max), 0) / 255,
  );
  const raw = Array.from({ length: CLASSES }, (_, c) =>
    most.reduce((sum, value, i) => sum + value * (VOTE[i * CLASSES + c] ?? NaN), 0),
  );
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
}

const op = (name: string, inputs: string[], output: string, attributes: Record<string, number | number[]> = {}) => ({
  op: name,
  inputs,
  outputs: [output],
  attributes,
});

/** `from` uint8 NHWC as `planes` float32 NCHW in 0..1; `scale` is a constant of {@link scale}. */
const planes = (from: string) => [
  op('Cast', [from], 'values', { to: 1 }),
  op('Mul', ['values', 'scale'], 'scaled'),
  op('Transpose', ['scaled'], 'planes', { perm: [0, 3, 1, 2] }),
];
const scale = { name: 'scale', dims: [], data: Float32Array.of(1 / 255) };

function attentionFile(): Bytes {
  return onnxModel({
    inputs: [{ name: 'image', type: 'uint8', shape: [1, 'H', 'W', 3] }],
    outputs: [{ name: 'logits', type: 'float32', shape: ['h', 'w'] }],
    constants: [
      scale,
      { name: 'kernel', dims: [1, 3, 3, 3], data: KERNEL.map((value) => value * 100) },
      { name: 'axes', dims: [2], data: BigInt64Array.of(0n, 1n) },
    ],
    nodes: [
      ...planes('image'),
      op('AveragePool', ['planes'], 'pooled', { kernel_shape: [STEP, STEP], strides: [STEP, STEP] }),
      op('Conv', ['pooled', 'kernel'], 'weighed', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
      op('Squeeze', ['weighed', 'axes'], 'logits'),
    ],
  });
}

function featureFile(): Bytes {
  return onnxModel({
    inputs: [{ name: 'patches', type: 'uint8', shape: ['m', SIZE, SIZE, 3] }],
    outputs: [{ name: 'votes', type: 'float32', shape: ['m', CLASSES] }],
    constants: [scale, { name: 'W', dims: [3, CLASSES], data: VOTE }],
    nodes: [
      ...planes('patches'),
      op('ReduceMax', ['planes'], 'most', { axes: [2, 3], keepdims: 0 }),
      op('MatMul', ['most', 'W'], 'raw'),
      op('ReduceL2', ['raw'], 'length', { axes: [1], keepdims: 1 }),
      op('Div', ['raw', 'length'], 'votes'),
    ],
  });
}
