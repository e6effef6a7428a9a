import { Inflate } from 'fflate';
import { MalformedBytes } from './bytes.ts';

/** Compressed bytes handed over at a time: deflate makes at most 1,032 bytes of one, so at most 264 kB come between two looks at the limit. */
const STEP_BYTES = 256;

/** More came out than what was allowed. */
export class InflatedTooLarge extends Error {
  override readonly name = 'InflatedTooLarge';

  constructor(readonly limitBytes: number) {
    super(`more than ${limitBytes} bytes`);
  }
}

/**
 * Inflates raw deflate data that anyone may have made.
 *
 * @returns the content, at most `limitBytes` long
 * @throws {@link InflatedTooLarge} as soon as more has come out; {@link MalformedBytes} for what is not deflate data
 */
export function inflateWithin(
  compressed: Uint8Array<ArrayBuffer>,
  limitBytes: number,
  dictionary?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate(dictionary ? { dictionary } : {}, (part) => {
    length += part.length;
    if (length <= limitBytes) parts.push(part);
  });
  for (let at = 0; at < compressed.length || at === 0; at += STEP_BYTES) {
    const end = Math.min(compressed.length, at + STEP_BYTES);
    try {
      inflate.push(compressed.subarray(at, end), end === compressed.length);
    } catch (cause) {
      throw new MalformedBytes({ code: 'link-packing' }, { cause });
    }
    if (length > limitBytes) throw new InflatedTooLarge(limitBytes);
  }
  const content = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}
