import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import { isAbortError } from '../../shared/wire-error.ts';
import type { BackEnd } from '../contract.ts';

/**
 * How a full heap or GPU shows itself: as C++'s or the browser's words, as Emscripten's abort, or as a bare number (a C++ exception that
 * ONNX Runtime could not translate, in practice `std::bad_alloc`).
 */
const OUT_OF_MEMORY =
  /bad_alloc|out of memory|failed to allocate|allocation failed|buffer allocation|cannot enlarge memory|memory access out of bounds|Aborted\(OOM/i;

/**
 * A failure of ONNX Runtime as what the user can be told.
 *
 * @param lost why the GPU device was lost, or null
 */
export function toRunError(error: unknown, backEnd: BackEnd, lost: string | null): Error {
  if (isFoveaError(error) || isAbortError(error)) return error as Error;
  if (lost !== null) return new FoveaError('run/gpu-lost', { what: lost }, { cause: error });
  const what = error instanceof Error ? error.message : String(error);
  if (typeof error === 'number' || OUT_OF_MEMORY.test(what))
    return new FoveaError('run/out-of-memory', { what }, { cause: error });
  return new FoveaError('run/back-end-failed', { backend: backEnd, what }, { cause: error });
}
