import { ChunkError } from './encoded-chunk.ts';

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/**
 * TIFF's LZW (section 13 of TIFF 6.0: most significant bit first, codes grow one code early). Writes into a buffer of exactly
 * `outBytes`: what a bomb would add is never made. Throws `ChunkError` on bad codes or if the data end early.
 */
export function decodeLzw(input: Uint8Array, outBytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(outBytes);
  // A code stands for a run that has already been written: its start in `out` and its length.
  const starts = new Int32Array(MAX_CODES);
  const lengths = new Int32Array(MAX_CODES);
  let written = 0;
  let nextCode = END + 1;
  let width = 9;
  let previous = -1;
  let previousStart = 0;
  let previousLength = 0;
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  while (written < outBytes) {
    while (bitCount < width) {
      if (at >= input.length) throw new ChunkError('LZW data end early');
      bits = ((bits << 8) | (input[at] ?? 0)) & 0xffffff;
      at += 1;
      bitCount += 8;
    }
    const code = (bits >> (bitCount - width)) & ((1 << width) - 1);
    bitCount -= width;
    if (code === END) throw new ChunkError('LZW data end early');
    if (code === CLEAR) {
      nextCode = END + 1;
      width = 9;
      previous = -1;
      continue;
    }
    const start = written;
    if (code < CLEAR) {
      out[written] = code;
      written += 1;
    } else {
      const known = code < nextCode;
      if (previous < 0 || (!known && code !== nextCode)) throw new ChunkError(`LZW code ${code} is not defined`);
      const from = known ? (starts[code] ?? 0) : previousStart;
      const length = known ? (lengths[code] ?? 0) : previousLength + 1;
      const end = Math.min(written + length, outBytes);
      // Byte by byte: an undefined code repeats its own first byte at its end.
      for (let source = from; written < end; source += 1, written += 1) out[written] = out[source] ?? 0;
    }
    if (previous >= 0 && nextCode < MAX_CODES) {
      // previous + first byte of this one: they are neighbours in `out`.
      starts[nextCode] = previousStart;
      lengths[nextCode] = previousLength + 1;
      nextCode += 1;
    }
    if (nextCode + 1 >= 1 << width && width < 12) width += 1;
    previous = code;
    previousStart = start;
    previousLength = written - start;
  }
  return out;
}
