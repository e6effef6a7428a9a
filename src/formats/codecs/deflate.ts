import { unzlibSync } from 'fflate';
import { ChunkError } from './encoded-chunk.ts';

const ZLIB_HEADER_BYTES = 2;
const ADLER_BYTES = 4;
const ADLER_BASE = 65_521;
/** Bytes that can be summed before the sums leave 32 bits (zlib's NMAX). */
const ADLER_RUN = 5552;

/**
 * zlib data into a buffer of exactly `outBytes`: a bomb cannot grow it. Throws `ChunkError` on bad data, if they end early, and where their
 * checksum says that they were changed. What comes beyond `outBytes` is left out, as libtiff does, and then there is no checksum to hold them against.
 */
export function inflate(input: Uint8Array, outBytes: number): Uint8Array<ArrayBuffer> {
  // The library takes data without a single block for an answer.
  if (input.length <= ZLIB_HEADER_BYTES + ADLER_BYTES) throw new ChunkError('deflate data end early');
  let result: Uint8Array;
  // One byte more than wanted tells "too much" from "exactly".
  const out = new Uint8Array(outBytes + 1);
  try {
    result = unzlibSync(input, { out });
  } catch (cause) {
    throw new ChunkError('deflate data are damaged', { cause });
  }
  if (result.length < outBytes) throw new ChunkError('deflate data end early');
  const wanted = out.subarray(0, outBytes);
  if (result.length === outBytes && !holdsChecksum(input, adler32(wanted)))
    throw new ChunkError('deflate data are damaged: their checksum is another one');
  return wanted;
}

/** Whether the data end with this checksum; writers may pad them, so the end is looked for. */
function holdsChecksum(input: Uint8Array, checksum: number): boolean {
  const last = checksum & 255;
  for (let at = input.length - 1; at >= ZLIB_HEADER_BYTES + ADLER_BYTES; at = input.lastIndexOf(last, at - 1)) {
    const found =
      ((input[at - 3] ?? 0) << 24) | ((input[at - 2] ?? 0) << 16) | ((input[at - 1] ?? 0) << 8) | (input[at] ?? 0);
    if (found >>> 0 === checksum) return true;
  }
  return false;
}

/** RFC 1950. */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let from = 0; from < bytes.length; from += ADLER_RUN) {
    const end = Math.min(bytes.length, from + ADLER_RUN);
    for (let i = from; i < end; i += 1) {
      a += bytes[i] ?? 0;
      b += a;
    }
    a %= ADLER_BASE;
    b %= ADLER_BASE;
  }
  return ((b << 16) | a) >>> 0;
}
