import { FoveaError } from '#core/errors/fovea-error.ts';
import type { Problem } from '#core/errors/problems.ts';
import { IMPORT_LIMITS, LARGEST_FLOAT32 } from './imported-maps.ts';

/** What is wrong with one file; what comes beyond {@link IMPORT_LIMITS}`.problems` is counted only. */
export class FileProblems {
  readonly #first: Problem[] = [];
  #count = 0;

  constructor(private readonly fileName: string) {}

  add(problem: Problem): void {
    this.#count++;
    if (this.#first.length < IMPORT_LIMITS.problems) this.#first.push(problem);
  }

  /** @throws FoveaError `result/invalid` where there is any */
  throwIfAny(): void {
    if (this.#count > 0) throw this.#error();
  }

  /** The error, with one problem more. */
  with(problem: Problem, cause?: unknown): FoveaError<'result/invalid'> {
    this.add(problem);
    return this.#error(cause);
  }

  #error(cause?: unknown): FoveaError<'result/invalid'> {
    const problems = [...this.#first];
    return new FoveaError(
      'result/invalid',
      { name: this.fileName, problems, more: this.#count - problems.length },
      { cause },
    );
  }
}

/** A value as it can be kept: whether it has a finite float32. */
export function isFloat32(value: number): boolean {
  return Math.abs(value) <= LARGEST_FLOAT32;
}
