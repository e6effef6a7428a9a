/** Changes to a file that may hit its structure: bits, numbers of any width and order, pieces, numbers and words in text. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NUMBERS = [0, 1, 2, 7, 8, 16, 42, 127, 128, 255, 256, 512, 1024, 32_767, 32_768, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]; // prettier-ignore
const WORDS = ['0', '-1', '1e999', '-0', 'NaN', 'null', '1e-320', '9007199254740993', '""', '[]', '{}', '[[[[', '}}', '\\u0000', '\\ud800', '__proto__', '<script>', '../', '=1+1', '"', ',', '\n', '﻿']; // prettier-ignore
/** A mutated file is not longer than this. */
const MOST_BYTES = 1 << 20;

type Random = () => number;
const below = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, list: readonly T[], otherwise: T): T => list[below(random, list.length)] ?? otherwise;

function spliced(bytes: Bytes, from: number, to: number, piece: Uint8Array): Bytes {
  const out = new Uint8Array(from + piece.length + bytes.length - to);
  out.set(bytes.subarray(0, from));
  out.set(piece, from);
  out.set(bytes.subarray(to), from + piece.length);
  return out;
}

/** Most changes fall near the beginning, where headers are, and near the end, where directories are. */
function place(random: Random, length: number): number {
  const near = Math.floor(random() ** 3 * length);
  const kind = random();
  return kind < 0.4 ? below(random, length) : kind < 0.8 ? near : Math.max(0, length - 1 - near);
}

/** The file with one to eight changes. @param other a second file, for pieces */
export function mutated(bytes: Bytes, other: Bytes, random: Random): Bytes {
  let out = bytes.slice();
  for (let left = 1 + Math.floor(random() ** 2 * 8); left > 0; left -= 1) out = once(out, other, random);
  return out.length > MOST_BYTES ? out.slice(0, MOST_BYTES) : out;
}

function once(bytes: Bytes, other: Bytes, random: Random): Bytes {
  const at = place(random, bytes.length);
  const view = new DataView(bytes.buffer);
  const number = pick(random, NUMBERS, 0);
  const little = random() < 0.5;
  switch (below(random, 11)) {
    case 0:
    case 1:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
      return bytes;
    case 2:
      if (at < bytes.length) bytes[at] = number & 255;
      return bytes;
    case 3:
      if (at + 2 <= bytes.length) view.setUint16(at, number & 0xffff, little);
      return bytes;
    case 4:
      if (at + 4 <= bytes.length) view.setUint32(at, number, little);
      return bytes;
    case 5: {
      // A number that is there, a little or far off.
      if (at + 4 > bytes.length) return bytes;
      const old = view.getUint32(at, little);
      view.setUint32(at, pick(random, [old + 1, old - 1, old * 2, old + bytes.length, ~old], old), little);
      return bytes;
    }
    case 6:
      return bytes.slice(0, at);
    case 7:
      return spliced(bytes, at, Math.min(bytes.length, at + 1 + below(random, 64)), new Uint8Array(0));
    case 8: {
      const length = 1 + below(random, 256);
      return spliced(bytes, at, at, bytes.subarray(at, at + length));
    }
    case 9: {
      const from = below(random, Math.max(1, other.length));
      return spliced(bytes, at, Math.min(bytes.length, at + 32), other.subarray(from, from + 1 + below(random, 64)));
    }
    default: {
      // From the next digit or quote on: a number or a word of a text.
      const start = bytes.findIndex((byte, i) => i >= at && ((byte >= 48 && byte <= 57) || byte === 34));
      const from = start < 0 ? at : start;
      const word = new TextEncoder().encode(pick(random, WORDS, ''));
      return spliced(bytes, from, Math.min(bytes.length, from + below(random, 8)), word);
    }
  }
}
