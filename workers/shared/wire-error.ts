import { fromPlainError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';

/** A rejection as plain data, the only form in which one crosses between threads. */
export type WireError =
  { readonly kind: 'error'; readonly error: PlainError } | { readonly kind: 'abort'; readonly message: string };

export function isAbortError(value: unknown): boolean {
  return value instanceof Error && value.name === 'AbortError';
}

/** Any thrown value as plain data; what is neither abort nor a `FoveaError` becomes `internal`. */
export function toWireError(value: unknown): WireError {
  if (isAbortError(value)) return { kind: 'abort', message: (value as Error).message };
  return { kind: 'error', error: toPlainError(value) };
}

/** The reverse of {@link toWireError}: a `FoveaError`, or a `DOMException` named `AbortError`. */
export function fromWireError(wire: WireError): Error {
  return wire.kind === 'abort' ? new DOMException(wire.message, 'AbortError') : fromPlainError(wire.error);
}
