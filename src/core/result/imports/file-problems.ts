import { FoveaError } from '#core/errors/fovea-error.ts';
import { IMPORT_LIMITS, LARGEST_FLOAT32 } from './imported-maps.ts';

/** What is wrong with one file, in lines for people; those beyond {@link IMPORT_LIMITS}`.problems` are counted only. */
export class FileProblems {
  readonly #lines: string[] = [];
  #count = 0;

  constructor(private readonly fileName: string) {}

  add(line: string): void {
    this.#count++;
    if (this.#lines.length < IMPORT_LIMITS.problems) this.#lines.push(line);
  }

  /** @throws FoveaError `result/invalid` where there is any */
  throwIfAny(): void {
    if (this.#count > 0) throw this.#error();
  }

  /** The error, with one line more. */
  with(line: string, cause?: unknown): FoveaError<'result/invalid'> {
    this.add(line);
    return this.#error(cause);
  }

  #error(cause?: unknown): FoveaError<'result/invalid'> {
    const more = this.#count - this.#lines.length;
    const problems = more > 0 ? [...this.#lines, `and ${more} more`] : [...this.#lines];
    return new FoveaError('result/invalid', { name: this.fileName, problems }, { cause });
  }
}

/** A name or value of a file inside a message: quoted, without control characters, not longer than a line. */
export function quoted(text: string): string {
  const plain = text.replace(/\p{Cc}+/gu, ' ');
  return `“${plain.length > 60 ? `${plain.slice(0, 60)}…` : plain}”`;
}

/** A value as it can be kept: whether it has a finite float32. */
export function isFloat32(value: number): boolean {
  return Math.abs(value) <= LARGEST_FLOAT32;
}
