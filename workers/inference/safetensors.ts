import { z } from 'zod';

/** Golden files hold a patch and a few dozen rows; anything near this is no golden file. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_HEADER_BYTES = 2 ** 20;

const header = z.record(
  z.string().max(200),
  z.object({
    dtype: z.enum(['U8', 'I32', 'F32']),
    shape: z.array(z.int().min(0)).max(8),
    data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
  }),
);

export type SafeTensor =
  | { readonly dtype: 'U8'; readonly shape: readonly number[]; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly dtype: 'I32'; readonly shape: readonly number[]; readonly data: Int32Array<ArrayBuffer> }
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> };

/**
 * Reads a safetensors file: 8 bytes length of the header (little endian), the header as JSON, the tensors' bytes. Only U8,
 * I32 and F32, which is all that golden files hold. Copies, so nothing keeps the file's buffer alive.
 *
 * @throws Error that says what is wrong with the file
 */
export function parseSafetensors(bytes: Uint8Array): ReadonlyMap<string, SafeTensor> {
  if (bytes.byteLength < 8 || bytes.byteLength > MAX_BYTES) throw new Error(`a file of ${bytes.byteLength} bytes`);
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (headerBytes > BigInt(Math.min(MAX_HEADER_BYTES, bytes.byteLength - 8)))
    throw new Error(`a header of ${headerBytes} bytes in a file of ${bytes.byteLength}`);
  const start = 8 + Number(headerBytes);
  const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  const { __metadata__: _, ...entries } = z.record(z.string(), z.unknown()).parse(json);
  const tensors = new Map<string, SafeTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header.parse(entries))) {
    const [from, to] = data_offsets;
    const count = shape.reduce((product, size) => product * size, 1);
    if (to < from || start + to > bytes.byteLength) throw new Error(`${name} lies outside the file`);
    if (to - from !== count * (dtype === 'U8' ? 1 : 4))
      throw new Error(`${name} has ${to - from} bytes for the shape [${shape.join(', ')}]`);
    const data = bytes.slice(start + from, start + to);
    if (dtype === 'U8') tensors.set(name, { dtype, shape, data });
    else if (dtype === 'I32') tensors.set(name, { dtype, shape, data: new Int32Array(data.buffer) });
    else tensors.set(name, { dtype, shape, data: new Float32Array(data.buffer) });
  }
  return tensors;
}
