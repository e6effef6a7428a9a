import { createContext, useContext } from 'react';
import { FoveaError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';

const TellContext = createContext<(error: PlainError) => void>((error) => {
  console.error('a part of the window is missing', error);
});

/** Hears of parts of the window whose code could not be fetched. */
export const PartFailureProvider = TellContext.Provider;

export function useTellPartFailure(): (error: PlainError) => void {
  return useContext(TellContext);
}

/** Why a part of the window cannot be shown; `reason`: what `import()` was rejected with. */
export function partMissing(reason: unknown): PlainError {
  return toPlainError(new FoveaError('program/part-missing', { what: String(reason) }));
}
