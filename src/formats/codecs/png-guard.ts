import { ChunkError } from './encoded-chunk.ts';
import { unpackPieces } from './unpack-pieces.ts';

/** Chunks that pixels depend on. Others may hold compressed text or profiles of any size and are left out. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
const SIGNATURE_BYTES = 8;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * The PNG with nothing in it but pixels, after its compressed data have been run through once without keeping them: what
 * unpacks to more than the header's size allows is a bomb and throws `ChunkError`, as does what unpacks to less, or cannot be unpacked.
 */
export function guardedPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  let budget = 0;
  let least = 0;
  let unpacked = 0;
  const unpack = unpackPieces('PNG', (data) => {
    unpacked += data.length;
    if (unpacked > budget) throw new ChunkError('PNG data unpack to more than the picture');
  });
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new ChunkError('a PNG chunk reaches past the data');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, end - 4);
    // A second header could ask for any size after the first has been held against the limits.
    if ((type === 'IHDR') !== (at === SIGNATURE_BYTES))
      throw new ChunkError('a PNG header that is not where it belongs');
    if (type === 'IHDR') ({ budget, least } = rawBytes(data));
    if (type === 'IDAT') unpack(data);
    if (NEEDED.has(type)) parts.push(bytes.subarray(at, end));
    at = end;
    if (type === 'IEND') break;
  }
  if (unpacked < least) throw new ChunkError('PNG data end early');
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Bounds of the unpacked bytes: rows with their filter byte; interlacing adds at most a few bytes a row. */
function rawBytes(header: Uint8Array): { readonly budget: number; readonly least: number } {
  if (header.length < 13) throw new ChunkError('a PNG header that is too short');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [depth = 0, colour = 0] = header.subarray(8, 10);
  const channels = CHANNELS[colour];
  if (channels === undefined) throw new ChunkError(`PNG colour type ${colour}`);
  const height = view.getUint32(4);
  const row = Math.ceil((view.getUint32(0) * channels * depth) / 8);
  const least = Math.floor((view.getUint32(0) * channels * depth * height) / 8);
  return { budget: height * (row + 1) + 8 * height + 64, least };
}
