import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { ManifestOf, ModelManifest } from '#core/model/manifest.ts';
import type { Encoder } from '#core/pipelines/ports.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import type { BackEnd, GoldenReport } from './contract.ts';
import type { BundleFiles } from './bundle-files.ts';
import { parseSafetensors } from './safetensors.ts';
import type { SafeTensor } from './safetensors.ts';

/** How far a back end may be from PyTorch: features by their cosine, everything else by its largest difference. */
const ENCODER_COSINE = 0.999;
const LIMITS = { answer: 1e-3, attention: 1e-2 } as const;

/** One compared tensor: largest difference over the whole of it, and how large it may be. */
interface Difference {
  readonly value: number;
  readonly limit: number;
}

/** Runs a bundle's golden inputs on one back end and compares whole tensors with the stored answers. */
export async function checkGolden(request: {
  readonly manifest: ModelManifest;
  readonly files: BundleFiles;
  readonly backEnd: BackEnd;
  /** Null where the bundle has none. */
  readonly encoder: Encoder | null;
  readonly graphs: HeadGraphs;
  readonly options: HeadOptions;
  readonly now: () => number;
}): Promise<GoldenReport> {
  const { manifest, files, encoder, graphs, options } = request;
  const started = request.now();
  const encoderCosine =
    encoder && hasEncoder(manifest)
      ? await encoderAgreement(
          encoder,
          manifest.patch_size_pixels,
          goldenFile(manifest.id, manifest.golden.encoder, files),
        )
      : null;
  const read = goldenFile(manifest.id, manifest.golden.head, files);
  const found = await headDifferences(manifest, graphs, read, options);
  const passed =
    (encoderCosine === null || encoderCosine >= ENCODER_COSINE) &&
    Object.values(found).every(({ value, limit }) => value <= limit);
  return {
    backEnd: request.backEnd,
    passed,
    differences: Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value])),
    encoderCosine,
    seconds: (request.now() - started) / 1000,
  };
}

async function encoderAgreement(encoder: Encoder, sizePx: number, read: GoldenReader): Promise<number> {
  const features = await encoder.encode(read('patch', 'U8', sizePx * sizePx * 3).data, 1);
  return cosine(features, read('features', 'F32', encoder.featureDim).data);
}

function headDifferences(
  manifest: ModelManifest,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  switch (manifest.architecture) {
    case 'tda-mil':
      return tdaMilDifferences(manifest, graphs, read, options);
    case 'dsca':
    case 'attention-sampling':
      throw new FoveaError('model/unsupported', { bundle: manifest.id, what: `architecture ${manifest.architecture}` });
  }
}

async function tdaMilDifferences(
  { head }: ManifestOf<'tda-mil'>,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  const bag = read('features', 'F32', null);
  const n = bag.shape[0] ?? 0;
  const answer = await runTdaMilHead(graphs, head, { data: bag.data, dims: bag.shape }, options);
  const against = (name: string, got: Float32Array, scale: number, limit: number): Difference => ({
    value: maxDifference(got, read(name, 'F32', got.length).data) * scale,
    limit,
  });
  return {
    logits: against('logits', answer.logits, 1, LIMITS.answer),
    'task-relevance': against('task-relevance', answer.taskRelevance, 1, LIMITS.answer),
    // Attentions as n·attention, whose mean is 1.
    'bottom-up-attention': against('bottom-up-attention', answer.bottomUpAttention, n, LIMITS.attention),
    'top-down-attention': against('top-down-attention', answer.topDownAttention, n, LIMITS.attention),
  };
}

/** What failed, in words for the error's context. */
export function describeGolden(report: GoldenReport): string {
  const differences = Object.entries(report.differences).map(
    ([name, value]) => `${name} off by ${value.toPrecision(3)}`,
  );
  const encoder = report.encoderCosine === null ? [] : [`encoder cosine ${report.encoderCosine.toFixed(5)}`];
  return [...encoder, ...differences].join(', ');
}

/** Gives a golden file's tensors by name, type and length (null: any). */
type GoldenReader = <D extends SafeTensor['dtype']>(
  name: string,
  dtype: D,
  length: number | null,
) => Extract<SafeTensor, { dtype: D }>;

/** Reader of a golden file's tensors that checks each one's type and length. */
function goldenFile(bundle: string, path: string, files: BundleFiles): GoldenReader {
  let tensors: ReadonlyMap<string, SafeTensor>;
  const invalid = (what: string, cause?: unknown) =>
    new FoveaError('model/invalid-manifest', { bundle, problems: [`${path}: ${what}`] }, { cause });
  try {
    tensors = parseSafetensors(files.file(path));
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  return <D extends SafeTensor['dtype']>(name: string, dtype: D, length: number | null) => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== dtype) throw invalid(`lacks ${name} as ${dtype}`);
    if (length !== null && tensor.data.length !== length)
      throw invalid(`${name} holds ${tensor.data.length} values instead of ${length}`);
    return tensor as Extract<SafeTensor, { dtype: D }>;
  };
}

/** Largest absolute difference; NaN anywhere counts as infinite. */
export function maxDifference(a: Float32Array, b: Float32Array): number {
  let most = 0;
  for (const [i, value] of a.entries()) {
    const difference = Math.abs(value - (b[i] ?? NaN));
    if (Number.isNaN(difference)) return Infinity;
    most = Math.max(most, difference);
  }
  return most;
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? NaN;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
