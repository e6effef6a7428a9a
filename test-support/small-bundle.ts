import { parseManifest } from '#core/model/manifest.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { encoderFile, headFiles } from './tda-mil-onnx.ts';
import { randomNumbers, smallTdaMil } from './tda-mil-model.ts';
import type { SmallTdaMil } from './tda-mil-model.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A complete bundle of a few kilobytes with random weights, made in memory; its golden answers come from plain arithmetic. */
export interface SmallBundle {
  readonly manifest: ManifestOf<'tda-mil'>;
  readonly model: SmallTdaMil;
  readonly files: Map<string, Bytes>;
  readonly baseUrl: string;
  /** Serves the files under `baseUrl`. */
  readonly fetch: (url: string) => Promise<Response>;
  /** The encoder by hand: mean colour of a patch (RGB bytes) / 255 through its matrix. */
  readonly encode: (patch: ArrayLike<number>) => number[];
}

const FEATURES = 6;

export async function smallBundle(
  options: {
    shared?: boolean;
    secondPass?: 'from-input' | 'from-output';
    patchSizePx?: number;
    spoilGolden?: boolean;
    /** The encoder's weights in a file of their own, behind so many bytes (a multiple of 4) that mean nothing. */
    externalAt?: number;
    id?: string;
  } = {},
): Promise<SmallBundle> {
  const {
    shared = true,
    secondPass = 'from-input',
    patchSizePx = 16,
    spoilGolden = false,
    externalAt,
    id = 'small-test',
  } = options;
  const model = smallTdaMil({ features: FEATURES, width: 16, heads: 4, blocks: 2, classes: 2, shared, secondPass });
  const random = randomNumbers(5);
  const W = Array.from({ length: 3 }, () => Array.from({ length: FEATURES }, () => Math.fround(random())));
  const encode = (patch: ArrayLike<number>) => {
    const sums = [0, 0, 0];
    for (let i = 0; i < patch.length; i++) sums[i % 3] = (sums[i % 3] ?? 0) + (patch[i] ?? 0);
    const means = sums.map((sum) => sum / (patch.length / 3) / 255);
    return Array.from({ length: FEATURES }, (_, d) =>
      means.reduce((sum, value, c) => sum + value * (W[c]?.[d] ?? 0), 0),
    );
  };

  const patch = Uint8Array.from({ length: patchSizePx ** 2 * 3 }, () => Math.floor((random() + 1) * 127));
  const bag = Array.from({ length: 19 }, () => Array.from({ length: FEATURES }, () => Math.fround(random())));
  const whole = model.whole(bag);
  const floats = (values: number[], shape: number[]) => ({ shape, data: Float32Array.from(values) });
  const heads = headFiles(model);
  const files = new Map<string, Bytes>([
    [
      'encoder.onnx',
      encoderFile(patchSizePx, W, externalAt === undefined ? undefined : { file: DATA, offset: externalAt }),
    ],
    ...(externalAt === undefined ? [] : [[DATA, weightsFile(W.flat(), externalAt)] satisfies [string, Bytes]]),
    ...[...heads].map(([name, bytes]): [string, Bytes] => [`head/${name}.onnx`, bytes]),
    [
      'golden/encoder.safetensors',
      safetensors({
        patch: { shape: [1, patchSizePx, patchSizePx, 3], data: patch },
        features: floats(encode(patch), [1, FEATURES]),
      }),
    ],
    [
      'golden/head.safetensors',
      safetensors({
        features: floats(bag.flat(), [bag.length, FEATURES]),
        logits: floats(
          whole.logits.map((value) => value + (spoilGolden ? 0.1 : 0)),
          [2],
        ),
        'task-relevance': floats(whole.relevance, [bag.length]),
        'bottom-up-attention': floats(whole.bottomUp, [bag.length]),
        'top-down-attention': floats(whole.topDown, [bag.length]),
      }),
    ],
  ]);
  const listed = await Promise.all(
    [...files].map(async ([path, data]) => ({ path, sha256: await sha256(data), bytes: data.length })),
  );
  const manifest = parseManifest({
    spec_version: '1.0',
    id,
    version: '0.0.1',
    name: id === 'small-test' ? 'Small test bundle' : `Small test bundle ${id}`,
    architecture: 'tda-mil',
    phantom: true,
    task: { kind: 'classification', question: 'Is the test passing?' },
    num_classes: 2,
    class_names: ['no', 'yes'],
    positive_class: 1,
    patch_size_pixels: patchSizePx,
    spacing_um_px: 0.5,
    transform: [{ name: 'ToTensor' }],
    tissue: { min_coverage: 0.5 },
    order: 'y-outer',
    encoder: {
      id: 'mean-colour',
      feature_dim: FEATURES,
      input: { name: 'patches', dtype: 'uint8', layout: 'NHWC' },
      output: { name: 'features' },
      files: { fp32: 'encoder.onnx' },
      ...(externalAt === undefined ? {} : { data: { fp32: DATA } }),
    },
    head: { ...model.head, graphs: Object.fromEntries([...heads.keys()].map((name) => [name, `head/${name}.onnx`])) },
    maps: (['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const).map((id) => ({
      id,
      label: id,
      reading: 'a test',
      min: 0,
      max: id === 'task-relevance' ? 1 : null,
    })),
    golden: { encoder: 'golden/encoder.safetensors', head: 'golden/head.safetensors' },
    files: listed,
    licence: { weights: 'CC0-1.0', data: [] },
    training: { data: 'none', recipe: 'random numbers' },
    figures: [],
    intended_use: 'tests',
    limits: [],
  });
  const baseUrl = 'https://bundle.test/small/';
  if (manifest.architecture !== 'tda-mil') throw new Error('the small bundle is a TDA-MIL');
  return {
    manifest,
    model,
    files,
    baseUrl,
    encode,
    fetch(url) {
      const data = files.get(url.slice(baseUrl.length));
      return Promise.resolve(data ? new Response(data.slice()) : new Response(null, { status: 404 }));
    },
  };
}

export const DATA = 'encoder.onnx.data';

function weightsFile(weights: readonly number[], offset: number): Bytes {
  const bytes = new Uint8Array(offset + weights.length * 4);
  for (let i = 0; i < offset; i++) bytes[i] = (i * 31 + (i >> 7)) & 255;
  bytes.set(new Uint8Array(Float32Array.from(weights).buffer), offset);
  return bytes;
}

export async function sha256(data: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A safetensors file of U8, I32 and F32 tensors. */
export function safetensors(
  tensors: Readonly<Record<string, { shape: readonly number[]; data: Uint8Array | Int32Array | Float32Array }>>,
): Bytes {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    const from = at;
    at += data.byteLength;
    const dtype = data instanceof Float32Array ? 'F32' : data instanceof Int32Array ? 'I32' : 'U8';
    return [name, { dtype, shape, data_offsets: [from, at] }] as const;
  });
  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: { made: 'by a test' }, ...Object.fromEntries(entries) }),
  );
  const file = new Uint8Array(8 + header.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let to = 8 + header.length;
  for (const { data } of Object.values(tensors)) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), to);
    to += data.byteLength;
  }
  return file;
}
