import { FoveaError } from '#core/errors/fovea-error.ts';
import type { BackEnd } from '../contract.ts';

/** What WASM can address, less what ONNX Runtime and a batch of patches take. */
const WASM_BYTES = 2 ** 32 - 2 ** 29;

/**
 * WASM memory that weights take while a session is made, as multiples of their bytes. Inside the graph: the file, what is parsed of it and
 * the tensors. Outside of it: the tensors, and those that are packed anew for the kernels (measured: about 2 GB for a ViT-L's 1.2 GB).
 */
const COPIES = { graph: 3, data: 1.7 } as const;

/**
 * Refuses an encoder that cannot be loaded, before it takes the whole heap and fails with a bare number.
 *
 * @throws FoveaError `model/too-large`
 */
export function refuseTooLarge(
  bundle: string,
  backEnd: BackEnd,
  { graphBytes, dataBytes }: { readonly graphBytes: number; readonly dataBytes: number },
): void {
  // WebGPU takes weights from outside of the graph straight to the GPU; those inside pass through the same WASM heap.
  const needBytes = graphBytes * COPIES.graph + (backEnd === 'wasm' ? dataBytes * COPIES.data : 0);
  if (needBytes > WASM_BYTES)
    throw new FoveaError('model/too-large', { bundle, backend: backEnd, needBytes, limitBytes: WASM_BYTES });
}
