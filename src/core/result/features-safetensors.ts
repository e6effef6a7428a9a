import type { RunResult } from './run-result.ts';

/** The header is padded to this, so that the tensors after it lie aligned for whoever maps the file. */
const ALIGNMENT_BYTES = 8;
const LENGTH_BYTES = 8;

export interface FeaturesToWrite {
  readonly result: Pick<RunResult, 'patches' | 'run'>;
  /** float32 `[n, D]`, rows in the order of the result's patches. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Who made the features: the encoder's id and the SHA-256 of its file. */
  readonly encoder: { readonly id: string; readonly sha256: string };
}

/**
 * Patch features as a safetensors file, as slide-level toolkits read them: `features` F32 `[n, D]` and `coords` I32 `[n, 2]`, the
 * corner (x, y) of each patch in level-0 px. What they are of is in the file's metadata, all strings.
 *
 * Format: 8 bytes length of the header (little endian), the header as JSON, the tensors' bytes
 * (https://github.com/huggingface/safetensors).
 *
 * @throws RangeError where the features are not whole rows of the patches
 */
export function featuresSafetensors({ result, features, encoder }: FeaturesToWrite): Uint8Array<ArrayBuffer> {
  const { patches, run } = result;
  const n = patches.length;
  const D = features.length / n;
  if (!Number.isSafeInteger(D) || D === 0) throw new RangeError(`${features.length} values for ${n} patches`);
  const coords = Int32Array.from(patches.flatMap(({ x, y }) => [x, y]));
  const header = JSON.stringify({
    __metadata__: {
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
      patch_size_level0: String(run.plan.sizePx),
      patch_size_pixels: String(run.plan.modelSizePx),
      spacing_um_px: String(run.plan.modelSpacingUmPerPx),
      software: `${run.software.name} ${run.software.version}`,
    },
    features: { dtype: 'F32', shape: [n, D], data_offsets: [0, features.byteLength] },
    coords: {
      dtype: 'I32',
      shape: [n, 2],
      data_offsets: [features.byteLength, features.byteLength + coords.byteLength],
    },
  });
  const text = asciiBytes(header);
  const headerBytes = Math.ceil(text.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const start = LENGTH_BYTES + headerBytes;
  const file = new Uint8Array(start + features.byteLength + coords.byteLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, start);
  file.set(text, LENGTH_BYTES);
  file.set(new Uint8Array(features.buffer, features.byteOffset, features.byteLength), start);
  file.set(new Uint8Array(coords.buffer), start + features.byteLength);
  return file;
}

/** JSON as ASCII: what is not becomes an escape, so that the bytes are the characters. */
function asciiBytes(json: string): Uint8Array<ArrayBuffer> {
  const escaped = json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0));
}
