import type { Encoder } from '#core/pipelines/ports.ts';
import type { OrtBackEnd, OrtModel } from './ort-back-end.ts';

/**
 * Encoder graph of a bundle: `patches` uint8 `[B, S, S, 3]` → `features` float32 `[B, D]`. On WebGPU a batch is filled up
 * to a power of two (with black patches, cut off again), because each new shape costs a compilation there.
 */
export async function createOrtEncoder(
  backEnd: OrtBackEnd,
  model: OrtModel,
  options: { readonly featureDim: number; readonly patchSizePx: number },
): Promise<Encoder & { release(): Promise<void> }> {
  const session = await backEnd.createSession(model);
  const { featureDim, patchSizePx: size } = options;
  return {
    featureDim,
    async encode(pixels, count) {
      const padded = backEnd.kind === 'webgpu' ? 2 ** Math.ceil(Math.log2(count)) : count;
      let data = pixels;
      if (padded > count) {
        data = new Uint8Array(padded * size * size * 3);
        data.set(pixels);
      }
      const patches = new backEnd.Tensor('uint8', data, [padded, size, size, 3]);
      const outputs = await session.run({ patches });
      try {
        const values = await outputs['features']?.getData();
        if (!(values instanceof Float32Array) || values.length !== padded * featureDim)
          throw new Error(`the encoder gave ${values?.length ?? 'no'} values for ${padded} patches of ${featureDim}`);
        return values.slice(0, count * featureDim);
      } finally {
        for (const output of Object.values(outputs)) output.dispose();
      }
    },
    release: () => session.release(),
  };
}
