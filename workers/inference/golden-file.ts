import { FoveaError } from '#core/errors/fovea-error.ts';
import type { Problem } from '#core/errors/problems.ts';
import type { BundleFiles } from './bundle-files.ts';
import { parseSafetensors } from './safetensors.ts';
import type { SafeTensor } from './safetensors.ts';

/** How far an answer (logits, hazards, relevance) and an attention (as n·attention, whose mean is 1) may be from PyTorch's. */
export const GOLDEN_LIMITS = { answer: 1e-3, attention: 1e-2 } as const;

/** One compared tensor: largest difference over the whole of it, and how large it may be. */
export interface Difference {
  readonly value: number;
  readonly limit: number;
}

/** Gives a golden file's tensors by name, type and length (null: any). */
export type GoldenReader = <D extends SafeTensor['dtype']>(
  name: string,
  dtype: D,
  length: number | null,
) => Extract<SafeTensor, { dtype: D }>;

/**
 * Reader of a golden file's tensors that checks each one's type and length.
 *
 * @throws FoveaError `model/invalid-manifest`, here and from the reader
 */
export function goldenFile(bundle: string, path: string, files: BundleFiles): GoldenReader {
  let tensors: ReadonlyMap<string, SafeTensor>;
  const invalid = (problem: Problem, cause?: unknown) =>
    new FoveaError('model/invalid-manifest', { bundle, problems: [problem], more: 0 }, { cause });
  try {
    tensors = parseSafetensors(files.file(path));
  } catch (cause) {
    throw invalid({ code: 'golden-unreadable', path }, cause);
  }
  return <D extends SafeTensor['dtype']>(name: string, dtype: D, length: number | null) => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== dtype) throw invalid({ code: 'golden-lacks', path, tensor: name, dtype });
    if (length !== null && tensor.data.length !== length)
      throw invalid({ code: 'golden-length', path, tensor: name, values: tensor.data.length, wanted: length });
    return tensor as Extract<SafeTensor, { dtype: D }>;
  };
}

/** A tensor beside the golden one of its name, the whole of it. @param scale what both are multiplied by */
export function against(
  read: GoldenReader,
  name: string,
  got: Float32Array,
  { limit, scale = 1 }: { readonly limit: number; readonly scale?: number },
): Difference {
  return { value: maxDifference(got, read(name, 'F32', got.length).data) * scale, limit };
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
