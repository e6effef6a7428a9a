import { FoveaError } from '#core/errors/fovea-error.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import type { Encoder } from '#core/pipelines/ports.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import type { Cancellation, HeadGraphs, HeadLimits } from '#core/pipelines/tda-mil-head.ts';
import type { BackEnd, GoldenReport } from './contract.ts';
import type { BundleFiles } from './bundle-files.ts';
import { parseSafetensors } from './safetensors.ts';
import type { SafeTensor } from './safetensors.ts';

/** How far a back end may be from PyTorch; attentions as n·attention, whose mean is 1. */
export const GOLDEN_TOLERANCE = { encoderCosine: 0.999, logits: 1e-3, relevance: 1e-3, attention: 1e-2 } as const;

/** Runs a bundle's golden inputs on one back end and compares whole tensors with the stored answers. */
export async function checkGolden(request: {
  readonly manifest: Pick<ModelManifest, 'id' | 'head' | 'golden' | 'patch_size_pixels'>;
  readonly files: BundleFiles;
  readonly backEnd: BackEnd;
  readonly limits: HeadLimits;
  readonly encoder: Encoder;
  readonly graphs: HeadGraphs;
  readonly signal?: Cancellation;
  readonly now: () => number;
}): Promise<GoldenReport> {
  const { manifest, files, encoder, graphs, limits, signal } = request;
  const started = request.now();
  const encoderFile = golden(manifest.id, manifest.golden.encoder, files);
  const size = manifest.patch_size_pixels;
  const patch = encoderFile('patch', 'U8', size * size * 3);
  const features = await encoder.encode(patch.data, 1);
  const encoderCosine = cosine(features, encoderFile('features', 'F32', encoder.featureDim).data);

  const headFile = golden(manifest.id, manifest.golden.head, files);
  const bag = headFile('features', 'F32', null);
  const n = bag.shape[0] ?? 0;
  const options = { limits, ...(signal ? { signal } : {}) };
  const answer = await runTdaMilHead(graphs, manifest.head, { data: bag.data, dims: bag.shape }, options);
  const against = (name: string, got: Float32Array, scale: number) =>
    maxDifference(got, headFile(name, 'F32', got.length).data) * scale;
  const differences = {
    logits: against('logits', answer.logits, 1),
    'task-relevance': against('task-relevance', answer.taskRelevance, 1),
    'bottom-up-attention': against('bottom-up-attention', answer.bottomUpAttention, n),
    'top-down-attention': against('top-down-attention', answer.topDownAttention, n),
  };
  const passed =
    encoderCosine >= GOLDEN_TOLERANCE.encoderCosine &&
    differences.logits <= GOLDEN_TOLERANCE.logits &&
    differences['task-relevance'] <= GOLDEN_TOLERANCE.relevance &&
    differences['bottom-up-attention'] <= GOLDEN_TOLERANCE.attention &&
    differences['top-down-attention'] <= GOLDEN_TOLERANCE.attention;
  const seconds = (request.now() - started) / 1000;
  return { backEnd: request.backEnd, passed, differences, encoderCosine, seconds };
}

/** What failed, in words for the error's context. */
export function describeGolden(report: GoldenReport): string {
  const differences = Object.entries(report.differences).map(
    ([name, value]) => `${name} off by ${value.toPrecision(3)}`,
  );
  return [`encoder cosine ${report.encoderCosine.toFixed(5)}`, ...differences].join(', ');
}

/** Reader of a golden file's tensors that checks each one's type and length. */
function golden(bundle: string, path: string, files: BundleFiles) {
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
