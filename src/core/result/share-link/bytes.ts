import type { Problem } from '#core/errors/problems.ts';

/** Reading past the end, or a number that no writer would have written. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';

  constructor(
    readonly problem: Problem,
    options?: { cause?: unknown },
  ) {
    super(problem.code, options);
  }
}

/** Largest number that {@link ByteWriter.unsigned} takes and {@link ByteReader.unsigned} gives. */
const MOST_UNSIGNED = 2 ** 32 - 1;

/** Numbers as bytes: whole ones in groups of seven bits, lowest first, the top bit saying that more follow (LEB128). */
export class ByteWriter {
  readonly #bytes: number[] = [];

  /** A whole number, 0 … 2³² − 1, in one to five bytes. */
  unsigned(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > MOST_UNSIGNED) throw new RangeError(`${value} is no uint32`);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.push((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
  }

  /** A whole number, −2³¹ … 2³¹ − 1; small ones of either sign are short. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

/** Reads what {@link ByteWriter} wrote, or what someone made up. Every method throws {@link MalformedBytes} and nothing else. */
export class ByteReader {
  #at = 0;

  /** Borrows `content`. */
  constructor(private readonly content: Uint8Array<ArrayBuffer>) {}

  get isAtEnd(): boolean {
    return this.#at === this.content.length;
  }

  unsigned(): number {
    let value = 0;
    for (let weight = 1; weight <= 2 ** 28; weight *= 0x80) {
      const byte = this.content[this.#at++];
      if (byte === undefined) throw new MalformedBytes({ code: 'link-ends-early' });
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) {
        if (value > MOST_UNSIGNED) break;
        return value;
      }
    }
    throw new MalformedBytes({ code: 'link-number' });
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next `length` bytes; a view into the content. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const end = this.#at + length;
    if (end > this.content.length) throw new MalformedBytes({ code: 'link-ends-early' });
    const part = this.content.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
