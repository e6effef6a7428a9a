import type { Level0Rect } from '#core/geometry/frames.ts';
import type { RunResult } from './run-result.ts';

/** The header is padded to this, so that the tensors after it lie aligned for whoever maps the file. */
const ALIGNMENT_BYTES = 8;
const LENGTH_BYTES = 8;

export interface FeaturesToWrite {
  readonly result: Pick<RunResult, 'patches' | 'run'>;
  /** float32 `[n, D]`, rows in the order of the result's patches. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Of a two-scale plan: the finer patches, scale² for each of the result's, and their features float32 `[n · scale², D]`. */
  readonly fine?: { readonly patches: readonly Level0Rect[]; readonly features: Float32Array<ArrayBuffer> } | null;
  /** Who made the features: the encoder's id and the SHA-256 of its file. */
  readonly encoder: { readonly id: string; readonly sha256: string };
}

/**
 * Patch features as a safetensors file, as slide-level toolkits read them: `features` F32 `[n, D]` and `coords` I32 `[n, 2]`, the
 * corner (x, y) of each patch in level-0 px; of a two-scale plan `fine_features` F32 `[n · scale², D]` and `fine_coords` beside them. What
 * they are of is in the file's metadata, all strings.
 *
 * Format: 8 bytes length of the header (little endian), the header as JSON, the tensors' bytes
 * (https://github.com/huggingface/safetensors).
 *
 * @throws RangeError where the features are not whole rows of the patches
 */
export function featuresSafetensors({ result, features, fine, encoder }: FeaturesToWrite): Uint8Array<ArrayBuffer> {
  const { patches, run } = result;
  const { scale = 1, sizePx, stepPx, modelSizePx, modelSpacingUmPerPx } = run.plan;
  return safetensorsFile(
    {
      format: 'fovea-features',
      version: '1',
      encoder: encoder.id,
      encoder_sha256: encoder.sha256,
      bundle: run.bundle.id,
      bundle_version: run.bundle.version,
      slide: run.slide.name,
      slide_fingerprint: run.slide.fingerprint ?? '',
      slide_width: String(run.slide.width),
      slide_height: String(run.slide.height),
      slide_um_per_px: String((run.slide.spacingXUmPerPx + run.slide.spacingYUmPerPx) / 2),
      patch_size_level0: String(sizePx),
      patch_size_pixels: String(modelSizePx),
      spacing_um_px: String(modelSpacingUmPerPx),
      ...(fine
        ? {
            scale: String(scale),
            fine_patch_size_level0: String(Math.round(stepPx / scale)),
            fine_spacing_um_px: String(modelSpacingUmPerPx / scale),
          }
        : {}),
      software: `${run.software.name} ${run.software.version}`,
    },
    [...rowsAndCorners('', patches, features), ...(fine ? rowsAndCorners('fine_', fine.patches, fine.features) : [])],
  );
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
}

function rowsAndCorners(
  prefix: '' | 'fine_',
  patches: readonly Level0Rect[],
  features: Float32Array<ArrayBuffer>,
): Tensor[] {
  const n = patches.length;
  const D = features.length / n;
  if (!Number.isSafeInteger(D) || D === 0) throw new RangeError(`${features.length} values for ${n} patches`);
  const coords = Int32Array.from(patches.flatMap(({ x, y }) => [x, y]));
  return [
    { name: `${prefix}features`, shape: [n, D], data: features },
    { name: `${prefix}coords`, shape: [n, 2], data: coords },
  ];
}

function safetensorsFile(
  metadata: Readonly<Record<string, string>>,
  tensors: readonly Tensor[],
): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = tensors.map(({ name, shape, data }) => {
    const from = end;
    end += data.byteLength;
    return [name, { dtype: data instanceof Float32Array ? 'F32' : 'I32', shape, data_offsets: [from, end] }] as const;
  });
  const text = asciiBytes(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const headerBytes = Math.ceil(text.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const start = LENGTH_BYTES + headerBytes;
  const file = new Uint8Array(start + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, start);
  file.set(text, LENGTH_BYTES);
  let at = start;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** JSON as ASCII: what is not becomes an escape, so that the bytes are the characters. */
function asciiBytes(json: string): Uint8Array<ArrayBuffer> {
  const escaped = json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0));
}
