import { unzlibSync } from 'fflate';
import { ChunkError } from './encoded-chunk.ts';

/**
 * zlib data into a buffer of exactly `outBytes`: a bomb cannot grow it. Throws `ChunkError` on bad data or if they end early.
 */
export function inflate(input: Uint8Array, outBytes: number): Uint8Array<ArrayBuffer> {
  let result: Uint8Array;
  // One byte more than wanted tells "too much" from "exactly".
  const out = new Uint8Array(outBytes + 1);
  try {
    result = unzlibSync(input, { out });
  } catch (cause) {
    throw new ChunkError('deflate data are damaged', { cause });
  }
  if (result.length < outBytes) throw new ChunkError('deflate data end early');
  return out.subarray(0, outBytes);
}
