import { hexOf } from '#core/hex.ts';
import { strFromU8, strToU8 } from 'fflate';

const SHA256 = /^[0-9a-f]{64}$/;
const DIGEST_BYTES = 32;

/** A description as text without the SHA-256 digests in it, which stand apart as bytes: as text they would take twice the room. */
export interface HeaderText {
  readonly text: Uint8Array<ArrayBuffer>;
  /** 32 bytes each, in the order of the text. */
  readonly digests: Uint8Array<ArrayBuffer>;
}

/** In the place of digest n stands `#n`; other texts that begin with `#` get another one in front. */
export function writeHeader(header: unknown): HeaderText {
  const digests: number[] = [];
  const text = JSON.stringify(header, (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (SHA256.test(value)) {
      for (let i = 0; i < 64; i += 2) digests.push(parseInt(value.slice(i, i + 2), 16));
      return `#${digests.length / DIGEST_BYTES - 1}`;
    }
    return value.startsWith('#') ? `#${value}` : value;
  });
  return { text: new Uint8Array(strToU8(text)), digests: Uint8Array.from(digests) };
}

/** The reverse of {@link writeHeader}. @throws SyntaxError or RangeError for text that is not JSON, or is nested without end */
export function readHeader({ text, digests }: HeaderText): unknown {
  return JSON.parse(strFromU8(text), (_, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('#')) return value;
    if (value.startsWith('##')) return value.slice(1);
    const at = Number(value.slice(1)) * DIGEST_BYTES;
    const digest = digests.subarray(at, at + DIGEST_BYTES);
    return digest.length === DIGEST_BYTES ? hexOf(digest) : value;
  });
}
