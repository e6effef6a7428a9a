import { ChunkError } from './encoded-chunk.ts';
import { unpackPieces } from './unpack-pieces.ts';

const ZLIB_HEADER_BYTES = 2;
const ADLER_BYTES = 4;
const ADLER_BASE = 65_521;
/** Bytes that can be summed before the sums leave 32 bits (zlib's NMAX). */
const ADLER_RUN = 5552;
/** Thrown where all that was wanted is there: what a bomb would go on to is never unpacked. */
const ENOUGH = new Error('all that was wanted is there');

/**
 * zlib data into a buffer of exactly `outBytes`: a bomb can neither grow it nor take long. Throws `ChunkError` on bad data, if they end early, and where their
 * checksum says that they were changed. What comes beyond `outBytes` is left out, as libtiff does, and then there is no checksum to hold them against.
 */
export function inflate(input: Uint8Array, outBytes: number): Uint8Array<ArrayBuffer> {
  // The library takes data without a single block for an answer.
  if (input.length <= ZLIB_HEADER_BYTES + ADLER_BYTES) throw new ChunkError('deflate data end early');
  const out = new Uint8Array(outBytes);
  let filled = 0;
  const unpack = unpackPieces('deflate', (data) => {
    out.set(data.subarray(0, outBytes - filled), Math.min(filled, outBytes));
    filled += data.length;
    if (filled > outBytes) throw ENOUGH;
  });
  try {
    unpack(input);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  if (filled < outBytes) throw new ChunkError('deflate data end early');
  if (filled === outBytes && !holdsChecksum(input, adler32(out)))
    throw new ChunkError('deflate data are damaged: their checksum is another one');
  return out;
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
