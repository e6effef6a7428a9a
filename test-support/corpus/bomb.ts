import { constants, deflateRawSync } from 'node:zlib';

/** Zeros, packed a thousandfold, and as sound as data can be: what stops at them does so for their length. */
const MEGABYTE = 1 << 20;
const ADLER_BASE = 65_521;

/** So many megabytes of zeros as raw deflate data; made at once, whatever they unpack to. */
export function deflateBomb(megabytes: number): Uint8Array<ArrayBuffer> {
  // Blocks that end on a byte and need nothing from before them.
  const one = deflateRawSync(new Uint8Array(MEGABYTE), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const bytes = new Uint8Array(one.length * megabytes + 2);
  for (let i = 0; i < megabytes; i += 1) bytes.set(one, i * one.length);
  // A last block of nothing.
  bytes[bytes.length - 2] = 3;
  return bytes;
}

/** The same as zlib data, with the checksum that is right. */
export function zlibBomb(megabytes: number): Uint8Array<ArrayBuffer> {
  const raw = deflateBomb(megabytes);
  const bytes = new Uint8Array(raw.length + 6);
  bytes.set([0x78, 0xda]);
  bytes.set(raw, 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(bytes.length - 4, (megabytes * MEGABYTE) % ADLER_BASE);
  view.setUint16(bytes.length - 2, 1);
  return bytes;
}
