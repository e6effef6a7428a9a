import type { EncodingManifest } from './manifest.ts';

/** Number format of an encoder's weights; inputs and outputs are the same in both. */
export type Precision = 'fp32' | 'fp16';

/** What the choice depends on: where the encoder is to run, and whether that GPU has the WebGPU feature `shader-f16`. */
export interface PrecisionFacts {
  readonly backEnd: 'webgpu' | 'wasm';
  readonly shaderF16: boolean;
}

/**
 * Half precision only where it is computed as such: on a GPU that has `shader-f16`, from a bundle that brings the file. The CPU
 * would widen every value again, and a GPU without the feature refuses the graph.
 */
export function choosePrecision(
  encoder: Pick<EncodingManifest['encoder'], 'files'>,
  { backEnd, shaderF16 }: PrecisionFacts,
): Precision {
  return backEnd === 'webgpu' && shaderF16 && encoder.files.fp16 !== undefined ? 'fp16' : 'fp32';
}

/** The files of an encoder in one precision: its graph, and the file that holds its weights where they lie outside of it. */
export function encoderFiles(
  { files, data }: Pick<EncodingManifest['encoder'], 'files' | 'data'>,
  precision: Precision,
): { readonly graph: string; readonly data: string | null } {
  const graph = files[precision];
  if (graph === undefined) throw new Error(`the encoder has no ${precision} file`);
  return { graph, data: data?.[precision] ?? null };
}

/**
 * Identity of an encoder by content: the SHA-256 of the files really used, weights included (two encoders may share a graph).
 *
 * @returns null where the list lacks one of them
 */
export function encoderHash(
  encoder: Pick<EncodingManifest['encoder'], 'files' | 'data'>,
  precision: Precision,
  files: readonly { readonly path: string; readonly sha256: string }[],
): string | null {
  if (encoder.files[precision] === undefined) return null;
  const { graph, data } = encoderFiles(encoder, precision);
  const hashes = [graph, ...(data === null ? [] : [data])].map(
    (path) => files.find((file) => file.path === path)?.sha256,
  );
  return hashes.includes(undefined) ? null : hashes.join('+');
}
