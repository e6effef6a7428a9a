import type { PlainError } from '#core/errors/fovea-error.ts';

/** State of one piece of work, as one union: never several booleans. `P` is its progress, `T` what it left behind. */
export type AsyncStatus<P = null, T = null> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: P }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'cancelled' };

export const IDLE = { kind: 'idle' } as const;
export const CANCELLED = { kind: 'cancelled' } as const;

export function running<P>(progress: P): { readonly kind: 'running'; readonly progress: P } {
  return { kind: 'running', progress };
}

export function done<T>(value: T): { readonly kind: 'done'; readonly value: T } {
  return { kind: 'done', value };
}

export function failed(error: PlainError): { readonly kind: 'failed'; readonly error: PlainError } {
  return { kind: 'failed', error };
}
